"""Faults by seed: the same for the same seed, whatever happens beside."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.sandbox.faults import (
    KINDS,
    FaultError,
    FaultPlan,
    Incoming,
    Injector,
    Latency,
    Maintenance,
    Match,
    Outgoing,
    RateLimited,
    Restart,
    ServerError,
    StaleBook,
    TimeoutAfter,
    fault_of,
    plan_of,
)

HOUR_MS = 3_600_000
ORDERS = Incoming("POST", "/api/v1/orders", "/api/v1/orders", "XBTUSDTM", detail="buy")
CANDLES = Incoming("GET", "/api/v1/kline/query", "/api/v1/kline/query", "XBTUSDTM", detail="30")


def injector(plan: FaultPlan | None = None, now_ms: int = 1_767_277_800_000) -> Injector:
    return Injector(lambda: now_ms, plan)


def names(faults: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(fault.name for fault in faults)  # type: ignore[attr-defined]


@given(seed=st.integers(0, 2**32), order=st.randoms(use_true_random=False))
def test_what_meets_a_request_depends_on_nothing_beside_it(seed: int, order: random.Random) -> None:
    plan = FaultPlan(seed, {"timeout_after": 0.3, "server_error": 0.3})
    alone, crowded = injector(plan), injector(plan)
    expected = [names(alone.for_request(ORDERS)) for _ in range(20)]
    requests = [ORDERS] * 20 + [CANDLES] * 30
    order.shuffle(requests)

    met = [(each, names(crowded.for_request(each))) for each in requests]

    assert [faults for request, faults in met if request is ORDERS] == expected


def test_seeds_differ_and_rates_are_kept() -> None:
    met: Counter[str] = Counter()
    rows = set()
    for seed in range(20):
        faults = injector(FaultPlan(seed, {"timeout_before": 0.1, "latency": 0.4}))
        row = tuple(names(faults.for_request(ORDERS)) for _ in range(200))
        rows.add(row)
        met.update(name for each in row for name in each)

    assert len(rows) == 20
    assert met["timeout_before"] == pytest.approx(400, rel=0.2)
    assert met["latency"] == pytest.approx(1600, rel=0.2)


def test_storms_come_in_rows_of_five() -> None:
    faults = injector(FaultPlan(3, {"rate_limited": 0.2}))
    met = [bool(faults.for_request(CANDLES)) for _ in range(500)]

    assert any(met)
    assert all(len(set(met[place : place + RateLimited.run])) == 1 for place in range(0, 500, 5))


def test_conditions_begin_at_the_same_moments_however_time_is_cut() -> None:
    plan = FaultPlan(5, {"restart": 0.02})
    start_ms = 1_767_277_800_000
    whole = injector(plan).spells(Restart, start_ms, start_ms + 24 * HOUR_MS)
    pieces = {
        (spell.since_ms, spell.until_ms)
        for hour in range(24)
        for spell in injector(plan).spells(
            Restart, start_ms + hour * HOUR_MS, start_ms + (hour + 1) * HOUR_MS
        )
    }

    assert {(spell.since_ms, spell.until_ms) for spell in whole} == pieces
    assert 10 < len(whole) < 60
    assert all(spell.until_ms - spell.since_ms == 20_000 for spell in whole)


def test_nothing_is_injected_outside_of_the_plans_time_and_match() -> None:
    rates = {"server_error": 1.0, "maintenance": 1.0}
    early = injector(FaultPlan(1, rates, from_ms=2_000_000_000_000))
    late = injector(FaultPlan(1, rates, until_ms=1_000))
    narrow = injector(FaultPlan(1, rates, match=Match(method="POST")))

    for each in (early, late):
        assert each.for_request(ORDERS) == ()
        assert each.spell(Maintenance) is None
    assert narrow.for_request(CANDLES) == ()
    assert names(narrow.for_request(ORDERS)) == ("server_error",)


def test_faults_that_meet_the_same_request_are_laid_around_it_in_one_order() -> None:
    faults = injector(FaultPlan(1, {"duplicated_request": 1.0, "latency": 1.0}))
    faults.add(TimeoutAfter())

    met = ("latency", "timeout_after", "duplicated_request")
    assert names(faults.for_request(ORDERS)) == met


def test_of_faults_that_exclude_each_other_one_happens_and_is_written_down() -> None:
    every = dict.fromkeys(("rate_limited", "timeout_before", "latency", "timeout_after"), 1.0)
    prevented = injector(FaultPlan(1, every))
    lost = injector(FaultPlan(1, {"timeout_after": 1.0, "dropped_answer": 1.0}))
    standing = prevented.add(ServerError(processed=True))

    assert names(prevented.for_request(ORDERS)) == ("latency", "rate_limited")
    assert prevented.log.counts == {"latency": 1, "rate_limited": 1}
    assert standing.left == 1
    assert names(lost.for_request(ORDERS)) == ("timeout_after",)


def test_rejected_stops_meet_stops_alone() -> None:
    faults = injector(FaultPlan(1, {"rejected_stop": 1.0}))
    stop = Incoming("POST", "/api/v1/orders", "/api/v1/orders", "XBTUSDTM", has_stop=True)
    tested = Incoming("POST", "/api/v1/orders/test", "/api/v1/orders/test", has_stop=True)

    assert faults.for_request(ORDERS) == ()
    assert faults.for_request(tested) == ()
    assert names(faults.for_request(stop)) == ("rejected_stop",)
    assert faults.log.counts == {"rejected_stop": 1}


def test_frames_are_drawn_by_topic_and_account() -> None:
    plan = FaultPlan(9, {"socket_cut": 0.5})
    mine, theirs = Outgoing("/contractAccount/wallet", 1), Outgoing("/contractAccount/wallet", 2)
    faults, alone = injector(plan), injector(plan)
    expected = [names(alone.for_frame(mine)) for _ in range(50)]

    met = []
    for _ in range(50):
        faults.for_frame(theirs)
        met.append(names(faults.for_frame(mine)))
    assert met == expected


def test_what_was_injected_is_written_down() -> None:
    faults = injector(FaultPlan(1, {"server_error": 1.0}))
    standing = faults.add(Latency(ms=5))
    faults.add(StaleBook())
    faults.for_request(ORDERS)
    faults.spell(StaleBook)
    faults.spell(StaleBook)

    entries = [(each.fault, each.cause) for each in faults.log.entries]
    assert entries == [
        ("latency", str(standing.number)),
        ("server_error", "plan"),
        ("stale_book", "2"),
    ]
    assert faults.log.entries[0].where == ORDERS.key
    assert faults.log.counts == {"latency": 1, "server_error": 1, "stale_book": 1}


def test_added_faults_stand_for_their_count_or_time() -> None:
    now = [1000]
    faults = Injector(lambda: now[0])
    faults.add(ServerError(), count=2)
    faults.add(Latency(), duration_ms=500)

    assert names(faults.for_request(ORDERS)) == ("latency", "server_error")
    assert names(faults.for_request(ORDERS)) == ("latency", "server_error")
    assert names(faults.for_request(ORDERS)) == ("latency",)
    now[0] = 1500
    assert faults.for_request(ORDERS) == ()
    faults.sweep()
    assert faults.is_idle


def test_clearing_ends_everything() -> None:
    faults = injector(FaultPlan(1, {"server_error": 1.0}))
    faults.add(Latency(), count=9)

    assert faults.clear() == 1
    assert faults.is_idle
    assert faults.for_request(ORDERS) == ()


@pytest.mark.parametrize("name", KINDS)
def test_every_fault_has_a_default_and_says_what_it_does(name: str) -> None:
    kind = KINDS[name]

    assert fault_of(name) == kind()
    assert kind.__doc__
    assert FaultPlan(1, {name: 0.5}).fault(name) == kind()


def test_plan_is_read_from_words() -> None:
    plan = plan_of(7, ["timeout_after=0.01", "latency=0.2", "latency.ms=800", "latency.way=back"])

    assert plan.seed == 7
    assert plan.rates == {"timeout_after": 0.01, "latency": 0.2}
    assert plan.fault("latency") == Latency(ms=800, way="back")
    assert plan.fault("timeout_after") == TimeoutAfter()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["latency"], "NAME=RATE"),
        (["earthquake=0.1"], "there is no fault 'earthquake'; there are clock_skew, "),
        (["latency=much"], "must be a number from 0 to 1"),
        (["latency=1.5"], "rate of latency must be from 0 to 1, not 1.5"),
        (["latency=nan"], "rate of latency must be from 0 to 1, not nan"),
        (["latency.ms=800"], "latency has settings but no rate"),
        (["latency=0.1", "latency.speed=1"], "no setting 'speed'; there are ms, way"),
        (["latency=0.1", "latency.ms=soon"], "latency.ms: .* not 'soon'"),
    ],
)
def test_nonsense_is_refused_with_what_there_is(words: list[str], message: str) -> None:
    with pytest.raises(FaultError, match=message):
        plan_of(1, words)


def test_count_and_duration_of_added_faults_are_checked() -> None:
    faults = injector()

    with pytest.raises(FaultError, match="count must be at least 1"):
        faults.add(Latency(), count=0)
    with pytest.raises(FaultError, match="maintenance lasts"):
        faults.add(Maintenance(), count=3)
    assert faults.is_idle
