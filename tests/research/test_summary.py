"""The numbers of a backtest and the words for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.research.result import load_result
from enygma.research.summary import Costs, Summary, Tally, costs, summarise, tally, verdict

if TYPE_CHECKING:
    from tests.research.conftest import Run


def trades_with(profits: list[float]) -> pd.DataFrame:
    """Trades that came to these profits on a margin of 100."""
    return pd.DataFrame(
        {"profit_abs": profits, "profit_ratio": [profit / 100 for profit in profits]}, dtype=float
    )


def summary_of(total: Tally, p_value: float = 1.0) -> Summary:
    """A summary with nothing in it but a total."""
    return Summary(total, [], [], [], Costs(0.0, 0.0), 0.0, p_value, 0.0, 30)


def test_a_summary_agrees_with_freqtrades_own_statistics(run: Run) -> None:
    result = load_result(run.results)
    summary, stats = summarise(result), result.stats
    assert summary.total.trades == stats["total_trades"]
    assert summary.total.profit == pytest.approx(stats["profit_total_abs"])
    assert summary.total.profit_of_start == pytest.approx(stats["profit_total"])
    assert summary.total.profit_factor == pytest.approx(stats["profit_factor"])
    assert summary.total.win_rate == pytest.approx(stats["winrate"])
    assert [side.trades for side in summary.sides] == [
        stats["trade_count_long"],
        stats["trade_count_short"],
    ]
    assert {reason.name: reason.trades for reason in summary.exit_reasons} == {
        row["key"]: row["trades"] for row in stats["exit_reason_summary"] if row["key"] != "TOTAL"
    }


def test_every_grouping_adds_up_to_the_total(run: Run) -> None:
    summary = summarise(load_result(run.results))
    for group in (summary.sides, summary.pairs, summary.exit_reasons):
        assert sum(each.trades for each in group) == summary.total.trades
        assert sum(each.profit for each in group) == pytest.approx(summary.total.profit)


def test_fees_are_those_that_the_profit_was_reduced_by(run: Run) -> None:
    trades = load_result(run.results).trades
    side = trades["is_short"].map({True: -1.0, False: 1.0})
    moves = (side * (trades["close_rate"] - trades["open_rate"]) * trades["amount"]).sum()
    paid = costs(trades)
    assert moves - paid.fees == pytest.approx(trades["profit_abs"].sum())
    assert paid.funding == pytest.approx(-0.05 * len(trades))


@given(st.lists(st.floats(-1e4, 1e4).filter(lambda profit: abs(profit) > 1e-6), max_size=40))
@settings(max_examples=100, deadline=None)
def test_a_profit_factor_above_one_means_a_profit(profits: list[float]) -> None:
    each = tally("any", trades_with(profits), 1000.0)
    assert each.trades == len(profits)
    assert each.wins == sum(profit > 0 for profit in profits)
    assert each.profit_of_start == pytest.approx(sum(profits) / 1000.0, abs=1e-9)
    if each.profit_factor is None:
        assert not any(profit < 0 for profit in profits)
    elif abs(each.profit) > 1e-3:
        assert (each.profit_factor > 1) == (each.profit > 0)


def test_without_trades_nothing_is_claimed() -> None:
    empty = tally("All", pd.DataFrame(), 1000.0)
    assert empty.win_rate is None
    assert empty.profit_factor is None
    assert verdict(summary_of(empty)) == "No trades: nothing was measured."


def test_many_wins_and_a_loss_are_called_a_trap() -> None:
    total = tally("All", trades_with([1.0, 1.0, -5.0]), 1000.0)
    text = verdict(summary_of(total))
    assert text.startswith("No edge measured")
    assert "67% of the trades won and the run still lost" in text


def test_a_profit_within_chance_is_no_edge() -> None:
    total = tally("All", trades_with([5.0, -1.0]), 1000.0)
    assert verdict(summary_of(total, 0.3)).startswith("No edge measured: the profit is within")


def test_even_a_significant_profit_is_not_called_an_edge() -> None:
    total = tally("All", trades_with([5.0, 4.0, -1.0]), 1000.0)
    text = verdict(replace(summary_of(total), p_value=0.001))
    assert "One backtest is not an edge" in text
    assert "p = 0.001" in text
