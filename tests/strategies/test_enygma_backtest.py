"""The strategy in freqtrade's own backtester, on both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from freqtrade.optimize.backtesting import Backtesting
from pandas import DataFrame

from .conftest import EASY_GATES

Backtest = Callable[..., Backtesting]
STOPPED = {"stop_loss", "trailing_stop_loss"}


def trades_of(backtesting: Backtesting) -> DataFrame:
    return DataFrame(backtesting.results["strategy"]["EnygmaStrategy"]["trades"])


@pytest.fixture(scope="module")
def trades(backtest: Backtest) -> DataFrame:
    """The trades of the canonical rules, with a threshold that this short time reaches."""
    return trades_of(backtest())


def test_it_trades_both_sides(trades: DataFrame) -> None:
    assert set(trades["is_short"]) == {False, True}
    assert len(trades) >= 20


def test_margin_and_leverage_stay_within_the_caps(trades: DataFrame) -> None:
    assert set(trades["leverage"]) == {6.0}
    assert trades["max_stake_amount"].between(10_000 * 0.009, 10_000 * 0.031).all()


def test_only_stops_and_profits_close_a_position(trades: DataFrame) -> None:
    assert set(trades["exit_reason"]) <= STOPPED | {"roi", "force_exit"}
    assert STOPPED & set(trades["exit_reason"])


def test_a_first_stop_loses_six_percent_and_fees(trades: DataFrame) -> None:
    lost = trades.loc[trades["exit_reason"] == "stop_loss", "profit_ratio"]
    assert len(lost) > 0
    assert lost.between(-0.075, -0.0645).all()


def test_no_trade_loses_more_than_the_hard_limit_and_costs(trades: DataFrame) -> None:
    assert trades["profit_ratio"].min() > -0.115


def test_a_stop_only_ever_moved_forward(trades: DataFrame) -> None:
    longs, shorts = trades[~trades["is_short"]], trades[trades["is_short"]]
    assert (longs["stop_loss_abs"] >= longs["initial_stop_loss_abs"]).all()
    assert (shorts["stop_loss_abs"] <= shorts["initial_stop_loss_abs"]).all()


def test_exits_sum_to_the_position(trades: DataFrame) -> None:
    for orders in trades["orders"]:
        sold = sum(order["amount"] for order in orders if not order["ft_is_entry"])
        entered = sum(order["amount"] for order in orders if order["ft_is_entry"])
        assert sold == pytest.approx(entered, rel=1e-9)


def test_partial_exits_sell_quarters_where_the_stop_leaves_room(backtest: Backtest) -> None:
    roomy = {
        "trailing": {"distance_roi": 20},
        "milestones": [],
        "break_even": {"activation_roi": 14},
    }
    sliced = 0
    for orders in trades_of(backtest(custom_risk={"stops": roomy}))["orders"]:
        *slices, last = [order for order in orders if not order["ft_is_entry"]]
        for each in slices:
            share = each["amount"] / orders[0]["amount"]
            assert each["ft_order_tag"].startswith("partial_exit_roi_")
            assert share == pytest.approx(round(share * 4) / 4, abs=0.05)
        sliced += bool(slices)
        assert last["amount"] > 0
    assert sliced > 3


def test_the_tag_of_an_entry_says_why(trades: DataFrame) -> None:
    tags = trades["enter_tag"].astype(str)
    assert tags.str.len().between(5, 255).all()
    assert tags.str.contains(r"\d").all()


def test_a_threshold_decides_how_often_it_enters(backtest: Backtest, trades: DataFrame) -> None:
    higher = trades_of(
        backtest(enygma={"profile": "canonical", "scoring": {"gates": {"min_score": 70}}})
    )
    assert 0 < len(higher) < len(trades)


def test_risk_settings_reach_the_trades(backtest: Backtest) -> None:
    section: dict[str, Any] = {
        "sizing": {"margin_pct": 1},
        "leverage": {"default": 3},
        "exits": {"partial_exits": []},
    }
    slower = trades_of(backtest(custom_risk=section))
    assert set(slower["leverage"]) == {3.0}
    assert slower["max_stake_amount"].max() <= 10_000 * 0.0155
    assert all(len(orders) == 2 for orders in slower["orders"])


def test_two_runs_are_alike(backtest: Backtest, trades: DataFrame) -> None:
    again = trades_of(backtest())
    columns = ["pair", "open_date", "close_date", "profit_abs", "exit_reason"]
    assert again[columns].equals(trades[columns])


def test_the_manual_mode_changes_no_backtest(backtest: Backtest, trades: DataFrame) -> None:
    enygma = {"profile": "canonical", "scoring": {"gates": EASY_GATES}, "entries": "manual"}
    manual = trades_of(backtest(enygma=enygma))
    columns = ["pair", "open_date", "is_short", "stake_amount", "profit_abs"]
    assert manual[columns].equals(trades[columns])
