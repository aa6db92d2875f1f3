"""The trading core of the sandbox: orders, matching, accounts, margin, liquidation, funding.

Pure: no HTTP, no clock but `Exchange.advance`. Money is Decimal, sizes are whole lots, times are
Unix milliseconds. `Exchange` is the whole interface; what it refuses raises `Rejection` with
KuCoin's code and message. Events go to those who `subscribe`d, while they happen: the orders in
them are live objects, so read them at once.

Beside the methods of the facade:

- ``Exchange.active_orders(uid, symbol=None)``: waiting and resting orders without a scan of all.
- ``Exchange.auto_deposit / set_auto_deposit``.
- ``Exchange.fill_share``: a seam for partial fills, see there.
- ``Exchange.resume(data)`` goes on from a snapshot and keeps the listeners;
  ``Exchange.prices_changed(symbol)`` is for prices moved by hand within a minute.
- Positions are `Position` values of one moment; hedge mode calls take a `position_side`.
"""

from enygma.sandbox.trading.events import (
    CrossLeverageChanged,
    Event,
    FillHappened,
    Listener,
    MarginModeChanged,
    OrderChanged,
    OrderNews,
    PositionChanged,
    PositionNews,
    PositionSettled,
    StopChanged,
    StopNews,
    WalletChanged,
)
from enygma.sandbox.trading.exchange import Exchange
from enygma.sandbox.trading.fill import Fill
from enygma.sandbox.trading.ledger import EntryType, FundingPayment, LedgerEntry
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.position import ClosedPosition, Position
from enygma.sandbox.trading.rejection import Rejection
from enygma.sandbox.trading.request import Bracket, OrderRequest, Stop
from enygma.sandbox.trading.snapshot import StateError
from enygma.sandbox.trading.terms import (
    FillReason,
    Liquidity,
    MarginMode,
    OrderStatus,
    OrderType,
    PositionMode,
    PositionSide,
    PriceType,
    SelfTradePrevention,
    Side,
    StopDirection,
    TimeInForce,
)
from enygma.sandbox.trading.wallet import Wallet

__all__ = [
    "Bracket",
    "ClosedPosition",
    "CrossLeverageChanged",
    "EntryType",
    "Event",
    "Exchange",
    "Fill",
    "FillHappened",
    "FillReason",
    "FundingPayment",
    "LedgerEntry",
    "Liquidity",
    "Listener",
    "MarginMode",
    "MarginModeChanged",
    "Order",
    "OrderChanged",
    "OrderNews",
    "OrderRequest",
    "OrderStatus",
    "OrderType",
    "Position",
    "PositionChanged",
    "PositionMode",
    "PositionNews",
    "PositionSettled",
    "PositionSide",
    "PriceType",
    "Rejection",
    "SelfTradePrevention",
    "Side",
    "StateError",
    "Stop",
    "StopChanged",
    "StopDirection",
    "StopNews",
    "TimeInForce",
    "Wallet",
    "WalletChanged",
]
