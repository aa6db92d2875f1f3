"""What the exchange tells those who listen. Orders in events are live: read them at once."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from enygma.sandbox.trading.fill import Fill
from enygma.sandbox.trading.ledger import FundingPayment
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.position import Position
from enygma.sandbox.trading.terms import MarginMode
from enygma.sandbox.trading.wallet import Wallet


class OrderNews(StrEnum):
    """What happened to an active order; KuCoin's `type` on its order channel.

    `UPDATE` is a reduce-only order that was cut because the position shrank.
    """

    RECEIVED = "received"
    OPEN = "open"
    MATCH = "match"
    FILLED = "filled"
    CANCELED = "canceled"
    UPDATE = "update"


class StopNews(StrEnum):
    """What happened to a stop order; KuCoin's `type` on its stop channel.

    `UPDATE` is a bracket's stop that grew with a further fill of its entry, or shrank as the other
    stop closed a part.
    """

    OPEN = "open"
    UPDATE = "update"
    TRIGGERED = "triggered"
    CANCEL = "cancel"


class PositionNews(StrEnum):
    """Why a position changed; KuCoin's `changeReason`."""

    TRADE = "positionChange"
    LIQUIDATION = "liquidation"
    MARGIN = "marginChange"
    AUTO_DEPOSIT = "autoAppendMarginStatusChange"
    RISK_LIMIT = "changeRiskLimit"
    FUNDING = "fundingChange"


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """An order in the book, or one that went through it; `fill` belongs to a match.

    `cancelled_lots` are those that this very event cancelled.
    """

    ms: int
    order: Order
    kind: OrderNews
    fill: Fill | None = None
    cancelled_lots: int = 0


@dataclass(frozen=True, slots=True)
class StopChanged:
    """A stop order that came to wait, was triggered or cancelled."""

    ms: int
    order: Order
    kind: StopNews


@dataclass(frozen=True, slots=True)
class PositionChanged:
    """A position after a change; `lots` 0 once it is closed."""

    ms: int
    position: Position
    reason: PositionNews


@dataclass(frozen=True, slots=True)
class PositionSettled:
    """Funding was settled for a position."""

    ms: int
    payment: FundingPayment


@dataclass(frozen=True, slots=True)
class WalletChanged:
    """The balance of an account, or what of it is available, is another one."""

    ms: int
    uid: int
    wallet: Wallet
    event: str


@dataclass(frozen=True, slots=True)
class MarginModeChanged:
    """An account switched the margin mode of contracts."""

    ms: int
    uid: int
    modes: dict[str, MarginMode]


@dataclass(frozen=True, slots=True)
class CrossLeverageChanged:
    """An account switched the cross leverage of contracts."""

    ms: int
    uid: int
    leverages: dict[str, int]


@dataclass(frozen=True, slots=True)
class FillHappened:
    """An order traded."""

    ms: int
    fill: Fill


Event: TypeAlias = (
    OrderChanged
    | StopChanged
    | PositionChanged
    | PositionSettled
    | WalletChanged
    | MarginModeChanged
    | CrossLeverageChanged
    | FillHappened
)
Listener: TypeAlias = Callable[[Event], None]
