"""Every policy for stops and exits in freqtrade's own backtester."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from freqtrade.optimize.backtesting import Backtesting
from pandas import DataFrame, Timedelta

Backtest = Callable[..., Backtesting]
FEE = 0.0008
"""Of a taker order, with what a backtest adds for slippage."""
LEVERAGE = 6
ROUND_TRIP = 2 * FEE * LEVERAGE


def traded(
    backtest: Backtest, stops: dict[str, Any], exits: dict[str, Any], **sections: Any
) -> DataFrame:
    """The trades under a pair of policies, with a hard limit that is out of their way."""
    section = {
        "signal": {"full_score": 100},
        "stops": {"hard_limit_roi": 40} | stops,
        "exits": exits,
        **sections,
    }
    results = backtest(custom_risk=section).results
    return DataFrame(results["strategy"]["EnygmaStrategy"]["trades"])


def exits_of(trades: DataFrame) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Entry order and exit orders of each trade."""
    for orders in trades["orders"]:
        yield orders[0], [each for each in orders if not each["ft_is_entry"]]


def lost(trades: DataFrame, reason: str = "stop_loss") -> DataFrame:
    return trades[trades["exit_reason"] == reason]


def test_by_strength_stops_and_targets_lie_at_their_distances(backtest: Backtest) -> None:
    trades = traded(backtest, {"policy": "atr"}, {"policy": "target"})
    assert set(trades["exit_reason"]) <= {"stop_loss", "roi", "force_exit"}
    assert {"stop_loss", "roi"} <= set(trades["exit_reason"])
    won, gone = lost(trades, "roi")["profit_ratio"], lost(trades)["profit_ratio"]
    at_least, at_most = (1.5 + 0.45) / (1 - 0.5 * 0.45), (1.5 + 1) / (1 - 0.5)
    reward = -(won + ROUND_TRIP).median() / (gone + ROUND_TRIP).median()
    assert at_least * 0.9 < reward < at_most


def test_a_trail_in_ranges_closes_what_the_milestones_would_have(backtest: Backtest) -> None:
    far = {"by": "band", "below_atr": 2, "above_atr": 2, "trail_atr": 1.5}
    trades = traded(backtest, {"policy": "atr", "atr": far}, {"partial_exits": []})
    trailed = lost(trades, "trailing_stop_loss")
    assert len(trailed) > 5
    assert set(trailed["is_short"]) == {True, False}
    assert (lost(trades)["profit_ratio"] < 0).all()
    two_ranges = (trailed["open_rate"] - trailed["initial_stop_loss_abs"]).abs()
    moved = (trailed["stop_loss_abs"] - trailed["initial_stop_loss_abs"]).abs()
    assert (moved >= 0.75 * two_ranges * 0.99).all()


def test_in_percent_a_stop_loses_its_percent_and_costs(backtest: Backtest) -> None:
    trades = traded(backtest, {"policy": "percent"}, {"policy": "target"})
    stopped, won = lost(trades)["profit_ratio"], lost(trades, "roi")["profit_ratio"]
    assert len(stopped) > 5
    assert len(won) > 5
    assert (stopped + ROUND_TRIP).to_numpy() == pytest.approx(-0.002 * LEVERAGE, abs=0.0015)
    assert (won + ROUND_TRIP).to_numpy() == pytest.approx(0.004 * LEVERAGE, abs=0.0015)


def test_the_ladder_sells_forty_then_thirty_percent_and_the_rest_trails(
    backtest: Backtest,
) -> None:
    trades = traded(backtest, {"policy": "ladder"}, {"policy": "ladder"})
    sold = 0
    for entry, exits in exits_of(trades):
        *slices, last = exits
        shares = [each["amount"] / entry["amount"] for each in slices]
        assert shares == pytest.approx([0.4, 0.3][: len(slices)], abs=0.02)
        tags = [each["ft_order_tag"] for each in slices]
        assert tags == ["ladder_move_1.5", "ladder_move_2.5"][: len(slices)]
        assert sum(each["amount"] for each in exits) == pytest.approx(entry["amount"], rel=1e-9)
        assert last["amount"] > 0
        sold += len(slices)
    assert sold > 3
    assert set(trades["exit_reason"]) <= {"stop_loss", "trailing_stop_loss", "force_exit"}


def test_time_and_climate_close_where_a_strategy_asks_for_it(backtest: Backtest) -> None:
    trades = traded(backtest, {"policy": "dynamic"}, {"policy": "dynamic"})
    reasons = set(trades["exit_reason"])
    assert {"time_limit_reached", "climate_changed"} <= reasons
    assert trades["trade_duration"].max() <= 240
    late = lost(trades, "time_limit_reached")
    assert late["trade_duration"].isin([30, 60, 120, 150, 180, 210, 240]).all()


WIDE = {"initial_roi": 39, "trailing": {"distance_roi": 30}, "milestones": []}


def test_an_emergency_closes_one_position_on_its_own_move(backtest: Backtest) -> None:
    trades = traded(backtest, WIDE, {}, emergency={"max_adverse_move_pct": 1})
    closed = lost(trades, "position_emergency")
    assert len(closed) > 3
    adverse_pct = (closed["close_rate"] / closed["open_rate"] - 1) * 100
    adverse_pct[closed["is_short"]] *= -1
    assert (adverse_pct < -1).all()


def test_an_emergency_of_the_account_closes_every_position(backtest: Backtest) -> None:
    """In the candle in which the loss is seen, or in the next for one that was looked at before."""
    trades = traded(backtest, WIDE, {}, emergency={"max_open_loss_pct": 0.2})
    closed = lost(trades, "portfolio_emergency")
    together = 0
    for moment in closed["close_date"]:
        held = trades[(trades["open_date"] < moment) & (trades["close_date"] > moment)]
        assert (held["close_date"] - moment <= Timedelta(minutes=30)).all()
        assert set(held["exit_reason"]) <= {"portfolio_emergency"}
        together += len(held)
    assert together > 0
