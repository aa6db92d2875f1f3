"""The limits before an entry hold for one that a person forces, too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from freqtrade.persistence import PairLocks

from custom_risk.events import Reason
from custom_risk.limits import Violation, lock

from .conftest import OPENED, SignalStrategy

MIDNIGHT = OPENED.replace(hour=0, minute=0) + timedelta(days=1)
PAIR = "BTC/USDT:USDT"


class Limited(SignalStrategy):
    """At most one trade an hour, else a pause until midnight."""

    protections: ClassVar[list[dict[str, Any]]] = [
        {"method": "SessionLimit", "max_trades_per_hour": 1, "symbol_cooldown_minutes": None}
    ]


@pytest.fixture(autouse=True)
def _no_locks_from_before() -> None:
    PairLocks.timeframe = "30m"
    PairLocks.reset_locks()


def test_a_pause_stands_though_what_it_began_with_is_over(make_bench: Callable[..., Any]) -> None:
    bench = make_bench(kind=Limited)
    assert bench.confirm(OPENED)
    lock(Violation(Reason.MAX_TRADES_PER_HOUR_REACHED, MIDNIGHT, "1 entered"), OPENED)

    assert not bench.confirm(OPENED + timedelta(hours=2))
    (refused,) = bench.events
    assert refused.type is Reason.MAX_TRADES_PER_HOUR_REACHED
    assert refused.details["until"] == MIDNIGHT
    assert bench.confirm(MIDNIGHT)


@pytest.mark.parametrize(
    ("pair", "side", "holds"),
    [("*", "*", True), (PAIR, "long", True), (PAIR, "short", False), ("ETH/USDT:USDT", "*", False)],
)
def test_a_pause_holds_for_its_own_pair_and_side(
    make_bench: Callable[..., Any], pair: str, side: str, holds: bool
) -> None:
    bench = make_bench(kind=Limited)
    lock(Violation(Reason.EXPOSURE_LIMIT_NET, MIDNIGHT, "x", pair=pair, side=side), OPENED)
    assert bench.confirm(OPENED) is not holds


def test_a_persons_own_lock_is_no_pause_of_the_rules(make_bench: Callable[..., Any]) -> None:
    bench = make_bench(kind=Limited)
    PairLocks.lock_pair("*", MIDNIGHT, "Auto lock", now=OPENED)
    assert bench.confirm(OPENED)
