"""The rule that reads a verdict from a few figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.research.evidence.sharpe import Moments
from enygma.research.evidence.strength import Strength
from enygma.research.evidence.verdict import Standing, judge

GOOD = Strength(
    trades=400,
    days=730,
    profit_factor=1.4,
    profit_factor_low=1.15,
    profit_factor_high=1.7,
    profit_factor_without_best=1.25,
    moments=Moments(730, 0.12, 0.0, 5.0),
    benchmark=0.0,
    deflated_sharpe=0.99,
    days_needed=400.0,
    placebo=0.01,
    overfitting=None,
)
RANK = [Standing.NO_EDGE, Standing.NOT_ENOUGH, Standing.PLAUSIBLE, Standing.EDGE]


def test_a_record_that_passes_everything_is_an_edge() -> None:
    assert judge(GOOD).standing is Standing.EDGE
    assert judge(GOOD).reasons == []


@pytest.mark.parametrize(
    ("changes", "standing", "reason"),
    [
        ({"profit_factor": 0.2}, Standing.NO_EDGE, "lost money"),
        ({"profit_factor": float("nan")}, Standing.NO_EDGE, "lost money"),
        ({"trades": 12}, Standing.NOT_ENOUGH, "12 trades"),
        ({"days": 20}, Standing.NOT_ENOUGH, "20 days"),
        ({"trades": 60}, Standing.PLAUSIBLE, "60 trades"),
        ({"days": 90}, Standing.PLAUSIBLE, "90 days"),
        ({"placebo": None}, Standing.PLAUSIBLE, "without candles"),
        ({"placebo": 0.1}, Standing.PLAUSIBLE, "placebos"),
        ({"placebo": 0.5}, Standing.NO_EDGE, "placebos"),
        ({"overfitting": 0.4}, Standing.PLAUSIBLE, "choosing the best"),
        ({"overfitting": 0.7}, Standing.NO_EDGE, "choosing the best"),
        ({"profit_factor_without_best": 0.9}, Standing.NO_EDGE, "5 best trades"),
        ({"profit_factor_low": 0.98}, Standing.PLAUSIBLE, "as low as 0.98"),
        ({"deflated_sharpe": 0.93}, Standing.PLAUSIBLE, "93.0%"),
        ({"deflated_sharpe": 0.85, "days_needed": 1_500.0}, Standing.NOT_ENOUGH, "85.0%"),
        ({"deflated_sharpe": 0.6, "days_needed": 40_000.0}, Standing.NO_EDGE, "60.0%"),
        ({"deflated_sharpe": 0.2, "days_needed": float("inf")}, Standing.NO_EDGE, "20.0%"),
        ({"looks": 2}, Standing.PLAUSIBLE, "hold-out was looked at 2 times"),
    ],
)
def test_each_weakness_takes_the_verdict_down_and_is_named(
    changes: dict[str, Any], standing: Standing, reason: str
) -> None:
    verdict = judge(replace(GOOD, **changes))
    assert verdict.standing is standing
    assert any(reason in words for words in verdict.reasons)


def test_missing_trades_are_counted_at_the_rate_so_far() -> None:
    short = replace(GOOD, deflated_sharpe=0.85, days_needed=1_095.0)
    assert judge(short).more_trades == 200
    assert judge(short).words == "not enough trades (200 more needed at this rate)"
    assert judge(replace(GOOD, trades=10, days=100)).more_trades == 20


@given(
    st.floats(0.0, 3.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    st.one_of(st.none(), st.floats(0.0, 1.0)),
    st.integers(0, 4),
    st.floats(0.01, 0.5),
)
def test_a_better_placebo_or_sharpe_never_makes_the_verdict_worse(
    factor: float, deflated: float, placebo: float, overfitting: float | None, looks: int, by: float
) -> None:
    worse = replace(
        GOOD,
        profit_factor=factor,
        deflated_sharpe=deflated,
        placebo=placebo,
        overfitting=overfitting,
        looks=looks,
    )
    better = replace(worse, deflated_sharpe=min(1.0, deflated + by), placebo=placebo / 2)
    assert RANK.index(judge(better).standing) >= RANK.index(judge(worse).standing)
