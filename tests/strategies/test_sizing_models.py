"""Every sizing model in freqtrade's own backtester, each trade's size computed again by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from freqtrade.optimize.backtesting import Backtesting
from pandas import DataFrame, Timedelta

from custom_risk.events import Reason

Configure = Callable[..., dict[str, Any]]

PAIR = "ETH/USDT:USDT"
LOT = 0.01
EQUITY = 100_000.0
CANDLE = Timedelta(minutes=30)
STOP = (6 - 2 * 0.06) / 6 / 100
"""Distance of the first stop at leverage 6, as a share of the price."""
TREND = 1.3


@dataclass(frozen=True)
class Entered:
    """A trade with what was known when it was entered."""

    row: Any
    equity: float
    before: DataFrame
    """Trades that had closed by then."""

    @property
    def hour(self) -> int:
        """Of the candle that gave the signal."""
        return int((self.row.open_date - CANDLE).hour)

    def assert_sized(self, notional: float, leverage: int) -> None:
        """It has this leverage and whole lots of this notional."""
        assert self.row.leverage == leverage
        got = self.row.amount * self.row.open_rate
        assert notional - LOT * self.row.open_rate <= got <= notional * (1 + 1e-9)


@dataclass(frozen=True)
class Outcome:
    trades: DataFrame
    refused: Counter[Reason]

    def entered(self) -> Iterator[Entered]:
        """One position is open at a time: the equity is what the trades before left.

        One that left in the candle of the entry has left its profit, but the record does not
        know it yet.
        """
        closed = self.trades["close_date"]
        for row in self.trades.itertuples():
            over = (closed <= row.open_date) & (self.trades.index < row.Index)
            equity = EQUITY + self.trades.loc[over, "profit_abs"].sum()
            yield Entered(row, equity, self.trades[closed < row.open_date])


Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def run(configure: Configure) -> Run:
    """A backtest of three weeks on one pair by a model, with its numbers."""

    def ran(strategy: str, model: str, **numbers: Any) -> Outcome:
        config = configure(
            strategy=strategy,
            strategy_path=str(Path(__file__).parent / "strategies"),
            dry_run_wallet=EQUITY,
            custom_risk={"sizing": {"model": model, model: numbers}},
        )
        config["exchange"]["pair_whitelist"] = [PAIR]
        backtesting, refused = Backtesting(config), Counter[Reason]()
        backtesting.strategylist[0].risk_events.subscribe(
            lambda event: refused.update([event.type])
        )
        backtesting.start()
        trades = DataFrame(backtesting.results["strategy"][strategy]["trades"])
        return Outcome(trades, refused)

    return ran


def test_strength(run: Run) -> None:
    outcome = run("Prophet", "strength")
    assert len(outcome.trades) > 20
    for trade in outcome.entered():
        strength = trade.hour * 4 / 100
        leverage = int(1 + strength * 9)
        trade.assert_sized(trade.equity * 0.01 * (0.5 + 1.5 * strength) * leverage, leverage)


def test_edge(run: Run) -> None:
    outcome = run("Prophet", "edge")
    assert len(outcome.trades) > 50
    for trade in outcome.entered():
        edge = trade.hour / 48
        times = 0.5 + 1.5 * min(1.0, (edge - 0.01) / 0.09)
        trade.assert_sized(min(500.0, trade.equity * 0.005 * times), 6)
        assert edge >= 0.01
    assert outcome.refused[Reason.EDGE_TOO_SMALL] > 0


def test_confidence_table(run: Run) -> None:
    outcome = run("Prophet", "confidence_table")
    assert len(outcome.trades) > 50
    for trade in outcome.entered():
        confidence = 0.5 + trade.hour / 48
        leverage = 5 if confidence < 0.7 else 10
        trade.assert_sized(trade.equity * (0.25 if confidence >= 0.8 else 0.2), leverage)
        assert confidence >= 0.6
    assert outcome.refused[Reason.CONFIDENCE_TOO_LOW] > 0


def test_kelly_explores_and_then_risks_by_the_trades_closed_before(run: Run) -> None:
    small = {"fraction": 0.002, "exploration_pct": 0.1, "confident_exploration_pct": 0.15}
    outcome = run("Prophet", "kelly", window=30, **small)
    assert len(outcome.trades) > 50
    for trade in outcome.entered():
        latest = trade.before["profit_ratio"].iloc[-30:]
        share = 0.0015 if 0.5 + trade.hour / 48 > 0.7 else 0.001
        if len(latest) == 30:
            wins, rest = latest[latest > 0], latest[latest <= 0]
            p = len(wins) / 30
            share = 0.002 * (p - (1 - p) * -fmean(rest) / fmean(wins) if len(rest) else p)
        trade.assert_sized(trade.equity * share * TREND / STOP, 6)


def test_kelly_stops_where_thirty_trades_showed_no_edge(run: Run) -> None:
    outcome = run("FalseProphet", "kelly")
    assert len(outcome.trades) == 30
    assert outcome.trades["profit_abs"].sum() < 0
    assert outcome.refused[Reason.NO_EDGE] > 100
