"""The fast way to score agrees with the rules written row by row."""

from __future__ import annotations

from types import ModuleType

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enygma.scoring import (
    INDICATORS,
    PROFILES,
    TIMEFRAMES,
    ScoringProfile,
    load_profile,
    score_candles,
)

RSI_ON = {"indicators": {"rsi": {"enabled": True}}}
MARKETS = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**32 - 1),
        "price": st.sampled_from([0.05, 3.0, 97.0, 99_990.0]),
        "volatility": st.sampled_from([0.0005, 0.003, 0.02, 0.08]),
        "digits": st.sampled_from([4, 6]),
        "still": st.sampled_from([0.0, 0.3, 0.9, 0.97]),
        "silent": st.sampled_from([0.0, 0.5, 1.0]),
    }
)


def _profile(*, strict: bool, rsi: bool) -> ScoringProfile:
    name = "strict" if strict else "canonical"
    return load_profile({"profile": name, "scoring": RSI_ON if rsi else {}}, {})


@pytest.mark.parametrize("timeframe", TIMEFRAMES)
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(kind=MARKETS, strict=st.booleans(), rsi=st.booleans())
def test_every_candle_has_the_score_its_rules_give(
    reference: ModuleType,
    market: ModuleType,
    timeframe: str,
    kind: dict[str, float],
    strict: bool,
    rsi: bool,
) -> None:
    candles = market.make_candles(190, **kind)
    profile = _profile(strict=strict, rsi=rsi)

    scored = score_candles(candles, timeframe, profile)

    lists = {name: candles[name].tolist() for name in ("high", "low", "close", "volume")}
    rows = reference.score_rows(reference.Market(**lists), timeframe, strict=strict, rsi=rsi)
    expected = pd.DataFrame([_columns(row) for row in rows])
    ours = scored[list(expected)].astype({"enygma_regime": object})
    pd.testing.assert_frame_equal(ours, expected, check_dtype=False)


def _columns(row: object) -> dict[str, object]:
    names = ("score", "regime", "confluence", "confidence", "entry")
    points = {f"enygma_points_{name}": value for name, value in row.points.items()}  # type: ignore[attr-defined]
    return {f"enygma_{name}": getattr(row, name) for name in names} | points


def test_the_rules_written_row_by_row_know_every_indicator(reference: ModuleType) -> None:
    assert tuple(reference.POINTS) == INDICATORS
    assert set(PROFILES) == {"canonical", "strict"}
