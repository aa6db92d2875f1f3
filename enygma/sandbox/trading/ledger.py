"""What moved the money of an account: funding payments and its transaction history."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from enygma.sandbox.trading.terms import MarginMode, PositionSide


class EntryType(StrEnum):
    """Kinds of ledger entries, in KuCoin's words."""

    REALISED = "RealisedPNL"
    TRANSFER_IN = "TransferIn"
    TRANSFER_OUT = "TransferOut"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One change of the wallet balance; `amount` in USDT is signed and already net of `fee`."""

    offset: int
    uid: int
    ms: int
    type: EntryType
    amount: Decimal
    fee: Decimal
    equity: Decimal
    remark: str


@dataclass(frozen=True, slots=True)
class FundingPayment:
    """One settlement of one position: `amount` in USDT is negative when the position paid.

    `lots` and `value` (notional at `mark_price`) are signed, `rate` is a fraction.
    """

    id: int
    uid: int
    symbol: str
    ms: int
    rate: Decimal
    mark_price: Decimal
    lots: int
    value: Decimal
    amount: Decimal
    margin_mode: MarginMode
    position_side: PositionSide
