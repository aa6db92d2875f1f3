"""The latest closed trades, of each pair and of all."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from custom_risk.record.window import Window

if TYPE_CHECKING:
    from custom_risk.account.closed_trade import ClosedTrade

WINDOWS = (30, 100, 500)
"""How many of the latest trades are looked at: what happens now, lately and in general."""
LONGEST_WINDOW = WINDOWS[-1]


class TradeRecord:
    """Follows the closed trades of an account.

    Only what closed since the last reading is looked at, and only the latest trades are kept, so
    that asking costs the same after ten trades and after ten thousand. A history that does not
    go on where the last one ended is another backtest, or was mended, and is read afresh.
    """

    def __init__(self) -> None:
        self._count = 0
        self._newest: ClosedTrade | None = None
        self._latest: deque[ClosedTrade] = deque(maxlen=LONGEST_WINDOW)
        self._of_pair: dict[str, deque[ClosedTrade]] = {}
        self._windows: dict[tuple[int, str | None], Window] = {}

    def read(self, closed: Sequence[ClosedTrade]) -> TradeRecord:
        """Count in what closed since (`Account.closed(now)`, oldest first) and return itself."""
        if self._goes_on(closed):
            fresh: Iterable[ClosedTrade] = closed[self._count :]
        else:
            self._forget()
            fresh = closed
        for each in fresh:
            self._add(each)
        return self

    def window(self, trades: int, pair: str | None = None) -> Window:
        """The latest `trades` trades of a pair, or of all pairs; fewer where there are no more.

        Raises
        ------
        ValueError
            If `trades` is not in 1 ... 500.
        """
        if not 1 <= trades <= LONGEST_WINDOW:
            raise ValueError(f"a window of {trades} trades is outside 1 … {LONGEST_WINDOW}")
        if (trades, pair) not in self._windows:
            latest = self._latest if pair is None else self._of_pair.get(pair, ())
            start = max(0, len(latest) - trades)
            self._windows[trades, pair] = Window(tuple(islice(latest, start, None)))
        return self._windows[trades, pair]

    @property
    def pairs(self) -> list[str]:
        """The pairs that were traded, in the order in which they first closed a trade."""
        return list(self._of_pair)

    def _goes_on(self, closed: Sequence[ClosedTrade]) -> bool:
        if self._count == 0:
            return True
        return len(closed) >= self._count and closed[self._count - 1] is self._newest

    def _add(self, trade: ClosedTrade) -> None:
        kept = self._of_pair.setdefault(trade.pair, deque(maxlen=LONGEST_WINDOW))
        kept.append(trade)
        self._latest.append(trade)
        self._newest = trade
        self._count += 1
        self._windows.clear()

    def _forget(self) -> None:
        self._count, self._newest = 0, None
        self._latest.clear()
        self._of_pair.clear()
        self._windows.clear()
