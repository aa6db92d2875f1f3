"""Everything that keeps evidence from counting for what is traded now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from custom_risk.evidence.document import ENOUGH, Evidence
from custom_risk.evidence.subject import Subject

CLOCKS_APART = timedelta(days=1)
"""By how much a moment may lie ahead and still be one of another machine's clock."""
SHOWN_CHANGES = 4


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason not to go by the evidence; two of the same code are one piece of news."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Trip:
    """When the latest closed trades were so bad that entries paused, and in words."""

    at: datetime
    text: str


def objections(
    evidence: Evidence, subject: Subject, max_age: timedelta, now: datetime, trip: Trip | None
) -> Iterator[Objection]:
    """What speaks against going by it at `now`, whatever the pair."""
    if evidence.verdict.standing not in ENOUGH:
        yield Objection("verdict", f'its verdict is "{evidence.verdict.words}"')
    yield from _of_another_subject(evidence, subject)
    yield from _of_another_time(evidence, max_age, now, trip)
    if not (evidence.statistics.fees or 0.0) > 0:
        yield Objection("fees", "its trades paid no fees")


def _of_another_subject(evidence: Evidence, subject: Subject) -> Iterator[Objection]:
    pairs = (
        ("strategy", evidence.strategy, subject.strategy),
        ("profile", evidence.profile or "the default", subject.profile or "the default"),
        ("timeframe", evidence.timeframe, subject.timeframe),
        ("exchange", evidence.exchange or "not told", subject.exchange),
    )
    for name, measured, traded in pairs:
        if measured != traded:
            text = f"it is of another {name}: {measured}, and {traded} is traded"
            yield Objection(name, text)
    if evidence.parameters_hash != subject.parameters_hash:
        told = ", ".join(_changes(evidence.choices, subject.choices)) or "they are not told"
        yield Objection("parameters", f"parameters changed since: {told}")
    if evidence.source_hash and evidence.source_hash != subject.source_hash:
        yield Objection("source", f"the file of {subject.strategy} changed since")


def _of_another_time(
    evidence: Evidence, max_age: timedelta, now: datetime, trip: Trip | None
) -> Iterator[Objection]:
    last = f"{evidence.end:%Y-%m-%d}"
    if max(evidence.end, evidence.made_at) > now + CLOCKS_APART:
        yield Objection("future", f"it is from the future ({last}): one of the clocks is wrong")
    elif now - evidence.end > max_age:
        text = f"its last day, {last}, is more than {max_age.days} days ago"
        yield Objection("age", text)
    if trip is not None and trip.at > evidence.end:
        at = f"{trip.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        text = f"the latest trades were bad at {at}, after its last day, {last}: {trip.text}"
        yield Objection("degraded", text)


def _changes(measured: Mapping[str, Any], traded: Mapping[str, Any]) -> list[str]:
    """The first few keys that differ, with both values."""
    if not measured:
        return []
    before, now = dict(_leaves(measured)), dict(_leaves(traded))
    keys = [key for key in sorted({*before, *now}) if before.get(key) != now.get(key)]
    told = [f"{key} was {_value(before, key)}, is {_value(now, key)}" for key in keys]
    rest = len(told) - SHOWN_CHANGES
    return [*told[:SHOWN_CHANGES], f"and {rest} more"] if rest > 0 else told


def _value(choices: Mapping[str, Any], key: str) -> str:
    return repr(choices[key]) if key in choices else "not set"


def _leaves(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, each in value.items():
        # what is set in the configuration is named as it is there
        below = "" if key == "settings" and not path else f"{path}{key}."
        if isinstance(each, Mapping):
            yield from _leaves(each, below)
        else:
            yield f"{path}{key}", each
