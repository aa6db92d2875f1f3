"""What follows a bot's decisions."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from custom_risk.events import Reason, RiskEvents
from enygma.monitoring.audit.settings import AuditSettings
from enygma.monitoring.audit.witness import METRICS_EVERY_MS, Witness

from .conftest import NOON, event


class Voice:
    """Keeps what is said."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.warned: list[str] = []

    def send(self, text: str) -> None:
        self.sent.append(text)

    def warn(self, text: str) -> None:
        self.warned.append(text)


def config(folder: Path, **audit: Any) -> dict[str, Any]:
    """A bot's configuration."""
    return {
        "bot_name": "one",
        "dry_run": False,
        "strategy": "EnygmaStrategy",
        "user_data_dir": str(folder),
        "exchange": {"secret": "hush-hush"},
        "enygma": {"audit": audit},
    }


def witness(settings: dict[str, Any], voice: Voice) -> Witness:
    """A witness of this configuration."""
    return Witness(settings, AuditSettings.of(settings), voice)


def test_an_event_is_written_told_and_counted_without_secrets(tmp_path: Path) -> None:
    voice, metrics = Voice(), tmp_path / "metrics" / "one.prom"
    found = witness(config(tmp_path, metrics_file=str(metrics)), voice)
    events = RiskEvents()
    found.follow(SimpleNamespace(risk_events=events))
    events.emit(event(Reason.INPUT_MISSING, error="hush-hush"))
    events.emit(event(Reason.ENTERED, trade=1))
    found.close()
    (trail,) = (tmp_path / "logs" / "audit").iterdir()
    assert trail.name == "one-live-2026-01-05.jsonl"
    assert [json.loads(line)["reason"] for line in trail.read_text().splitlines()] == [
        "INPUT_MISSING",
        "ENTERED",
    ]
    assert len(voice.sent) == 1
    assert "INPUT_MISSING" in voice.sent[0]
    written = metrics.read_text()
    assert "hush" not in trail.read_text() + voice.sent[0] + written
    labels = 'bot="one",mode="live",reason="ENTERED",pair="BTC/USDT:USDT",side="long"'
    assert f"enygma_risk_events_total{{{labels}}} 1" in written


def test_a_strategy_without_risk_rules_is_no_business_of_it(tmp_path: Path) -> None:
    found = witness(config(tmp_path), Voice())
    found.follow(SimpleNamespace())
    found.follow(SimpleNamespace(risk_events="not ours"))
    found.close()
    assert list(tmp_path.iterdir()) == []


def test_switched_off_it_writes_and_says_nothing(tmp_path: Path) -> None:
    voice, settings = Voice(), config(tmp_path)
    settings["enygma"]["audit"] = False
    found = witness(settings, voice)
    found(event())
    found.after_loop()
    found.close()
    assert (voice.sent, list(tmp_path.iterdir())) == ([], [])


def test_one_follower_that_fails_keeps_no_other_from_hearing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Voice):
        def send(self, text: str) -> None:
            raise RuntimeError("no network")

    found = witness(config(tmp_path), Broken())
    caplog.set_level(logging.ERROR)
    found(event())
    assert "RiskMessages failed" in caplog.text
    assert len(list((tmp_path / "logs" / "audit").iterdir())) == 1


def test_the_counters_are_written_now_and_then_with_the_time_of_the_loop(tmp_path: Path) -> None:
    metrics = tmp_path / "one.prom"
    with time_machine.travel(NOON, tick=False) as clock:
        found = witness(config(tmp_path, metrics_file=str(metrics)), Voice())
        found.after_loop()
        first = metrics.read_text()
        clock.shift(METRICS_EVERY_MS / 1000 - 1)
        found.after_loop()
        assert metrics.read_text() == first
        clock.shift(1)
        found.after_loop()
    labels = 'bot="one",mode="live"'
    assert f"enygma_bot_loop_timestamp_seconds{{{labels}}} {NOON.timestamp() + 15:.0f}" in (
        metrics.read_text()
    )
    assert f"enygma_bot_start_timestamp_seconds{{{labels}}} {NOON.timestamp():.0f}" in first
    assert f"enygma_audit_lost_total{{{labels}}} 0" in first


def test_events_of_two_threads_are_all_written(tmp_path: Path) -> None:
    found = witness(config(tmp_path, message_minutes=0), Voice())

    def decide() -> None:
        for number in range(100):
            found(event(Reason.ENTERED, trade=number))

    threads = [threading.Thread(target=decide) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    (trail,) = (tmp_path / "logs" / "audit").iterdir()
    assert len([json.loads(line) for line in trail.read_text().splitlines()]) == 200
