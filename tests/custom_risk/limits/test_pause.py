"""How long a pause lasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from custom_risk.limits.pause import PauseSettings, next_day

from .conftest import MIDNIGHT, MORNING, SECOND

moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone


def test_a_halt_ends_with_the_utc_day() -> None:
    halt = PauseSettings()
    assert halt.end(MORNING) == MIDNIGHT
    assert halt.end(MIDNIGHT - SECOND) == MIDNIGHT
    assert halt.end(MIDNIGHT) == MIDNIGHT + timedelta(days=1)


def test_the_day_is_utc_whatever_zone_a_moment_is_told_in() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert next_day(datetime(2026, 1, 6, 8, tzinfo=tokyo)) == MIDNIGHT


@given(moment=moments, minutes=st.integers(1, 10_080))
def test_no_pause_ends_before_it_begins_or_lasts_longer_than_it_may(
    moment: datetime, minutes: int
) -> None:
    for pause in (
        PauseSettings(),
        PauseSettings(on_violation="cooldown", cooldown_minutes=minutes),
    ):
        assert moment < pause.end(moment) <= moment + pause.longest


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"on_violation": "cooldown"}, "needs cooldown_minutes"),
        ({"cooldown_minutes": 5}, "is for on_violation cooldown"),
        ({"on_violation": "cooldown", "cooldown_minutes": 0}, "greater than or equal to 1"),
        ({"on_violation": "wait"}, "'halt' or 'cooldown'"),
    ],
)
def test_terms_that_do_not_hold_together_are_refused(terms: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        PauseSettings.model_validate(terms)
