"""Whether the wallet moves as the booked trades say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from enygma.guards.difference import Difference, Kind

if TYPE_CHECKING:
    from enygma.exchange.account_state import AccountState
    from enygma.guards.book import Book

TOLERANCE = Decimal("0.005")
"""Share of the wallet that estimates (entry fees, funding since the last fill) may be off by."""


@dataclass(frozen=True)
class Level:
    """Where both sides stood when they last agreed, in the settle currency."""

    wallet: Decimal
    earned: Decimal


class WalletDrift:
    """Compares how far wallet and booked results moved since the last time they agreed.

    A transfer, a trade on another device or a fill that was never booked moves the wallet alone.
    """

    def __init__(self) -> None:
        self._agreed: Level | None = None

    def judge(self, account: AccountState, book: Book, currency: str) -> Difference | None:
        """The drift, if it is more than estimates explain."""
        level = Level(account.wallet, Decimal(str(book.earned)))
        drift = self._drift(level)
        if abs(drift) <= TOLERANCE * max(abs(level.wallet), Decimal(1)):
            self._agreed = level
            return None
        text = f"the wallet moved by {drift:+.2f} {currency} that no booked trade explains"
        return Difference(Kind.WALLET_DRIFT, "", "", "", text)

    def accept(self) -> None:
        """Begin anew at the next look: the drift was told and cannot be undone here."""
        self._agreed = None

    def _drift(self, level: Level) -> Decimal:
        if self._agreed is None:
            return Decimal(0)
        return (level.wallet - self._agreed.wallet) - (level.earned - self._agreed.earned)
