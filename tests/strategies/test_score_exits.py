"""Exits by score and by age, in freqtrade's own backtester."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from freqtrade.optimize.backtesting import Backtesting
from pandas import DataFrame, Timedelta

from .conftest import EASY_GATES

Backtest = Callable[..., Backtesting]
ROOMY = {
    "leverage": {"default": 1},
    "stops": {
        "initial_roi": 30,
        "hard_limit_roi": 40,
        "milestones": [],
        "break_even": {"activation_roi": 14},
        "trailing": {"activation_roi": 50, "distance_roi": 30},
    },
    "exits": {"partial_exits": []},
}
"""Stops and targets that stay out of the way."""


def traded(backtest: Backtest, exits: dict[str, Any]) -> tuple[Any, DataFrame]:
    """The strategy and its trades under these exits of the profile."""
    scoring = {"gates": EASY_GATES, "exits": exits}
    ran = backtest(enygma={"profile": "canonical", "scoring": scoring}, custom_risk=ROOMY)
    return ran.strategylist[0], DataFrame(ran.results["strategy"]["EnygmaStrategy"]["trades"])


@pytest.mark.parametrize("threshold", [0, 20])
def test_a_position_is_closed_on_the_first_candle_below_its_score(
    backtest: Backtest, threshold: int
) -> None:
    strategy, trades = traded(backtest, {"on_score": True, "score": threshold})
    closed = trades[trades["exit_reason"] == "score_exit"]
    assert len(closed) > 10
    assert set(closed["is_short"]) == {True, False}
    for pair, of_pair in closed.groupby("pair"):
        candles = strategy.dp.historic_ohlcv(pair, "30m")
        scores = strategy.populate_indicators(candles, {"pair": pair}).set_index("date")
        for trade in of_pair.to_dict("records"):
            decided = scores["enygma_score"] * (-1 if trade["is_short"] else 1)
            last = trade["close_date"] - Timedelta(minutes=30)
            assert (decided[trade["open_date"] : last - Timedelta(minutes=30)] >= threshold).all()
            assert decided[last] < threshold


def test_a_position_is_closed_after_so_many_candles(backtest: Backtest) -> None:
    _, trades = traded(backtest, {"after_candles": 6})
    aged = trades[trades["exit_reason"] == "after_candles"]
    assert len(aged) > 10
    assert set(aged["trade_duration"]) == {180}
    assert trades["trade_duration"].max() == 180
