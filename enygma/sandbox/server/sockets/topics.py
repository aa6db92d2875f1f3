"""Topics: what a client subscribes to, taken apart and checked."""

from dataclasses import dataclass
from enum import StrEnum

from enygma.sandbox.market import Contract
from enygma.sandbox.server.candles import INTERVALS
from enygma.sandbox.server.envelope import ApiError
from enygma.sandbox.server.venue import Venue

TOPICS_PER_MESSAGE = 100
_PRIVATE = (
    "/contractMarket/tradeOrders",
    "/contractMarket/advancedOrders",
    "/contractAccount/wallet",
    "/contract/position",
    "/contract/positionAll",
    "/contract/marginMode",
    "/contract/crossLeverage",
)


class ChannelName(StrEnum):
    """The public channels of the futures socket."""

    CANDLES = "/contractMarket/limitCandle"
    TICKER = "/contractMarket/ticker"
    BEST_PRICES = "/contractMarket/tickerV2"
    BOOK = "/contractMarket/level2"
    DEPTH5 = "/contractMarket/level2Depth5"
    DEPTH50 = "/contractMarket/level2Depth50"
    TRADES = "/contractMarket/execution"
    INSTRUMENT = "/contract/instrument"
    SNAPSHOT = "/contractMarket/snapshot"
    ANNOUNCEMENT = "/contract/announcement"


class TopicError(Exception):
    """A refusal on the socket, with KuCoin's code and text."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Topic:
    """One stream: a channel of one contract, for candles also of one granularity in minutes."""

    name: str
    channel: ChannelName
    contract: Contract
    minutes: int = 0


def parse(venue: Venue, text: str) -> list[Topic]:
    """The topics that `text` names, e.g. "/contractMarket/tickerV2:XBTUSDTM,ETHUSDTM".

    Raises TopicError: 403 for private channels, 404 for what does not exist, 406 for no topic,
    509 for more than 100 at once.
    """
    if not text:
        raise TopicError(406, "topic is required")
    name, _, arguments = text.partition(":")
    if name in _PRIVATE:
        raise TopicError(403, "login is required")
    try:
        channel = ChannelName(name)
    except ValueError:
        raise _missing(text) from None
    if channel is ChannelName.ANNOUNCEMENT and not arguments:
        return [_topic(venue, channel, each.symbol) for each in venue.listed()]
    parts = arguments.split(",")
    if len(parts) > TOPICS_PER_MESSAGE:
        message = f"exceed max subscription count limitation of {TOPICS_PER_MESSAGE} per time"
        raise TopicError(509, message)
    return [_topic(venue, channel, part.strip()) for part in parts]


def _topic(venue: Venue, channel: ChannelName, argument: str) -> Topic:
    name = f"{channel}:{argument}"
    symbol, separator, interval = argument.partition("_")
    is_candle = channel is ChannelName.CANDLES
    if bool(separator) is not is_candle or (is_candle and interval not in INTERVALS):
        raise _missing(name)
    try:
        contract = venue.contract(symbol)
    except ApiError:
        raise _missing(name) from None
    return Topic(name, channel, contract, INTERVALS.get(interval, 0))


def _missing(text: str) -> TopicError:
    return TopicError(404, f"topic {text} is not found")
