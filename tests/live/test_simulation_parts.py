"""The parts of the simulation by themselves: its clock, its wire, its misfortune, its matching."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import time_machine
from requests.adapters import HTTPAdapter

from custom_risk.configuration import load_settings
from custom_risk.exits import EXIT_POLICIES
from custom_risk.protections.limits_of import limits_of
from custom_risk.sizing import SIZING_MODELS
from custom_risk.stops import STOP_POLICIES
from enygma.limit_entry_settings import limit_entry_of

from .simulation.chaos import Chaos, crashes, halts
from .simulation.clock import SimulatedClock
from .simulation.entries import matched
from .simulation.full_risk import full_risk
from .simulation.outcome import Finding, Outcome
from .simulation.report import total
from .simulation.scenario import Risk, chaotic
from .simulation.traded import Traded
from .simulation.wire import CalmWeather, Fate, KilledError, Wire

START_MS = 1_767_277_800_000
MINUTE_MS = 60_000


@pytest.fixture
def steps() -> list[int]:
    """What the exchange's clock was moved by."""
    return []


@pytest.fixture
def clock(steps: list[int]) -> SimulatedClock:
    return SimulatedClock(START_MS, steps.append)


def test_waiting_moves_the_exchange_and_takes_no_time(
    clock: SimulatedClock, steps: list[int]
) -> None:
    with clock.ticking():
        time.sleep(30)
        asyncio.run(asyncio.sleep(1.5))
        assert time.time() * 1000 == START_MS + 31_500
        assert datetime.now(UTC).timestamp() * 1000 == START_MS + 31_500
    assert steps == [30_000, 1_500]
    assert clock.now_ms == START_MS + 31_500


def test_after_the_block_time_is_the_machines_again(clock: SimulatedClock) -> None:
    real = (time.sleep, asyncio.sleep)
    with clock.ticking():
        assert time.sleep is not real[0]
    assert (time.sleep, asyncio.sleep) == real
    assert not time_machine.escape_hatch.is_travelling()


def test_other_threads_do_not_move_the_clock(clock: SimulatedClock, steps: list[int]) -> None:
    with clock.ticking():
        other = threading.Thread(target=time.sleep, args=(0.001,))
        other.start()
        other.join()
    assert steps == []


class Fates(CalmWeather):
    """Weather with a fate for each request."""

    def __init__(self, *fates: Fate) -> None:
        super().__init__()
        self._fates = list(fates)

    def fate(self, method: str, path: str, now_ms: int) -> Fate:
        return self._fates.pop(0)


@pytest.fixture
def delivered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requests that reached the exchange."""
    reached: list[str] = []

    def send(_adapter: Any, request: Any, *_args: Any, **_more: Any) -> requests.Response:
        reached.append(request.url)
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 200, request, request.url
        answer._content = b"{}"
        return answer

    monkeypatch.setattr(HTTPAdapter, "send", send)
    return reached


def test_a_request_takes_the_time_of_both_ways(
    clock: SimulatedClock, steps: list[int], delivered: list[str]
) -> None:
    wire = Wire(clock, CalmWeather(40))
    with clock.ticking(), wire.connected():
        assert requests.get("http://exchange/one", timeout=1).status_code == 200
    assert (steps, len(delivered)) == ([40, 40], 1)


@pytest.mark.parametrize(
    ("fate", "error", "reached"),
    [
        (Fate.LOST, requests.exceptions.ReadTimeout, 0),
        (Fate.ANSWER_LOST, requests.exceptions.ReadTimeout, 1),
        (Fate.DEATH_BEFORE, KilledError, 0),
        (Fate.DEATH_AFTER, KilledError, 1),
    ],
)
def test_what_is_lost_is_lost_before_or_after_it_was_processed(
    clock: SimulatedClock,
    delivered: list[str],
    fate: Fate,
    error: type[BaseException],
    reached: int,
) -> None:
    wire = Wire(clock, Fates(fate))
    with clock.ticking(), wire.connected(), pytest.raises(error):
        requests.get("http://exchange/one", timeout=1)
    assert len(delivered) == reached


def test_the_dead_send_nothing_more(clock: SimulatedClock, delivered: list[str]) -> None:
    wire = Wire(clock, Fates(Fate.DEATH_BEFORE, Fate.ANSWERED))
    with clock.ticking(), wire.connected():
        for _ in range(2):
            with pytest.raises(KilledError):
                requests.get("http://exchange/one", timeout=1)
        assert delivered == []
        wire.revive()
        requests.get("http://exchange/one", timeout=1)
    assert len(delivered) == 1


def test_a_seed_draws_the_same_misfortune_again() -> None:
    def drawn(seed: int) -> Any:
        scenario = chaotic(seed, 24)
        chaos = Chaos(scenario)
        fates = [chaos.fate("GET", "/", scenario.start_ms) for _ in range(2000)]
        return scenario, fates, halts(scenario), crashes(scenario), chaos.latency_ms()

    assert drawn(5) == drawn(5)
    assert drawn(5) != drawn(6)


def test_full_risk_changes_the_rules_and_nothing_of_the_misfortune() -> None:
    plain, full = (chaotic(5, 24, risk=each) for each in (Risk.PLAIN, Risk.FULL))
    assert (plain.settings, plain.strategy) != (full.settings, full.strategy)
    rules: dict[str, Any] = {"strategy": full.strategy, "settings": full.settings}
    assert replace(plain, **rules, protections=full.protections) == full
    assert crashes(plain) == crashes(full)


def test_entries_that_wait_change_nothing_of_the_misfortune_either() -> None:
    plain, patient = (chaotic(5, 24, risk=each) for each in (Risk.PLAIN, Risk.PATIENT))
    changed = {"strategy": patient.strategy, "section": patient.section, "orders": patient.orders}
    assert replace(plain, **changed) == patient
    futures = {"trading_mode": "futures", "exchange": {"name": "kucoin"}}
    assert limit_entry_of({**futures, "enygma": patient.section}) is not None
    assert crashes(plain) == crashes(patient)


def test_every_model_and_policy_is_drawn_with_settings_that_can_be_used() -> None:
    seen: dict[str, set[str]] = {"sizing": set(), "stops": set(), "exits": set()}
    for seed in range(200):
        section, protections = full_risk(seed)
        settings = load_settings(section)
        assert len(limits_of(protections)) >= len(protections)
        seen["sizing"].add(settings.sizing.model)
        seen["stops"].add(settings.stops.policy)
        seen["exits"].add(settings.exits.policy)
    assert seen["sizing"] == set(SIZING_MODELS)
    assert seen["stops"] == set(STOP_POLICIES)
    assert seen["exits"] == set(EXIT_POLICIES)


def test_once_it_is_over_nothing_goes_wrong() -> None:
    scenario = chaotic(5, 24, intensity=50)
    chaos = Chaos(scenario)
    chaos.is_over = True
    assert {chaos.fate("POST", "/", scenario.end_ms) for _ in range(1000)} == {Fate.ANSWERED}


def traded(open_ms: int, *, is_short: bool = False) -> Traded:
    return Traded("BTC/USDT:USDT", is_short, open_ms, 1.0, 5.0, None, None, "", 0, 0.0)


def test_entries_of_one_candle_and_side_are_the_same() -> None:
    tested = [traded(0), traded(5 * MINUTE_MS), traded(15 * MINUTE_MS)]
    live = [traded(1_500), traded(5 * MINUTE_MS, is_short=True), traded(16 * MINUTE_MS)]
    found = matched(tested, live, 5 * MINUTE_MS)
    both = [each for each in found if each.tested and each.live]
    assert (len(found), len(both)) == (4, 2)


def test_runs_add_up() -> None:
    finding = Finding("I-004", 0, "bare", ("a line",))
    faults, tripped = {"restart": 1}, {"HEAT_LIMIT": 2}
    run = Outcome(1, 2.0, 4.0, "", 3, 4, 5, 6, faults, (finding,), 7, 7, tripped=tripped)
    assert Outcome.from_json(run.to_json()) == run
    whole = total([run, run])
    assert (whole.hours, whole.orders, whole.faults) == (4.0, 6, {"restart": 2})
    assert (len(whole.violations), whole.longest_uncovered_ms) == (2, 7)
    assert whole.tripped == {"HEAT_LIMIT": 4}
