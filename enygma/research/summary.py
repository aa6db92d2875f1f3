"""The numbers of a backtest, and what may honestly be said of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from enygma.research.trades import fill_fee, fills, trade_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from enygma.research.result import BacktestResult

SIGNIFICANCE = 0.05
"""Below this two-sided p-value a mean profit per trade is called more than chance."""


@dataclass(frozen=True)
class Tally:
    """What a group of trades came to. Money is in the stake currency, ratios are of one."""

    name: str
    trades: int
    wins: int
    profit: float
    profit_of_start: float
    """Profit as a ratio of the wallet at the start."""
    mean_roi: float
    """Mean profit on margin after fees (leveraged), as a ratio."""
    profit_factor: float | None
    """Gross profit / gross loss; `None` where nothing was lost or nothing was traded."""

    @property
    def win_rate(self) -> float | None:
        """The share of trades that ended above zero; `None` without trades."""
        return self.wins / self.trades if self.trades else None


@dataclass(frozen=True)
class Costs:
    """What trading itself took, in the stake currency. Funding is positive when received."""

    fees: float
    """Taker fees of all fills, with the configured slippage that a backtest adds to the rate."""
    funding: float


@dataclass(frozen=True)
class Summary:
    """Everything the page states as a number."""

    total: Tally
    sides: list[Tally]
    pairs: list[Tally]
    exit_reasons: list[Tally]
    costs: Costs
    drawdown: float
    """Largest fall of the realised balance from its peak, as a ratio of that peak."""
    p_value: float
    """Two-sided, of the hypothesis that the mean profit of a trade is zero (t-test)."""
    market_change: float
    days: int


def summarise(result: BacktestResult) -> Summary:
    """Count a backtest's trades per side, pair and exit reason."""
    trades, start = result.trades, result.starting_balance
    stats = result.stats
    return Summary(
        total=tally("All", trades, start),
        sides=_sides(trades, start),
        pairs=_groups(trades, "pair", result.pairs, start),
        exit_reasons=_groups(trades, "exit_reason", _reasons(trades), start),
        costs=costs(trades),
        drawdown=float(stats.get("max_relative_drawdown", 0.0)),
        p_value=float(stats.get("p_value", 1.0)),
        market_change=float(stats.get("market_change", 0.0)),
        days=int(stats.get("backtest_days", 0)),
    )


def tally(name: str, trades: pd.DataFrame, starting_balance: float) -> Tally:
    """Sum up a group of trades (freqtrade's columns `profit_abs`, `profit_ratio`)."""
    if trades.empty:
        return Tally(name, 0, 0, 0.0, 0.0, 0.0, None)
    profits = trades["profit_abs"]
    profit = float(profits.sum())
    gained, lost = float(profits[profits > 0].sum()), -float(profits[profits < 0].sum())
    return Tally(
        name=name,
        trades=len(trades),
        wins=int((profits > 0).sum()),
        profit=profit,
        profit_of_start=profit / starting_balance,
        mean_roi=float(trades["profit_ratio"].mean()),
        profit_factor=gained / lost if lost > 0 else None,
    )


def costs(trades: pd.DataFrame) -> Costs:
    """Fees of every fill at the trade's entry and exit rate, and the funding of all trades."""
    if trades.empty:
        return Costs(0.0, 0.0)
    fees = math.fsum(fill_fee(fill, trade) for trade in trade_rows(trades) for fill in fills(trade))
    return Costs(fees=fees, funding=float(trades["funding_fees"].fillna(0.0).sum()))


def verdict(summary: Summary) -> str:
    """One sentence on what the run shows. A single backtest never shows an edge."""
    total = summary.total
    if not total.trades:
        return "No trades: nothing was measured."
    if total.profit <= 0:
        trap = (
            f" {total.win_rate:.0%} of the trades won and the run still lost:"
            " a win rate means nothing without its profit factor."
            if (total.win_rate or 0) >= 0.5
            else ""
        )
        return f"No edge measured: this run lost money after costs.{trap}"
    if summary.p_value >= SIGNIFICANCE:
        return (
            f"No edge measured: the profit is within chance "
            f"(p = {summary.p_value:.2f} over {total.trades} trades)."
        )
    return (
        f"This run's profit is more than chance within this run (p = {summary.p_value:.3f} over "
        f"{total.trades} trades). One backtest is not an edge: repeat it on periods and pairs "
        "that played no part in choosing the settings."
    )


def _sides(trades: pd.DataFrame, start: float) -> list[Tally]:
    if trades.empty:
        return [tally("Long", trades, start), tally("Short", trades, start)]
    short = trades["is_short"].astype(bool)
    return [tally("Long", trades[~short], start), tally("Short", trades[short], start)]


def _groups(trades: pd.DataFrame, column: str, names: Iterable[str], start: float) -> list[Tally]:
    if trades.empty:
        return [tally(name, trades, start) for name in names]
    return [tally(name, trades[trades[column] == name], start) for name in names]


def _reasons(trades: pd.DataFrame) -> list[str]:
    return [] if trades.empty else list(trades["exit_reason"].value_counts().index)
