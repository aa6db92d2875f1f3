"""A backtest of chosen parameters, by freqtrade itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from enygma.backtests.log import KEY
from enygma.research.quiet import quiet
from enygma.research.walk_forward.in_force import in_force

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Traded:
    """What a backtest says of a stretch."""

    trades: list[dict[str, Any]]
    """freqtrade's, in its columns, oldest close last."""
    final_balance: float
    """Wallet at the end, in the stake currency, with everything closed."""
    profit_by_day: list[tuple[str, float]]
    pairs: list[str]
    stops: list[dict[str, Any]]
    """Each move of the trades' stops, where the strategy's risk told of them."""
    regimes: list[dict[str, Any]] = field(default_factory=list)
    """The strategy's own regime at each entry, where it has any."""

    @property
    def profit(self) -> float:
        """Of all trades, after fees and funding, in the stake currency."""
        return float(sum(each["profit_abs"] for each in self.trades))

    @property
    def forced(self) -> int:
        """Trades that were closed because the stretch ended."""
        return sum(each["exit_reason"] == "force_exit" for each in self.trades)


def trade(config: dict[str, Any], exported: Mapping[str, Any]) -> Traded:
    """Backtest the configuration's strategy with the parameters of `exported`.

    Raises freqtrade's `OperationalException` where the candles are missing.
    """
    from freqtrade.optimize.backtesting import Backtesting
    from freqtrade.optimize.optimize_reports import generate_backtest_stats

    with quiet(logging.INFO), in_force(exported):
        backtesting = Backtesting(config)
        try:
            data, timerange = backtesting.load_bt_data()
            strategy = backtesting.strategylist[0]
            first, last = backtesting.backtest_one_strategy(strategy, data, timerange)
        finally:
            backtesting.exchange.close()
        stats = generate_backtest_stats(data, backtesting.all_bt_content, first, last)
    found = stats["strategy"][strategy.get_strategy_name()]
    told = found.get(KEY) or {}
    return Traded(
        trades=found["trades"],
        final_balance=float(found["final_balance"]),
        profit_by_day=profit_by_day(found),
        pairs=list(found["pairlist"]),
        stops=list(told.get("stops", [])),
        regimes=list(told.get("regimes", [])),
    )


def profit_by_day(statistics: Mapping[str, Any]) -> list[tuple[str, float]]:
    """UTC day and profit in the stake currency, of freqtrade's statistics.

    They name no day where there was no trade.
    """
    told = statistics.get("daily_profit") or ()
    return [(str(day), float(profit)) for day, profit in told]
