"""The words an order is made of, with KuCoin's spelling as their values."""

from enum import StrEnum


class Side(StrEnum):
    """Which way an order trades."""

    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        """1 for a buy, -1 for a sell: the sign of the lots that it adds to a position."""
        return 1 if self is Side.BUY else -1

    @property
    def opposite(self) -> "Side":
        """The other side."""
        return Side.SELL if self is Side.BUY else Side.BUY


class OrderType(StrEnum):
    """Whether an order has a price of its own."""

    LIMIT = "limit"
    MARKET = "market"


class TimeInForce(StrEnum):
    """How long an order waits for a counterparty."""

    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"


class StopDirection(StrEnum):
    """`DOWN` triggers at or below the stop price, `UP` at or above it."""

    DOWN = "down"
    UP = "up"


class PriceType(StrEnum):
    """The price a stop watches: last trade, mark or index."""

    LAST = "TP"
    MARK = "MP"
    INDEX = "IP"


class MarginMode(StrEnum):
    """Whether a position stands on margin of its own or on the whole account."""

    ISOLATED = "ISOLATED"
    CROSS = "CROSS"


class PositionSide(StrEnum):
    """`BOTH` in one-way mode; in hedge mode a contract has a long and a short position."""

    BOTH = "BOTH"
    LONG = "LONG"
    SHORT = "SHORT"


class PositionMode(StrEnum):
    """One position a contract, or one for each side. KuCoin writes them as 0 and 1."""

    ONE_WAY = "0"
    HEDGE = "1"


class SelfTradePrevention(StrEnum):
    """What is cancelled when an order meets another of the same account: new, old or both."""

    CANCEL_NEW = "CN"
    CANCEL_OLD = "CO"
    CANCEL_BOTH = "CB"


class OrderStatus(StrEnum):
    """`WAITING` is a stop that has not been triggered; a cancelled order is `DONE` as well."""

    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"


class Liquidity(StrEnum):
    """Who rested in the book and who came to it; the fee depends on it."""

    MAKER = "maker"
    TAKER = "taker"


class FillReason(StrEnum):
    """Why a trade happened; KuCoin's `tradeType`."""

    TRADE = "trade"
    LIQUIDATION = "liquidation"
