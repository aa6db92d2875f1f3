"""What is read from closed trades, against statistics computed the plain way."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.account import ClosedTrade
from custom_risk.record import Window

MakeClosed = Callable[..., list[ClosedTrade]]

profits = st.lists(st.decimals(-500, 500, places=2), max_size=60)


def test_without_a_trade_nothing_is_claimed() -> None:
    nothing = Window(())
    assert nothing.count == nothing.win_rate == nothing.expectancy == nothing.kelly == 0
    assert nothing.sharpe is None
    assert nothing.sharpe_per_year is None
    assert nothing.expectancy_r is None
    assert nothing.consecutive_losses == 0
    assert nothing.drawdown_pct(Decimal(1000)) == nothing.max_drawdown_pct(Decimal(1000)) == 0


def test_two_wins_of_three_are_read_as_written(closed_trades: MakeClosed) -> None:
    window = Window(closed_trades(10, -5, 20))
    assert window.win_rate == Decimal(2) / 3
    assert (window.average_win, window.average_loss) == (Decimal("0.15"), Decimal("0.05"))
    assert window.expectancy == Decimal(25) / 3
    assert window.expectancy_r == pytest.approx(Decimal(5) / 3)
    assert window.kelly == pytest.approx(Decimal(5) / 9)


def test_a_trade_that_earned_nothing_did_not_win_and_ends_a_row_of_losses(
    closed_trades: MakeClosed,
) -> None:
    assert Window(closed_trades(0, 1)).win_rate == Decimal("0.5")
    assert Window(closed_trades(-1, -1)).consecutive_losses == 2
    assert Window(closed_trades(-1, 0, -1, -2)).consecutive_losses == 2
    assert Window(closed_trades(-1, 0)).consecutive_losses == 0


def test_the_drawdown_is_counted_back_from_the_present_equity(closed_trades: MakeClosed) -> None:
    # 1000, 1100, 1050, 1000, 1040
    window = Window(closed_trades(100, -50, -50, 40))
    assert window.drawdown_pct(Decimal(1040)) == pytest.approx(Decimal(60) / 11)
    assert window.max_drawdown_pct(Decimal(1040)) == pytest.approx(Decimal(100) / 11)


def test_a_trade_a_day_is_365_a_year(closed_trades: MakeClosed) -> None:
    hourly = Window(closed_trades(1, 2))
    assert hourly.sharpe is not None
    assert hourly.sharpe_per_year == pytest.approx(hourly.sharpe * Decimal(24 * 365).sqrt())


def test_trades_that_all_earned_the_same_have_no_sharpe(closed_trades: MakeClosed) -> None:
    assert Window(closed_trades(3, 3, 3)).sharpe is None


@given(profits)
def test_the_numbers_are_those_of_a_plain_computation(
    closed_trades: MakeClosed, earned: list[Decimal]
) -> None:
    window = Window(closed_trades(*earned))
    ratios = [float(each) / 100 for each in earned]
    wins, rest = [each for each in ratios if each > 0], [each for each in ratios if each <= 0]
    assert window.count == len(ratios)
    assert float(window.average_win) == pytest.approx(fmean(wins) if wins else 0)
    assert float(window.average_loss) == pytest.approx(-fmean(rest) if rest else 0)
    assert float(window.expectancy) == pytest.approx(fmean(ratios) * 100 if ratios else 0)
    if len(set(ratios)) > 1:
        assert window.sharpe is not None
        assert float(window.sharpe) == pytest.approx(fmean(ratios) / stdev(ratios))


@given(profits, st.decimals(1, 100_000, places=2))
def test_the_drawdown_is_that_of_the_equity_after_each_trade(
    closed_trades: MakeClosed, earned: list[Decimal], equity: Decimal
) -> None:
    window = Window(closed_trades(*earned))
    worth = [equity - sum(earned[number:]) for number in range(len(earned))] + [equity]
    falls = [
        (max(worth[: number + 1]) - each) / max(worth[: number + 1]) * 100
        for number, each in enumerate(worth)
        if max(worth[: number + 1]) > 0
    ]
    assert window.max_drawdown_pct(equity) == pytest.approx(max([Decimal(0), *falls]))
    assert 0 <= window.drawdown_pct(equity) <= window.max_drawdown_pct(equity)


@given(profits)
def test_there_is_an_edge_exactly_where_the_trades_earned_something(
    closed_trades: MakeClosed, earned: list[Decimal]
) -> None:
    window = Window(closed_trades(*earned))
    if sum(earned) > 0:
        assert window.kelly > 0
    elif sum(earned) < 0:
        assert window.kelly <= 0
