"""Which entries a filter leaves out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.scoring import ScoringConfigError, load_profile
from enygma.scoring.filters import Filters

REGIMES = ("LOW", "MEDIUM", "HIGH")
candle = st.tuples(
    st.sampled_from([-1, 0, 1]),
    st.sampled_from(REGIMES),
    st.one_of(st.integers(-220, 220), st.just(float("nan"))),
)
chosen: st.SearchStrategy[Filters] = st.builds(
    Filters.model_construct,
    allow_long=st.booleans(),
    allow_short=st.booleans(),
    allow_low=st.booleans(),
    allow_medium=st.booleans(),
    allow_high=st.booleans(),
    higher_score=st.integers(0, 220),
)


@given(st.lists(candle, min_size=1), chosen)
def test_an_entry_passes_where_its_side_its_regime_and_the_longest_timeframe_do(
    candles: list[tuple[int, str, float]], filters: Filters
) -> None:
    numbers = filters.model_dump()
    frame = pd.DataFrame(candles, columns=["side", "regime", "longest"])
    passed = filters.passed(
        frame["side"].to_numpy(), frame["regime"], frame["longest"].to_numpy(float)
    )
    for (side, regime, longest), got in zip(candles, passed, strict=True):
        is_traded = numbers[{1: "allow_long", -1: "allow_short"}[side]] if side else False
        agrees = not numbers["higher_score"] or longest * side >= numbers["higher_score"]
        assert got == (is_traded and numbers[f"allow_{regime.lower()}"] and agrees)


def test_the_default_leaves_no_entry_out() -> None:
    side = np.array([1, -1, 1])
    regime = pd.Series(["UNKNOWN", "LOW", "HIGH"])
    assert Filters().passed(side, regime, np.full(3, np.nan)).all()


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"allow_long": False, "allow_short": False}, "nothing could be entered"),
        (
            {"allow_low": False, "allow_medium": False, "allow_high": False},
            "every regime is switched off",
        ),
        ({"higher_score": 300}, r"filters\.higher_score: 300"),
        ({"allow_longs": True}, r"filters\.allow_longs: there is no such setting"),
    ],
)
def test_filters_that_cannot_be_are_named(filters: dict[str, int], message: str) -> None:
    with pytest.raises(ScoringConfigError, match=message):
        load_profile({"scoring": {"filters": filters}}, {})
