"""Loss and gain of a day."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.events import Reason
from custom_risk.inputs import RiskInputError
from custom_risk.limits.day_result import DailyLoss, DailyProfitLock
from custom_risk.limits.pause import PauseSettings

from .conftest import BTC, MIDNIGHT, MINUTE, MORNING, SECOND, Desk

HALT = PauseSettings()
COOLDOWN = PauseSettings(on_violation="cooldown", cooldown_minutes=60)
LOSS = DailyLoss(Decimal(200), Decimal(5), HALT)


def test_a_loss_that_reaches_the_amount_halts_until_the_next_day(desk: Desk) -> None:
    assert LOSS.violation(desk.account, MORNING, BTC) is None
    desk.wallet = 9_800.01
    assert LOSS.violation(desk.account, MORNING + MINUTE, BTC) is None
    desk.wallet = 9_800.0
    found = LOSS.violation(desk.account, MORNING + 2 * MINUTE, BTC)
    assert found is not None
    assert (found.reason, found.until) == (Reason.MAX_DAILY_LOSS_REACHED, MIDNIGHT)
    assert found.text == (
        "200.00 (2.00 %) lost of the 10000.00 the day began with, 200 or 5 % allowed"
    )


def test_a_loss_of_percents_counts_from_the_equity_the_day_began_with() -> None:
    desk = Desk(wallet=1_000.0)
    LOSS.violation(desk.account, MORNING, BTC)
    desk.wallet = 950.1
    assert LOSS.violation(desk.account, MORNING + MINUTE, BTC) is None
    desk.wallet = 950.0
    assert LOSS.violation(desk.account, MORNING + MINUTE, BTC) is not None


def test_open_losses_count(desk: Desk) -> None:
    LOSS.violation(desk.account, MORNING, BTC)
    desk.hold(MORNING)
    desk.account.mark(1000, 90.0, -250.0)
    assert LOSS.violation(desk.account, MORNING + MINUTE, BTC) is not None


def test_a_new_day_begins_with_its_own_equity(desk: Desk) -> None:
    LOSS.violation(desk.account, MORNING, BTC)
    desk.wallet = 9_000.0
    assert LOSS.violation(desk.account, MIDNIGHT - SECOND, BTC) is not None
    assert LOSS.violation(desk.account, MIDNIGHT, BTC) is None


def test_with_a_cooldown_a_loss_that_still_stands_pauses_again(desk: Desk) -> None:
    limit = DailyLoss(Decimal(200), None, COOLDOWN)
    limit.violation(desk.account, MORNING, BTC)
    desk.wallet = 9_700.0
    for minute in (0, 60):
        now = MORNING + minute * MINUTE
        found = limit.violation(desk.account, now, BTC)
        assert found is not None
        assert found.until == now + 60 * MINUTE
    desk.wallet = 9_900.0
    assert limit.violation(desk.account, MORNING + 120 * MINUTE, BTC) is None


def test_a_profit_is_locked_in(desk: Desk) -> None:
    limit = DailyProfitLock(None, Decimal(2), HALT)
    limit.violation(desk.account, MORNING, BTC)
    desk.wallet = 10_199.0
    assert limit.violation(desk.account, MORNING + MINUTE, BTC) is None
    desk.wallet = 10_200.0
    found = limit.violation(desk.account, MORNING + MINUTE, BTC)
    assert found is not None
    assert found.reason is Reason.DAILY_PROFIT_LOCKED
    assert found.text == (
        "200.00 (2.00 %) gained on the 10000.00 the day began with, 2 % are enough"
    )


@pytest.mark.parametrize("total", [float("nan"), float("inf"), 0.0, -5.0])
def test_without_an_equity_there_is_no_answer(desk: Desk, total: float) -> None:
    desk.wallet = total
    with pytest.raises(RiskInputError, match="equity"):
        LOSS.violation(desk.account, MORNING, BTC)


@given(path=st.lists(st.decimals(1, 20_000, places=2), min_size=2, max_size=30))
def test_it_is_violated_exactly_while_the_loss_is_at_least_one_of_the_two(
    path: list[Decimal],
) -> None:
    desk = Desk()
    for minute, equity in enumerate(path):
        desk.wallet = float(equity)
        found = LOSS.violation(desk.account, MORNING + minute * MINUTE, BTC)
        lost = path[0] - equity
        assert (found is not None) == (lost >= 200 or lost * 100 >= 5 * path[0])
