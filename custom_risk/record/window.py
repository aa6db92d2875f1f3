"""What the latest closed trades say."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from custom_risk.record.win_rate import kelly_fraction, wilson_lower_bound
from custom_risk.roi import HUNDRED

if TYPE_CHECKING:
    from custom_risk.account.closed_trade import ClosedTrade

ZERO = Decimal(0)
SECONDS_PER_YEAR = Decimal(365 * 86_400)


class Window:
    """Statistics of some closed trades, oldest first.

    Profits are after fees and funding. Ratios are on the margin, so that a trade counts the same
    whatever its size; what is in stake currency says so. A trade that earned nothing at all
    counts as one that did not win.
    """

    def __init__(self, trades: Sequence[ClosedTrade]) -> None:
        self._trades = tuple(trades)
        self._ratios = [each.profit_ratio for each in self._trades]

    @property
    def count(self) -> int:
        """How many trades there are."""
        return len(self._trades)

    @cached_property
    def win_rate(self) -> Decimal:
        """Share of the trades that won, 0 ... 1; 0 without a trade."""
        won = sum(1 for each in self._ratios if each > 0)
        return Decimal(won) / self.count if self.count else ZERO

    @cached_property
    def average_win(self) -> Decimal:
        """Mean profit ratio of the trades that won, 0 where none did."""
        return _mean([each for each in self._ratios if each > 0])

    @cached_property
    def average_loss(self) -> Decimal:
        """Mean loss of the trades that did not win, as a positive ratio; 0 where all won."""
        return -_mean([each for each in self._ratios if each <= 0])

    @cached_property
    def expectancy(self) -> Decimal:
        """Mean profit of a trade in stake currency; 0 without a trade."""
        return _mean([each.profit for each in self._trades])

    @cached_property
    def expectancy_ratio(self) -> Decimal:
        """Mean profit of a trade on its margin: `p x average win - (1 - p) x average loss`."""
        return _mean(self._ratios)

    @cached_property
    def expectancy_r(self) -> Decimal | None:
        """Mean profit ratio in R, multiples of the average loss; None where nothing was lost.

        What a trade risked when it was entered is not known for trades that other rules, or a
        person, made; the average loss stands for it, as V. K. Tharp proposes in "Trade Your Way
        to Financial Freedom".
        """
        return self.expectancy_ratio / self.average_loss if self.average_loss > 0 else None

    @cached_property
    def kelly(self) -> Decimal:
        """The Kelly fraction of what was traded; 0 or less is no edge."""
        return kelly_fraction(self.win_rate, self.average_win, self.average_loss)

    def kelly_lower_bound(self, level: Decimal) -> Decimal:
        """The Kelly fraction at the win rate that the true one exceeds with probability `level`.

        The fraction rises with the win rate, so its bound is the one at Wilson's bound of the
        rate. The sizes of wins and losses are taken as they were: their own scatter is left out.
        """
        rate = wilson_lower_bound(self.win_rate, self.count, level)
        return kelly_fraction(rate, self.average_win, self.average_loss)

    @cached_property
    def sharpe(self) -> Decimal | None:
        """Mean of the profit ratios over their sample deviation, per trade.

        None below two trades or where all trades earned the same.
        """
        if self.count < 2:
            return None
        mean = self.expectancy_ratio
        variance = sum(((each - mean) ** 2 for each in self._ratios), ZERO) / (self.count - 1)
        return mean / variance.sqrt() if variance > 0 else None

    @cached_property
    def sharpe_per_year(self) -> Decimal | None:
        """`sharpe` times the root of the trades a year, counted from first entry to last exit.

        None where `sharpe` is or where no time passed. The square root rule takes the trades as
        independent of each other (W. F. Sharpe, "The Sharpe Ratio", 1994).
        """
        if self.sharpe is None:
            return None
        first = min(each.opened for each in self._trades)
        lasted_s = Decimal(repr((self._trades[-1].closed - first).total_seconds()))
        if lasted_s <= 0:
            return None
        return self.sharpe * (self.count * SECONDS_PER_YEAR / lasted_s).sqrt()

    @cached_property
    def consecutive_losses(self) -> int:
        """How many of the latest trades in a row lost; a trade at zero breaks the row."""
        return sum(1 for _ in takewhile(lambda ratio: ratio < 0, reversed(self._ratios)))

    def drawdown_pct(self, equity: Decimal) -> Decimal:
        """How far the account is below its peak after these trades, in percent of the peak.

        `equity` is the account's present worth; what it was after each trade is that less what
        later ones earned. The worth before the first of them counts as well.
        """
        return _fall_pct(max(self._equities(equity)), equity)

    def max_drawdown_pct(self, equity: Decimal) -> Decimal:
        """The deepest fall from a peak among these trades, in percent of the peak."""
        deepest = peak = ZERO
        for worth in self._equities(equity):
            peak = max(peak, worth)
            deepest = max(deepest, _fall_pct(peak, worth))
        return deepest

    def _equities(self, equity: Decimal) -> list[Decimal]:
        backwards = [equity]
        for each in reversed(self._trades):
            backwards.append(backwards[-1] - each.profit)
        return backwards[::-1]


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, ZERO) / len(values) if values else ZERO


def _fall_pct(peak: Decimal, worth: Decimal) -> Decimal:
    return (peak - worth) / peak * HUNDRED if peak > 0 else ZERO
