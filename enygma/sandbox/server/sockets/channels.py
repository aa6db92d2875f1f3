"""The public channels: how often each publishes, what, and whether a repetition is news."""

from dataclasses import dataclass

from enygma.sandbox.server.sockets import frames
from enygma.sandbox.server.sockets.frames import Frames
from enygma.sandbox.server.sockets.topics import ChannelName


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel publishes every `interval_ms` of the venue's time.

    `changes_only` leaves out frames that say the same as the one before, sequence and time aside.
    """

    name: ChannelName
    interval_ms: int
    frames: Frames
    changes_only: bool = False


CHANNELS = (
    Channel(ChannelName.CANDLES, 500, frames.candles),
    Channel(ChannelName.TICKER, 500, frames.last_trades, changes_only=True),
    Channel(ChannelName.BEST_PRICES, 250, frames.best_prices, changes_only=True),
    Channel(ChannelName.BOOK, 250, frames.book_changes),
    Channel(ChannelName.DEPTH5, 250, frames.depth(5), changes_only=True),
    Channel(ChannelName.DEPTH50, 250, frames.depth(50), changes_only=True),
    Channel(ChannelName.TRADES, 250, frames.trades),
    Channel(ChannelName.INSTRUMENT, 1000, frames.instrument),
    Channel(ChannelName.SNAPSHOT, 5000, frames.snapshot),
    Channel(ChannelName.ANNOUNCEMENT, 1000, frames.announcements),
)
