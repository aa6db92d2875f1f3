"""The circuit breaker in freqtrade's own backtester: as a protection, and behind the entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from freqtrade.optimize.backtesting import Backtesting

DAYS = "20251001-20251003"
STRATEGIES = str(Path(__file__).with_name("strategies"))
Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def run(configure: Callable[..., dict[str, Any]]) -> Run:
    """Two days of trading by the clock."""

    def ran(*protections: dict[str, Any], **section: Any) -> dict[str, Any]:
        config = configure(
            strategy="ManagedClockwork",
            strategy_path=STRATEGIES,
            listed_protections=list(protections),
            custom_risk=section,
        )
        config |= {"timerange": DAYS, "enable_protections": bool(protections)}
        backtesting = Backtesting(config)
        backtesting.start()
        result: dict[str, Any] = backtesting.results["strategy"]["ManagedClockwork"]
        return result

    return ran


def test_a_fast_loss_locks_entries_of_every_pair_for_its_pause(run: Run) -> None:
    terms = {"method": "CircuitBreaker", "loss_pct": 0.001, "pause_minutes": 360}
    result = run(terms | {"degradation": None})

    locks = result["locks"]
    assert locks
    assert {(each["pair"], each["reason"].split(":")[0]) for each in locks} == {
        ("*", "CIRCUIT_BREAKER")
    }
    for lock in locks:
        begins, ends = (_moment(lock[each]) for each in ("lock_time", "lock_end_time"))
        assert timedelta(hours=5) <= ends - begins <= timedelta(hours=6, minutes=30)
        assert not [each for each in result["trades"] if begins < each["open_date"] < ends]


def test_the_breaker_behind_the_entries_halts_on_a_loss_of_the_equity(run: Run) -> None:
    free = run()
    braked = run(breaker={"loss_pct": 0.001, "loss_minutes": 60, "cooldown_s": {"halt": 86_400}})

    assert 0 < len(braked["trades"]) < len(free["trades"])


def test_a_breaker_that_never_opens_changes_no_trade(run: Run) -> None:
    free, braked = run(), run(breaker={})
    assert [_essence(each) for each in braked["trades"]] == [
        _essence(each) for each in free["trades"]
    ]


def _essence(trade: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(trade[key] for key in ("pair", "open_date", "close_date", "stake_amount"))


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
