"""Which candles close a position, on either side."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.scoring import ScoringConfigError, load_profile
from enygma.scoring.exits import Exits, exit_sides
from enygma.scoring.volatility import REGIMES

scores = st.lists(st.tuples(st.integers(-220, 220), st.sampled_from(REGIMES)), min_size=1)


def scored(candles: list[tuple[int, str]]) -> pd.DataFrame:
    return pd.DataFrame(candles, columns=["enygma_score", "enygma_regime"])


@given(scores, st.integers(-220, 220))
def test_a_position_is_closed_below_the_score_on_its_own_side(
    candles: list[tuple[int, str]], threshold: int
) -> None:
    longs, shorts = exit_sides(scored(candles), Exits(on_score=True, score=threshold))
    for (score, regime), long, short in zip(candles, longs, shorts, strict=True):
        known = regime != "UNKNOWN"
        assert long == (known and score < threshold)
        assert short == (known and -score < threshold)


@given(scores)
def test_by_default_no_score_closes_anything(candles: list[tuple[int, str]]) -> None:
    longs, shorts = exit_sides(scored(candles), Exits())
    assert not np.any(longs | shorts)


@pytest.mark.parametrize(
    ("exits", "message"),
    [
        ({"on_score": True, "score": 80}, r"exits\.score \(80\) must be below gates\.min_score"),
        ({"score": 300}, r"exits\.score: 300"),
        ({"after_candles": -1}, r"exits\.after_candles: -1"),
        ({"after_hours": 1}, r"exits\.after_hours: there is no such setting"),
    ],
)
def test_exits_that_cannot_be_are_named(exits: dict[str, int], message: str) -> None:
    with pytest.raises(ScoringConfigError, match=message):
        load_profile({"scoring": {"exits": exits}}, {})
