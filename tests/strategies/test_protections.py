"""The limits as protections of freqtrade's own backtester."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException
from freqtrade.optimize.backtesting import Backtesting

HOUR = timedelta(hours=1)
DAYS = "20251001-20251005"
STRATEGIES = str(Path(__file__).with_name("strategies"))
QUIET: dict[str, Any] = {
    "method": "SessionLimit",
    "max_trades_per_hour": None,
    "max_daily_loss": None,
    "max_daily_loss_pct": None,
    "max_consecutive_losses": None,
    "symbol_cooldown_minutes": None,
}
"""Every part is off; a test switches one on."""
Trade = dict[str, Any]
Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def run(configure: Callable[..., dict[str, Any]]) -> Run:
    """The result of a few days' trading by the clock."""

    def ran(
        *protections: dict[str, Any], strategy: str = "Clockwork", enabled: bool = True, **more: Any
    ) -> dict[str, Any]:
        config = configure(
            strategy=strategy,
            strategy_path=STRATEGIES,
            listed_protections=list(protections),
            **more,
        )
        config |= {"timerange": DAYS, "enable_protections": enabled}
        backtesting = Backtesting(config)
        backtesting.start()
        result: dict[str, Any] = backtesting.results["strategy"][strategy]
        return result

    return ran


def moment(text: str) -> datetime:
    """freqtrade's moments of locks."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def entered_within(result: dict[str, Any], lock: dict[str, Any]) -> list[Trade]:
    """Trades that were entered while a lock stood."""
    begins, ends = moment(lock["lock_time"]), moment(lock["lock_end_time"])
    return [
        each
        for each in result["trades"]
        if begins < each["open_date"] < ends and lock["pair"] in ("*", each["pair"])
    ]


def test_without_the_flag_there_are_no_locks(run: Run) -> None:
    session = {"method": "SessionLimit"}
    free = run(session, enabled=False)
    assert free["locks"] == []
    assert len(free["trades"]) > len(run(session)["trades"]) > 0


def limited(result: dict[str, Any], code: str) -> list[dict[str, Any]]:
    """The locks of a run, which all are of this limit and let nothing through."""
    locks: list[dict[str, Any]] = result["locks"]
    assert locks
    assert {each["reason"].split(":")[0] for each in locks} == {code}
    assert [each for lock in locks for each in entered_within(result, lock)] == []
    return locks


def test_a_strategy_that_would_add_to_its_positions_adds_nothing_that_no_rule_sized(
    run: Run,
) -> None:
    trades = run(strategy="AveragingClockwork")["trades"]
    assert trades
    assert {sum(order["ft_is_entry"] for order in each["orders"]) for each in trades} == {1}


ROOMY = {
    "trailing": {"distance_roi": 20},
    "milestones": [],
    "break_even": {"activation_roi": 14},
}
GAINING: dict[str, Any] = {"fee": 0.0, "custom_risk": {"stops": ROOMY}}
"""What makes some days gain: no fees, and stops that leave the exits to the clock."""
HALTS = [
    (QUIET | {"max_daily_loss": 30}, "MAX_DAILY_LOSS_REACHED"),
    (QUIET | {"max_daily_loss_pct": 0.3}, "MAX_DAILY_LOSS_REACHED"),
    (QUIET | {"daily_profit_lock": 1}, "DAILY_PROFIT_LOCKED"),
    (QUIET | {"max_consecutive_losses": 3}, "MAX_CONSECUTIVE_LOSSES_REACHED"),
    (QUIET | {"max_trades_per_hour": 2}, "MAX_TRADES_PER_HOUR_REACHED"),
    ({"method": "DailyDrawdown", "max_drawdown_pct": 0.4}, "MAX_DAILY_DRAWDOWN_REACHED"),
]


@pytest.mark.parametrize("strategy", ["Clockwork", "ManagedClockwork"])
@pytest.mark.parametrize(("listed", "code"), HALTS)
def test_a_limit_halts_once_a_day_until_the_next_one_and_entries_go_on_there(
    run: Run, listed: dict[str, Any], code: str, strategy: str
) -> None:
    gaining = GAINING if code == "DAILY_PROFIT_LOCKED" else {}
    result = run(listed, strategy=strategy, **gaining)
    locks = limited(result, code)
    ends = [moment(each["lock_end_time"]) for each in locks]
    assert len(set(ends)) == len(ends) > 1
    for lock, midnight in zip(locks, ends, strict=True):
        assert (midnight.hour, midnight.minute, lock["pair"]) == (0, 0, "*")
        assert midnight - moment(lock["lock_time"]) <= timedelta(days=1)
    assert any(ends[0] <= each["open_date"] < ends[0] + HOUR for each in result["trades"])


def test_a_pair_rests_after_each_of_its_trades(run: Run) -> None:
    result = run(QUIET | {"symbol_cooldown_minutes": 120})
    locks = limited(result, "SYMBOL_COOLDOWN")
    assert {each["pair"] for each in locks} == {"BTC/USDT:USDT", "ETH/USDT:USDT"}
    for each in locks:
        assert moment(each["lock_end_time"]) - moment(each["lock_time"]) == 2 * HOUR
    rested = sorted(each["open_date"] for each in result["trades"] if each["pair"][0] == "B")
    assert all(later - earlier >= 2 * HOUR for earlier, later in pairwise(rested))


def test_a_cooldown_pauses_for_its_minutes(run: Run) -> None:
    part = {"max_consecutive_losses": 3, "on_violation": "cooldown", "cooldown_minutes": 90}
    locks = limited(run(QUIET | part), "MAX_CONSECUTIVE_LOSSES_REACHED")
    halted = limited(run(QUIET | {"max_consecutive_losses": 3}), "MAX_CONSECUTIVE_LOSSES_REACHED")
    assert len(locks) > len(halted)
    for each in locks:
        lasted = moment(each["lock_end_time"]) - moment(each["lock_time"])
        assert lasted == timedelta(minutes=90)


def test_a_strategy_that_degrades_pauses_after_each_further_trade(run: Run) -> None:
    degraded = {"method": "StrategyDegradation", "severe_pause_minutes": 240}
    locks = limited(run(degraded), "STRATEGY_DEGRADED")
    assert len(locks) > 1
    assert locks[0]["reason"].startswith("STRATEGY_DEGRADED: critical over 20 trades, win rate ")


def test_the_account_of_a_managed_strategy_is_not_that_of_a_plain_one_after_it(run: Run) -> None:
    loss = QUIET | {"max_daily_loss_pct": 0.3}
    alone = run(loss)
    run(loss, strategy="ManagedClockwork")
    assert run(loss)["locks"] == alone["locks"]


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"max_daily_loss": -5}, r"SessionLimit\.max_daily_loss: -5 is outside above 0 … "),
        ({"max_trades": 5}, r"SessionLimit\.max_trades: there is no such key, the keys here are "),
        ({"cooldown_minutes": 5}, "SessionLimit: cooldown_minutes is for on_violation cooldown"),
        ({"stop_duration": 5}, r"SessionLimit\.stop_duration: there is no such key"),
    ],
)
def test_terms_that_cannot_be_used_end_the_run_before_a_trade(
    run: Run, terms: dict[str, Any], told: str
) -> None:
    with pytest.raises(OperationalException, match=told):
        run({"method": "SessionLimit"} | terms)


def test_hyperopt_searches_what_a_protection_is_given(
    configure: Callable[..., dict[str, Any]],
) -> None:
    from freqtrade.optimize.hyperopt import Hyperopt

    config = configure(RunMode.HYPEROPT, strategy="TunedClockwork", strategy_path=STRATEGIES)
    config |= {
        "timerange": DAYS,
        "spaces": ["protection"],
        "epochs": 6,
        "hyperopt_jobs": 1,
        "hyperopt_loss": "OnlyProfitHyperOptLoss",
        "hyperopt_random_state": 3,
        "hyperopt_min_trades": 1,
        "disableparamexport": True,
        "print_colorized": False,
    }
    hyperopt = Hyperopt(config)
    hyperopt.start()
    lines = Path(hyperopt.results_file).read_text(encoding="utf-8").splitlines()
    tried = {
        each["params_dict"]["loss_pct"]: each["results_metrics"]["total_trades"]
        for each in map(json.loads, lines)
    }
    assert len(tried) > 2
    by_loss = [tried[loss] for loss in sorted(tried)]
    assert by_loss == sorted(by_loss)
    assert by_loss[0] < by_loss[-1]


def test_the_hour_is_never_fuller_than_allowed_where_risk_is_asked_before_an_entry(
    run: Run,
) -> None:
    part = {"max_trades_per_hour": 1, "on_violation": "cooldown", "cooldown_minutes": 1}
    result = run(QUIET | part, strategy="ManagedClockwork")
    opened = sorted(each["open_date"] for each in result["trades"])
    assert len(opened) > 20
    assert all(later - earlier >= HOUR for earlier, later in pairwise(opened))


def test_a_managed_strategy_that_degrades_trades_at_half_its_size(run: Run) -> None:
    degraded = {
        "method": "StrategyDegradation",
        "win_rate_pct": {"first": 99, "second": 1},
        "sharpe": None,
        "drawdown_pct": None,
        "consecutive_losses": None,
    }
    trades = run(degraded, strategy="ManagedClockwork")["trades"]
    early, late = trades[:18], trades[24:]
    assert late
    assert min(each["stake_amount"] for each in early) > 190
    assert max(each["stake_amount"] for each in late) < 101
