"""The account of a strategy that does not tell what it holds: what its closed trades earned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from custom_risk.account.account import Account
from custom_risk.account.closed_trade import ClosedTrade
from custom_risk.account.day import Day, Days
from custom_risk.account.history import BotHistory, TradeHistory
from custom_risk.inputs import positive


class RealisedAccount(Account):
    """Starting balance and realised profit; the profit of open positions is not known.

    The day is counted from the trades that closed in it, so that a restart changes nothing.
    """

    def __init__(self, history: TradeHistory | None = None) -> None:
        super().__init__(self._total, history or BotHistory(), Days())
        self._start: float = 0.0
        self._earned = Decimal(0)
        self._counted: ClosedTrade | None = None
        self._count = 0

    def begin_with(self, starting_balance: float) -> None:
        """The balance before the first trade, in stake currency."""
        self._start = starting_balance

    def observe(self, now: datetime) -> Day:
        """The UTC day at a moment, from the trades that closed until then.

        Raises
        ------
        RiskInputError
            If the starting balance cannot be used, or a trade has no usable profit.
        """
        closed = self.closed(now + timedelta.resolution)
        equity = positive("equity", self._start) + self._earned_by(closed)
        today = now.astimezone(UTC).date()
        peak = start = equity
        for each in reversed(closed):
            if each.closed.astimezone(UTC).date() != today:
                break
            start -= each.profit
            peak = max(peak, start)
        return Day(today, start, peak)

    def _total(self) -> float:
        return self._start + float(self._earned)

    def _earned_by(self, closed: Sequence[ClosedTrade]) -> Decimal:
        """What all of them earned; only those that were not counted before are added."""
        goes_on = 0 < self._count <= len(closed) and closed[self._count - 1] is self._counted
        if not goes_on:
            self._earned, self._count = Decimal(0), 0
        for each in closed[self._count :]:
            self._earned += each.profit
        self._count, self._counted = len(closed), closed[-1] if closed else None
        return self._earned
