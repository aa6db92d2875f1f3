"""Counts of risk events and the file that Prometheus' collectors read."""

from __future__ import annotations

import logging
import pickle
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.events import Reason, RiskEvent
from enygma.monitoring.counters import EVENTS, Counters, Sample
from enygma.monitoring.metrics_file import LOST, MetricsFile, text_of

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT")
LINE = re.compile(r'[a-z_]+\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+)\} \d+')


def refusal(
    reason: Reason = Reason.EXPOSURE_LIMIT, pair: str = PAIRS[0], **details: object
) -> RiskEvent:
    """A refused entry."""
    return RiskEvent(reason, pair, NOON, details)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Reason),
            st.sampled_from(PAIRS),
            st.sampled_from(["long", "short", None]),
        ),
        max_size=80,
    )
)
def test_the_counts_add_up_to_the_events(found: list[tuple[Reason, str, str | None]]) -> None:
    counters = Counters()
    for reason, pair, side in found:
        counters(refusal(reason, pair, side=side))
    samples = counters.snapshot()
    assert sum(each.value for each in samples) == len(found)
    labels = [tuple(each.labels.values()) for each in samples]
    assert labels == sorted(set(labels))


def test_counters_travel_to_the_workers_of_hyperopt() -> None:
    counters = Counters()
    counters(refusal())
    copy = pickle.loads(pickle.dumps(counters))  # noqa: S301 - its own bytes
    assert copy.snapshot() == counters.snapshot()


def test_the_file_is_in_prometheus_text_format(tmp_path: Path) -> None:
    counters = Counters()
    counters(refusal(side="long"))
    counters(refusal(side="long"))
    path = tmp_path / "new" / "bot.prom"
    MetricsFile(path, {"bot": "one"}).write([Sample(LOST, 0), *counters.snapshot()])
    assert path.read_text() == (
        "# HELP enygma_audit_lost_total Records of the audit trail that could not be written.\n"
        "# TYPE enygma_audit_lost_total counter\n"
        'enygma_audit_lost_total{bot="one"} 0\n'
        "# HELP enygma_risk_events_total Decisions of the risk rules since the bot started.\n"
        "# TYPE enygma_risk_events_total counter\n"
        'enygma_risk_events_total{bot="one",reason="EXPOSURE_LIMIT",pair="BTC/USDT:USDT",'
        'side="long"} 2\n'
    )
    assert [each.name for each in path.parent.iterdir()] == ["bot.prom"]


@given(st.text())
def test_any_name_of_a_bot_is_a_label(name: str) -> None:
    written = text_of([Sample(EVENTS, 3)], {"bot": name})
    assert LINE.fullmatch(written.split("\n", 2)[2].removesuffix("\n"))


def test_a_file_that_cannot_be_written_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    (tmp_path / "file").write_text("in the way")
    metrics = MetricsFile(tmp_path / "file" / "bot.prom", {})
    for _ in range(3):
        metrics.write([Sample(LOST, 0)])
    assert len(caplog.records) == 1
    (tmp_path / "file").unlink()
    metrics.write([Sample(LOST, 0)])
    assert (tmp_path / "file" / "bot.prom").exists()
