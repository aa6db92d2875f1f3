"""The beat of the exchange: what happens by itself as time goes by."""

import asyncio
import logging

from enygma.sandbox.clock import SteppedClock
from enygma.sandbox.faults import Restart
from enygma.sandbox.server.sockets.hub import Hub
from enygma.sandbox.server.sockets.private_feed import PrivateFeed
from enygma.sandbox.server.venue import Venue

_LOG = logging.getLogger(__name__)
_BEAT_S = 0.05


class Pulse:
    """Beats with the venue's clock: in every step of a stepped one, else 20 times a second.

    A beat that fails raises out of the step; with a running clock it is logged.

    A beat lets happen what resting orders, stops and positions met since the last one, pushes the
    positions whose mark price has moved, and cuts the connections when the exchange has restarted
    meanwhile.
    """

    def __init__(self, venue: Venue, hub: Hub, feed: PrivateFeed) -> None:
        self._venue = venue
        self._hub = hub
        self._feed = feed
        self._last_ms = venue.now_ms()
        self._restarted_ms = -1

    async def run(self) -> None:
        """Beat for ever."""
        clock = self._venue.clock
        if not isinstance(clock, SteppedClock):
            while True:
                self._beat_safely()
                await asyncio.sleep(_BEAT_S)
        clock.follow(self.beat)
        try:
            await asyncio.Event().wait()
        finally:
            clock.unfollow(self.beat)

    def _beat_safely(self) -> None:
        try:
            self.beat()
        except Exception:  # noqa: BLE001 - the next beat may succeed, and without it nothing happens
            _LOG.exception("nothing happened by itself at %s", self._venue.now_ms())

    def beat(self) -> None:
        """Bring the exchange to the present."""
        now_ms = self._venue.now_ms()
        self._restart(now_ms)
        self._venue.exchange.advance(now_ms)
        self._feed.look_at_marks(now_ms)
        self._venue.faults.sweep()
        self._last_ms = now_ms

    def _restart(self, now_ms: int) -> None:
        spells = self._venue.faults.spells(Restart, self._last_ms, now_ms)
        newest_ms = max((spell.since_ms for spell in spells), default=-1)
        if newest_ms > self._restarted_ms:
            self._restarted_ms = newest_ms
            self._hub.cut_all()
