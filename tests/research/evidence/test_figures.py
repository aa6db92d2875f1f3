"""The figures of a sample beyond its strength: groups, costs, regimes, risk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.research.candles import CandleStore
from enygma.research.evidence.backtest_source import read_backtest
from enygma.research.evidence.costs import TradeCosts, trade_costs
from enygma.research.evidence.figures import figures
from enygma.research.evidence.market import REGIMES, Market
from enygma.research.evidence.trials import Trials
from enygma.research.evidence.tried import Tried
from enygma.research.refusal import CandleStoreError
from tests.research.conftest import PAIRS, Run, make_run

ALONE = Tried(Trials(), None, "alone")


@pytest.fixture(scope="module")
def long_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Eighty days: enough for regimes."""
    return make_run(tmp_path_factory.mktemp("long"), rows=3_900, every=90)


def store_of(run: Run) -> CandleStore:
    """The candles of a run."""
    return CandleStore(run.datadir, "futures", "futures")


def test_groups_and_regimes_hold_every_trade_once(long_run: Run) -> None:
    sample = read_backtest(long_run.results, None)
    market = Market.of(sample, store_of(long_run))
    found = figures(sample, market, ALONE, looks=0, notes=[])
    assert set(found.groups) == {"pair", "side", "year", "regime"}
    for rows in found.groups.values():
        assert sum(row.trades for row in rows) == len(long_run.trades)
        assert sum(row.profit for row in rows) == pytest.approx(found.total.profit)
    assert {row.name for row in found.groups["regime"]} == set(REGIMES)
    assert found.strength.placebo is not None


def test_a_regime_knows_nothing_of_the_days_after_the_entry(long_run: Run) -> None:
    sample = read_backtest(long_run.results, None)
    market = Market.of(sample, store_of(long_run))
    cut = sample.start + (sample.end - sample.start) / 2
    wild = {
        pair: frame.assign(
            close=frame["close"].where(
                frame["date"] < cut, frame["close"] * (1 + 0.2 * (frame.index % 2))
            )
        )
        for pair, frame in market.candles.items()
    }
    early = (sample.trades["open_timestamp"] < cut.timestamp() * 1000).to_numpy()
    regimes = Market(wild).regimes(sample)
    assert regimes is not None
    assert "wild" not in np.array(regimes)[early]


def test_a_short_sample_has_no_regimes(run: Run) -> None:
    sample = read_backtest(run.results, None)
    assert Market.of(sample, store_of(run)).regimes(sample) is None


def test_candles_that_do_not_reach_are_named(run: Run, long_run: Run) -> None:
    sample = read_backtest(long_run.results, None)
    pair = min(PAIRS)
    with pytest.raises(CandleStoreError, match=f"candles of {pair} do not cover the trades"):
        Market.of(sample, store_of(run))


def test_the_first_recorded_stop_is_the_risk_of_a_trade(run: Run, telling_result: Path) -> None:
    sample = read_backtest(telling_result, None)
    found = figures(sample, None, ALONE, looks=0, notes=[])
    # every stop of this result was moved to the entry: there is no distance to measure by
    assert (found.with_stop, found.expectancy_r) == (0, None)
    plain = figures(read_backtest(run.results, None), None, ALONE, looks=0, notes=[])
    risks = [
        abs(trade["open_rate"] - trade["initial_stop_loss_abs"]) * trade["amount"]
        for trade in run.trades
    ]
    multiples = [trade["profit_abs"] / risk for trade, risk in zip(run.trades, risks, strict=True)]
    assert plain.expectancy_r == pytest.approx(np.mean(multiples))


def test_costs_are_those_of_the_fills(run: Run) -> None:
    sample = read_backtest(run.results, None)
    told = trade_costs(sample.trades)
    untold = trade_costs(sample.trades.assign(orders=None))
    np.testing.assert_allclose(told.fees, untold.fees)
    np.testing.assert_allclose(told.turnover, untold.turnover)


AMOUNTS = st.lists(st.floats(0, 100), min_size=3, max_size=3).map(np.array)


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.floats(1.0, 3.0), st.floats(0.0, 50.0))
def test_dearer_trading_never_earns_more(
    fees: np.ndarray, funding: np.ndarray, turnover: np.ndarray, factor: float, slippage: float
) -> None:
    costs = TradeCosts(fees, funding - 50.0, turnover)
    profits = np.array([5.0, -3.0, 0.0])
    assert (costs.profits_at(profits, factor) <= profits).all()
    assert (costs.profits_with_slippage(profits, slippage) <= profits).all()
    np.testing.assert_allclose(costs.profits_at(profits, 1.0), profits)
