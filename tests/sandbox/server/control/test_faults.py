"""Faults added, listed, planned and cleared over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from enygma.sandbox import RunningSandbox
from enygma.sandbox.faults import KINDS

Ask = Callable[..., tuple[int, Any, dict[str, str]]]
Control = Callable[..., Any]


def test_every_fault_is_described_with_its_settings(control: Control) -> None:
    kinds = control("GET", "/faults")["kinds"]

    assert set(kinds) == set(KINDS)
    assert all(each["does"] for each in kinds.values())
    assert set(kinds["latency"]["settings"]) == {"ms", "way"}


def test_added_fault_meets_requests_until_its_count_is_used_up(
    control: Control, sandbox: RunningSandbox, ask: Ask
) -> None:
    match = {"path": "/api/v1/timestamp"}
    added = control("POST", "/faults", fault="rate_limited", count=2, match=match)
    status = [ask(f"{sandbox.url}/api/v1/{each}")[0] for each in ("status", *["timestamp"] * 3)]

    assert (added["fault"], added["left"], added["match"]) == ("rate_limited", 2, match)
    assert status == [200, 429, 429, 200]
    shown = control("GET", "/faults")
    assert (shown["standing"], shown["injected"]) == ([], {"rate_limited": 2})
    assert [each["fault"] for each in control("GET", "/faults/log")] == ["rate_limited"] * 2


def test_plan_is_followed_until_everything_is_cleared(
    control: Control, sandbox: RunningSandbox, ask: Ask
) -> None:
    settings = {"server_error": {"status": 500}}
    control("POST", "/faults/plan", seed=3, rates={"server_error": 1.0}, settings=settings)

    assert ask(f"{sandbox.url}/api/v1/timestamp")[0] == 500
    assert control("GET", "/faults")["plan"] == {"seed": 3, "rates": {"server_error": 1.0}}
    control("POST", "/faults", fault="latency", count=5)
    assert control("DELETE", "/faults") == {"cleared": 1}
    assert ask(f"{sandbox.url}/api/v1/timestamp")[0] == 200


def test_log_can_be_read_from_an_instant_on(
    control: Control, sandbox: RunningSandbox, ask: Ask, now_ms: int
) -> None:
    control("POST", "/faults", fault="server_error", settings={"status": 500}, count=2)
    ask(f"{sandbox.url}/api/v1/timestamp")
    sandbox.advance(1000)
    ask(f"{sandbox.url}/api/v1/timestamp")

    assert [each["ms"] for each in control("GET", "/faults/log")] == [now_ms, now_ms + 1000]
    assert len(control("GET", f"/faults/log?since={now_ms + 1}")) == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"fault": "earthquake"}, "there is no fault 'earthquake'; there are "),
        ({"fault": "latency", "settings": {"speed": 1}}, "latency has no setting 'speed'"),
        ({"fault": "latency", "settings": {"ms": -5}}, "latency.ms: "),
        ({"fault": "latency", "match": {"colour": "red"}}, "match.colour: "),
        ({"fault": "latency", "count": 0}, "count must be at least 1"),
        ({"fault": "restart", "count": 1}, "restart lasts"),
        ({"name": "latency"}, "fault: Field required"),
        ({}, "fault: Field required; the fields are fault, settings, match, count, duration_ms"),
    ],
)
def test_nonsense_is_refused_and_nothing_stands(
    control: Control, body: dict[str, Any], message: str
) -> None:
    status, said = control("POST", "/faults", **body)

    assert status == 400
    assert message in said
    assert control("GET", "/faults")["standing"] == []


def test_plan_with_an_impossible_rate_is_refused(control: Control) -> None:
    status, said = control("POST", "/faults/plan", seed=1, rates={"latency": 2})

    assert (status, said) == (400, "the rate of latency must be from 0 to 1, not 2.0")
