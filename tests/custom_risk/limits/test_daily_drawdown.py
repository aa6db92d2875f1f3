"""The fall from the day's peak as a limit (I-006)."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from custom_risk.events import Reason
from custom_risk.limits.daily_drawdown import DayDrawdown, DrawdownSettings

from .conftest import BTC, MIDNIGHT, MINUTE, MORNING, Desk

LIMIT = DayDrawdown(DrawdownSettings())


def test_the_fall_counts_from_the_peak_with_open_profit(desk: Desk) -> None:
    desk.hold(MORNING)
    desk.account.mark(1000, 110.0, 500.0)
    assert LIMIT.violation(desk.account, MORNING, BTC) is None
    desk.account.mark(1000, 101.0, 190.0)
    assert LIMIT.violation(desk.account, MORNING + MINUTE, BTC) is None
    desk.account.mark(1000, 100.0, 185.0)
    found = LIMIT.violation(desk.account, MORNING + 2 * MINUTE, BTC)
    assert found is not None
    assert (found.reason, found.until) == (Reason.MAX_DAILY_DRAWDOWN_REACHED, MIDNIGHT)
    assert found.text == "10185.00 is 3.00 % below the day's peak 10500.00, 3.0 % allowed"


def test_a_gain_that_is_given_back_counts_although_the_day_has_lost_nothing(desk: Desk) -> None:
    LIMIT.violation(desk.account, MORNING, BTC)
    desk.wallet = 11_000.0
    LIMIT.violation(desk.account, MORNING + MINUTE, BTC)
    desk.wallet = 10_600.0
    assert LIMIT.violation(desk.account, MORNING + 2 * MINUTE, BTC) is not None


def test_the_next_day_forgets_the_peak(desk: Desk) -> None:
    LIMIT.violation(desk.account, MORNING, BTC)
    desk.wallet = 9_000.0
    assert LIMIT.violation(desk.account, MORNING + MINUTE, BTC) is not None
    assert LIMIT.violation(desk.account, MIDNIGHT, BTC) is None


@given(
    path=st.lists(st.decimals(1, 20_000, places=2), min_size=1, max_size=30),
    most=st.decimals("0.1", 100, places=1),
)
def test_it_is_violated_exactly_while_the_fall_is_that_large(
    path: list[Decimal], most: Decimal
) -> None:
    desk, limit = Desk(), DayDrawdown(DrawdownSettings(max_drawdown_pct=most))
    for minute, equity in enumerate(path):
        desk.wallet = float(equity)
        found = limit.violation(desk.account, MORNING + minute * MINUTE, BTC)
        peak = max(path[: minute + 1])
        assert (found is not None) == ((peak - equity) * 100 / peak >= most)


@given(path=st.lists(st.decimals(1, 20_000, places=2), min_size=1, max_size=20))
def test_time_that_runs_backwards_is_another_backtest(path: list[Decimal]) -> None:
    desk = Desk(wallet=20_001.0)
    LIMIT.violation(desk.account, MIDNIGHT - MINUTE, BTC)
    again = Desk()
    for minute, equity in enumerate(path):
        desk.wallet = again.wallet = float(equity)
        now = MORNING + minute * MINUTE
        first, second = (LIMIT.violation(each.account, now, BTC) for each in (desk, again))
        assert first == second
