"""Identifiers that depend on nothing but time and order: the same run gives the same ids."""

from dataclasses import dataclass

# KuCoin's order ids are 22 bits below the milliseconds since this instant (2023-01-04), as six
# recorded pairs of id and order time show.
_EPOCH_MS = 1_672_813_202_000
_COUNTER_BITS = 22
# Where times before that instant begin to count, with as many digits as KuCoin's ids have.
_FIRST_ORDER = 100_000_000_000_000_000
_FIRST_POSITION = 500_000_000_000_000_000
_FIRST_CLOSED = 500_000_000_000_000_000
_FIRST_TRADE = 1_800_000_000_000


@dataclass(slots=True)
class Numbering:
    """Counters of everything that has an id."""

    last_order: int = 0
    positions: int = 0
    closed: int = 0
    trades: int = 0
    entries: int = 0
    payments: int = 0

    def order_id(self, now_ms: int) -> str:
        """An order id; ids grow."""
        timed = (now_ms - _EPOCH_MS) << _COUNTER_BITS
        self.last_order = max(self.last_order + 1, timed, _FIRST_ORDER)
        return str(self.last_order)

    def position_id(self) -> str:
        """A position id."""
        self.positions += 1
        return str(_FIRST_POSITION + self.positions)

    def close_id(self) -> str:
        """An id of a closed position."""
        self.closed += 1
        return str(_FIRST_CLOSED + self.closed)

    def trade_id(self) -> str:
        """An id that both fills of a trade share."""
        self.trades += 1
        return str(_FIRST_TRADE + self.trades)

    def entry_offset(self) -> int:
        """A number of a ledger entry."""
        self.entries += 1
        return self.entries

    def payment_id(self) -> int:
        """A number of a funding payment."""
        self.payments += 1
        return self.payments
