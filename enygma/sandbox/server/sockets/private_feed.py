"""From the events of the exchange to the private topics of the account they belong to."""

import itertools
import logging
from collections.abc import Iterator
from decimal import Decimal
from hashlib import blake2b

from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.sockets import private_frames
from enygma.sandbox.server.sockets.hub import Hub
from enygma.sandbox.server.sockets.topics import PrivateChannelName, PrivateTopic
from enygma.sandbox.server.venue import Venue
from enygma.sandbox.trading import (
    CrossLeverageChanged,
    Event,
    MarginModeChanged,
    OrderChanged,
    OrderNews,
    Position,
    PositionChanged,
    PositionNews,
    PositionSettled,
    StopChanged,
    WalletChanged,
)

_LOG = logging.getLogger(__name__)
_WITH_ID = {PrivateChannelName.STOP_ORDERS, PrivateChannelName.WALLET}
_OF_POSITIONS = (PrivateChannelName.POSITION, PrivateChannelName.POSITIONS)
_MARKS_EVERY_MS = 1000
_MARK_PRICE = "markPriceChange"
_ID_DIGITS = 24

Push = tuple[PrivateTopic, str, dict[str, Json]]
"""A topic, the subject of a frame, and its data."""


class PrivateFeed:
    """Pushes what happens to an account to whoever listens to its private topics."""

    def __init__(self, venue: Venue, hub: Hub) -> None:
        self._venue = venue
        self._hub = hub
        self._numbers = itertools.count(1)
        self._marked_ms = 0
        self._marks: dict[str, Decimal] = {}

    def hear(self, event: Event) -> None:
        """Push `event`, in the moment in which it happens."""
        try:
            for topic, subject, data in self._pushes(event):
                self._hub.publish(topic, self._frame(topic, subject, data))
        except Exception:  # noqa: BLE001 - a frame that fails must not undo what it tells of
            _LOG.exception("nothing pushed of %s", type(event).__name__)

    def look_at_marks(self, now_ms: int) -> None:
        """Push the positions whose mark price has moved, at most once a second."""
        if now_ms - self._marked_ms < _MARKS_EVERY_MS:
            return
        self._marked_ms = now_ms
        topics = self._hub.private_topics(*_OF_POSITIONS)
        marks: dict[str, Decimal] = {}
        for uid in dict.fromkeys(topic.uid for topic in topics):
            for held in self._venue.exchange.positions(uid):
                marks[held.id] = held.mark_price
                if self._marks.get(held.id) != held.mark_price:
                    self._push_mark(held)
        self._marks = marks

    def _push_mark(self, held: Position) -> None:
        contract = self._venue.contract(held.symbol)
        data = private_frames.position(held, contract, _MARK_PRICE)
        for topic in self._position_topics(held.uid, held.symbol):
            self._hub.publish(topic, self._frame(topic, "position.change", data))

    def _pushes(self, event: Event) -> Iterator[Push]:
        if isinstance(event, OrderChanged):
            yield from self._order(event)
        elif isinstance(event, StopChanged):
            yield from self._stop(event)
        elif isinstance(event, PositionChanged):
            yield from self._position(event)
        elif isinstance(event, PositionSettled):
            yield from self._settlement(event)
        elif isinstance(event, WalletChanged):
            yield from self._wallet(event)
        elif isinstance(event, MarginModeChanged | CrossLeverageChanged):
            yield from self._setting(event)

    def _order(self, event: OrderChanged) -> Iterator[Push]:
        if event.kind is OrderNews.RECEIVED:
            return
        uid, symbol = event.order.uid, event.order.symbol
        for topic, subject in (
            (_of_symbol(PrivateChannelName.ORDERS, uid, symbol), "symbolOrderChange"),
            (_of_account(PrivateChannelName.ORDERS, uid), "orderChange"),
        ):
            if self._hub.is_heard(topic):
                yield topic, subject, private_frames.order(event)

    def _stop(self, event: StopChanged) -> Iterator[Push]:
        topic = _of_account(PrivateChannelName.STOP_ORDERS, event.order.uid)
        if self._hub.is_heard(topic):
            yield topic, "stopOrder", private_frames.stop_order(event)

    def _position(self, event: PositionChanged) -> Iterator[Push]:
        held = event.position
        for topic in self._position_topics(held.uid, held.symbol):
            contract = self._venue.contract(held.symbol)
            yield topic, "position.change", private_frames.position(held, contract, event.reason)
            if event.reason is PositionNews.RISK_LIMIT:
                adjusted = {"success": True, "riskLimitLevel": held.risk_limit_level, "msg": ""}
                yield topic, "position.adjustRiskLimit", {"symbol": held.symbol} | adjusted

    def _settlement(self, event: PositionSettled) -> Iterator[Push]:
        payment = event.payment
        for topic in self._position_topics(payment.uid, payment.symbol):
            contract = self._venue.contract(payment.symbol)
            yield topic, "position.settlement", private_frames.settlement(payment, contract)

    def _position_topics(self, uid: int, symbol: str) -> Iterator[PrivateTopic]:
        for topic in (
            _of_symbol(PrivateChannelName.POSITION, uid, symbol),
            _of_account(PrivateChannelName.POSITIONS, uid),
        ):
            if self._hub.is_heard(topic):
                yield topic

    def _wallet(self, event: WalletChanged) -> Iterator[Push]:
        topic = _of_account(PrivateChannelName.WALLET, event.uid)
        if self._hub.is_heard(topic):
            yield topic, "walletBalance.change", private_frames.wallet(event.wallet, event.ms)

    def _setting(self, event: MarginModeChanged | CrossLeverageChanged) -> Iterator[Push]:
        if isinstance(event, MarginModeChanged):
            topic = _of_account(PrivateChannelName.MARGIN_MODE, event.uid)
            data = private_frames.margin_modes(event)
        else:
            topic = _of_account(PrivateChannelName.CROSS_LEVERAGE, event.uid)
            data = private_frames.cross_leverages(event)
        if self._hub.is_heard(topic):
            yield topic, "user.config", data

    def _frame(self, topic: PrivateTopic, subject: str, data: Json) -> dict[str, Json]:
        frame = {
            "topic": topic.name,
            "type": "message",
            "subject": subject,
            "userId": user_id(topic.uid),
            "channelType": "private",
            "data": data,
        }
        if topic.channel in _WITH_ID:
            frame["id"] = f"{self._venue.now_ms():012x}{next(self._numbers):012x}"
        return frame


def user_id(uid: int) -> str:
    """The name of an account on the socket: 24 hex digits, unlike its number over REST."""
    return blake2b(str(uid).encode(), digest_size=_ID_DIGITS // 2).hexdigest()


def _of_account(channel: PrivateChannelName, uid: int) -> PrivateTopic:
    return PrivateTopic(channel.value, channel, uid)


def _of_symbol(channel: PrivateChannelName, uid: int, symbol: str) -> PrivateTopic:
    return PrivateTopic(f"{channel}:{symbol}", channel, uid, symbol)
