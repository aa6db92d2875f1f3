"""A line of the trail and its schema."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.events import Reason, RiskEvent
from enygma.monitoring.audit.record import AuditRecord

from .conftest import BTC, NOON, ORIGIN, event

SCHEMA = AuditRecord.model_json_schema(mode="serialization")


class Weather(Enum):
    FAIR = "fair"


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text()
    | st.datetimes(timezones=st.just(UTC))
    | st.timedeltas()
    | st.sampled_from(Weather)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
details = st.dictionaries(st.text(min_size=1, max_size=12), values, max_size=6)


@given(
    st.sampled_from(Reason),
    details,
    st.sampled_from(["long", "short", None, "both"]),
    st.one_of(st.none(), st.integers(0, 10**9)),
    st.integers(0, 10**6),
)
def test_whatever_the_details_are_the_line_is_one_and_fits_the_schema(
    reason: Reason, found: dict[str, Any], side: str | None, trade: int | None, repeated: int
) -> None:
    risk_event = RiskEvent(reason, BTC, NOON, found | {"side": side, "trade": trade})
    line = AuditRecord.of(risk_event, ORIGIN, repeated).line()
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    jsonschema.validate(json.loads(line), SCHEMA, cls=jsonschema.Draft202012Validator)
    assert AuditRecord.model_validate_json(line).line() == line


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal(1) / 3, 0.333333333333333),
        (Decimal("0.1"), 0.1),
        (Decimal("NaN"), "nan"),
        (Decimal("-Infinity"), "-inf"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (timedelta(minutes=2), 120.0),
        (datetime(2026, 1, 5, tzinfo=UTC), "2026-01-05T00:00:00+00:00"),
        (Weather.FAIR, "fair"),
        (Reason.ENTERED, "ENTERED"),
        ((1, "two"), [1, "two"]),
        ("half of a \ud83d", "half of a ?"),
        (10**30, 10**30),
    ],
)
def test_values_become_plain_json(value: object, written: object) -> None:
    record = AuditRecord.of(event(value=value), ORIGIN)
    assert json.loads(record.line())["details"] == {"value": written}


def test_side_and_trade_stand_beside_the_details_and_the_time_is_utc() -> None:
    there = timezone(timedelta(hours=2))
    risk_event = RiskEvent(
        Reason.ENTERED, BTC, NOON.astimezone(there), {"side": "short", "trade": 7, "price": 1.5}
    )
    assert json.loads(AuditRecord.of(risk_event, ORIGIN).line()) == {
        "version": 1,
        "time": "2026-01-05T12:00:00Z",
        "bot": "my bot",
        "mode": "dry_run",
        "strategy": "EnygmaStrategy",
        "reason": "ENTERED",
        "pair": BTC,
        "side": "short",
        "trade": 7,
        "repeated": 0,
        "details": {"price": 1.5},
    }


def test_the_schema_describes_every_field() -> None:
    described = SCHEMA["properties"]
    assert set(described) == set(AuditRecord.model_fields)
    assert all(each.get("description") for each in described.values())
