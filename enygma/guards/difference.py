"""What can differ between the exchange and freqtrade's database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong."""

    UNKNOWN_POSITION = "unknown position"
    MISSING_POSITION = "missing position"
    SIZE_DIFFERS = "size differs"
    SIDE_DIFFERS = "side differs"
    UNPROTECTED = "position without a covering stop"
    UNKNOWN_ORDER = "unknown order"
    LOST_ENTRY = "entry that was never booked"
    ORPHANED_STOP = "stop without a position"
    LOST_ORDER = "order that the exchange does not know"
    WALLET_DRIFT = "wallet drift"


@dataclass(frozen=True)
class Difference:
    """One thing that the exchange and the database tell differently.

    Two of them are the same when kind, pair, side and order are; the words may have changed.

    Attributes:
        kind: What is wrong.
        pair: Market; empty for the wallet.
        side: long or short, of the position; empty if it is about no position.
        order_id: KuCoin's id of the order; empty if it is about none.
        text: The numbers on both sides.
    """

    kind: Kind
    pair: str
    side: str
    order_id: str
    text: str

    @property
    def key(self) -> tuple[Kind, str, str, str]:
        """What makes it the same difference at another look."""
        return (self.kind, self.pair, self.side, self.order_id)

    def __str__(self) -> str:
        subject = " ".join(part for part in (self.side, self.pair) if part)
        return f"{self.kind}{f' {subject}' if subject else ''}: {self.text}"
