"""The rest of a pair."""

from __future__ import annotations

from custom_risk.events import Reason
from custom_risk.limits.limit import EVERY_PAIR
from custom_risk.limits.symbol_cooldown import SymbolCooldown

from .conftest import BTC, ETH, MINUTE, MORNING, SECOND, Desk


def test_a_pair_rests_after_its_own_trade_alone(desk: Desk) -> None:
    limit = SymbolCooldown(30)
    desk.close(MORNING)
    desk.close(MORNING + MINUTE, pair=ETH)
    found = limit.violation(desk.account, MORNING + 5 * MINUTE, BTC)
    assert found is not None
    assert (found.reason, found.pair) == (Reason.SYMBOL_COOLDOWN, BTC)
    assert found.until == MORNING + 30 * MINUTE
    assert limit.violation(desk.account, MORNING + 5 * MINUTE, "SOL/USDT:USDT") is None
    assert limit.violation(desk.account, MORNING + 5 * MINUTE, EVERY_PAIR) is None


def test_the_rest_ends_on_time(desk: Desk) -> None:
    limit = SymbolCooldown(30)
    desk.close(MORNING)
    assert limit.violation(desk.account, MORNING + 30 * MINUTE - SECOND, BTC) is not None
    assert limit.violation(desk.account, MORNING + 30 * MINUTE, BTC) is None


def test_the_newest_trade_of_the_pair_counts(desk: Desk) -> None:
    desk.close(MORNING)
    desk.close(MORNING + 20 * MINUTE)
    found = SymbolCooldown(30).violation(desk.account, MORNING + 25 * MINUTE, BTC)
    assert found is not None
    assert found.until == MORNING + 50 * MINUTE
