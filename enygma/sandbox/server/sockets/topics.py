"""Topics: what a client subscribes to, taken apart and checked."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from enygma.sandbox.market import Contract
from enygma.sandbox.server.candles import INTERVALS
from enygma.sandbox.server.envelope import ApiError
from enygma.sandbox.server.venue import Venue

TOPICS_PER_MESSAGE = 100


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


class PrivateChannelName(StrEnum):
    """The private channels of the futures socket; `ORDERS` with a contract or without."""

    ORDERS = "/contractMarket/tradeOrders"
    STOP_ORDERS = "/contractMarket/advancedOrders"
    WALLET = "/contractAccount/wallet"
    POSITION = "/contract/position"
    POSITIONS = "/contract/positionAll"
    MARGIN_MODE = "/contract/marginMode"
    CROSS_LEVERAGE = "/contract/crossLeverage"


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


@dataclass(frozen=True, slots=True)
class PrivateTopic:
    """One stream of one account; `symbol` empty for all contracts."""

    name: str
    channel: PrivateChannelName
    uid: int
    symbol: str = ""


AnyTopic: TypeAlias = Topic | PrivateTopic


def parse(venue: Venue, text: str, uid: int = 0) -> list[AnyTopic]:
    """The topics that `text` names, e.g. "/contractMarket/tickerV2:XBTUSDTM,ETHUSDTM".

    `uid` is the account whose private channels may be named, 0 for none. Raises TopicError: 403
    for private channels without an account, 404 for what does not exist, 406 for no topic, 509
    for more than 100 at once.
    """
    if not text:
        raise TopicError(406, "topic is required")
    name, _, arguments = text.partition(":")
    if name in set(PrivateChannelName):
        if not uid:
            raise TopicError(403, "login is required")
        return _private(venue, text, uid)
    try:
        channel = ChannelName(name)
    except ValueError:
        raise _missing(text) from None
    if channel is ChannelName.ANNOUNCEMENT and not arguments:
        return [_topic(venue, channel, each.symbol) for each in venue.listed()]
    return [_topic(venue, channel, part) for part in _parts(arguments)]


def _private(venue: Venue, text: str, uid: int) -> list[AnyTopic]:
    name, colon, arguments = text.partition(":")
    channel = PrivateChannelName(name)
    takes_symbols = channel in {PrivateChannelName.ORDERS, PrivateChannelName.POSITION}
    if not colon and channel is not PrivateChannelName.POSITION:
        return [PrivateTopic(name, channel, uid)]
    if not takes_symbols:
        raise _missing(text)
    symbols = [_listed(venue, part, text) for part in _parts(arguments)]
    return [PrivateTopic(f"{name}:{each}", channel, uid, each) for each in symbols]


def _parts(arguments: str) -> list[str]:
    parts = [part.strip() for part in arguments.split(",")]
    if len(parts) > TOPICS_PER_MESSAGE:
        message = f"exceed max subscription count limitation of {TOPICS_PER_MESSAGE} per time"
        raise TopicError(509, message)
    return parts


def _listed(venue: Venue, symbol: str, text: str) -> str:
    try:
        return venue.contract(symbol).symbol
    except ApiError:
        raise _missing(text) from None


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
