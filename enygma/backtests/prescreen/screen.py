"""Epochs of hyperopt in the compiled model."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pandas import DataFrame

from custom_risk.configuration import RiskConfigError
from enygma.backtests.prescreen.candles import (
    Tags,
    Timeline,
    exit_tags,
    market_of,
    trimmed,
    with_regimes,
    with_signals,
)
from enygma.backtests.prescreen.result import daily_profits, frame_of
from enygma.backtests.prescreen.rules import terms_of
from enygma.backtests.prescreen.run import run
from enygma.backtests.prescreen.terms import Market

BAD_LOSS = 100_000.0
"""freqtrade's loss of an epoch with too few trades."""


NO_TRADES = DataFrame({"profit_abs": [], "close_date": []}).astype(
    {"profit_abs": float, "close_date": "datetime64[ns, UTC]"}
)


class UnknownStatisticError(KeyError):
    """A loss function asks for a statistic that the model does not have."""


class NoStatistics(dict[str, Any]):
    """In place of the statistics of a backtest."""

    def __missing__(self, name: str) -> Any:
        raise UnknownStatisticError(name)


@dataclass(frozen=True)
class Screened:
    """What the model found for one set of parameters."""

    parameters: dict[str, Any]
    loss: float
    trades: int
    daily: Mapping[str, float]
    """Profit in stake currency by day."""


class Screen:
    """Runs epochs of one optimizer in the model: candles are read once, signals where they change.

    freqtrade's own code sets the parameters and loads the candles of an epoch.
    """

    def __init__(self, optimizer: Any) -> None:
        self._optimizer = optimizer
        self._prices: Market | None = None
        self._signals: tuple[tuple[Any, ...], Market] | None = None
        self._pairs: list[str] = []
        self._tags: Tags | None = None
        self._days: tuple[datetime, datetime]
        self.trades: DataFrame = NO_TRADES
        """Of the last epoch."""

    def epoch(self, parameters: dict[str, Any]) -> Screened:
        """One epoch.

        Raises ValueError for candles with gaps, `UnknownStatisticError` where the loss function
        asks for more than trades.
        """
        optimizer = self._optimizer
        own = {"backtest": optimizer.backtesting, "_get_results_dict": optimizer}
        optimizer.backtesting.backtest = self._backtest
        optimizer._get_results_dict = _nothing_more  # noqa: SLF001 - what freqtrade calls at its end
        try:
            optimizer.generate_optimizer(dict(parameters))
        finally:
            for name, owner in own.items():
                del vars(owner)[name]
        trades = self.trades
        return Screened(
            dict(parameters),
            self._loss(trades),
            len(trades),
            daily_profits(trades),
        )

    def _backtest(
        self, processed: dict[str, DataFrame], start_date: datetime, end_date: datetime
    ) -> dict[str, Any]:
        backtest = self._optimizer.backtesting
        line = Timeline(backtest, start_date, end_date)
        market = self._market(processed, line)
        self._days, self.trades = (start_date, end_date), NO_TRADES
        with suppress(RiskConfigError):
            terms = terms_of(backtest, self._pairs)
            most = 1 + int((market.side != 0).sum())
            self.trades = frame_of(*run(market, terms, most), self._pairs, line, self._tags)
        return {}

    def _market(self, processed: dict[str, DataFrame], line: Timeline) -> Market:
        terms = _signal_terms(self._optimizer.backtesting.strategy)
        if self._signals is None or self._signals[0] != terms:
            self._signals = (terms, self._signalled(processed, line))
        return self._signals[1]

    def _signalled(self, processed: dict[str, DataFrame], line: Timeline) -> Market:
        backtest = self._optimizer.backtesting
        strategy, frames = backtest.strategy, {}
        for pair, frame in processed.items():
            analysed = strategy.ft_advise_signals(frame, {"pair": pair})
            frames[pair] = trimmed(backtest, analysed)
        if self._prices is None:
            market = market_of(backtest, frames, line)
            self._prices = with_regimes(market, frames, strategy.risk_regime_column)
            self._pairs = list(frames)
        self._tags = exit_tags(self._prices, frames)
        return with_signals(self._prices, frames, can_short=bool(strategy.can_short))

    def _loss(self, trades: DataFrame) -> float:
        optimizer = self._optimizer
        if len(trades) < optimizer.config["hyperopt_min_trades"]:
            return BAD_LOSS
        return float(
            optimizer.calculate_loss(
                results=trades,
                trade_count=len(trades),
                min_date=self._days[0],
                max_date=self._days[1],
                config=optimizer.config,
                processed={},
                backtest_stats=NoStatistics(),
                starting_balance=optimizer.backtesting.config["dry_run_wallet"],
            )
        )


def _nothing_more(*_: Any, **__: Any) -> dict[str, Any]:
    """In place of freqtrade's statistics."""
    return {}


def _signal_terms(strategy: Any) -> tuple[Any, ...]:
    """Values of all parameters but those of risk, on which no signal depends."""
    risk = set(strategy.risk_parameters.values())
    return tuple(
        (name, each.value) for name, each in strategy.enumerate_parameters() if name not in risk
    )
