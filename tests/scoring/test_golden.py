"""Points, scores, gates and entries on real candles are those of the independent reference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from enygma.scoring import INDICATORS, ScoringProfile, score_candles

CASES = [(coin, timeframe) for coin in ("BTC", "ETH") for timeframe in ("15m", "30m", "1h")]
GATES = {
    "threshold": ["threshold"],
    "dead_zone": ["deadZone"],
    "confluence": ["conflCount", "conflPct"],
    "confidence": ["confidence"],
    "trend": ["trend"],
    "band": ["band"],
}


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest, shared: Path) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Candles, what the reference says of them, and their timeframe."""
    coin, timeframe = request.param
    name = f"{coin}_USDT_USDT-{timeframe}"
    candles = pd.read_feather(shared / "data/kucoin/futures" / f"{name}-futures.feather")
    return candles, pd.read_feather(shared / "golden" / f"{name}.feather"), timeframe


@pytest.mark.parametrize("name", ["canonical", "canonical_rsi", "strict"])
def test_scores_agree_on_every_candle(
    case: tuple[pd.DataFrame, pd.DataFrame, str],
    name: str,
    canonical: ScoringProfile,
    with_rsi: ScoringProfile,
    strict: ScoringProfile,
) -> None:
    candles, golden, timeframe = case
    profile = {"canonical": canonical, "canonical_rsi": with_rsi, "strict": strict}[name]

    scored = _scored(candles, golden, timeframe, profile)

    for column in ("score", "class", "regime", "entry"):
        _same(scored[f"enygma_{column}"], golden[f"{name}_{column}"])
    _same(scored["enygma_confluence"], _votes_with_the_score(golden, name))
    # the reference gives percentages with three decimals
    np.testing.assert_allclose(
        scored["enygma_confluence_pct"], golden[f"{name}_confluence"], atol=1e-3
    )
    np.testing.assert_allclose(scored["enygma_confidence"], golden[f"{name}_confidence"], atol=1e-9)
    for gate, parts in GATES.items():
        passed = np.logical_and.reduce([golden[f"{name}_gate_{part}"] for part in parts])
        _same(scored[f"enygma_gate_{gate}"], passed)


def test_the_strict_profile_crosses_where_the_reference_does(
    case: tuple[pd.DataFrame, pd.DataFrame, str], strict: ScoringProfile
) -> None:
    candles, golden, timeframe = case

    scored = _scored(candles, golden, timeframe, strict)

    _same(scored["enygma_gate_cross"], golden["strict_gate_cross"])


def test_points_agree_on_every_candle(
    case: tuple[pd.DataFrame, pd.DataFrame, str], with_rsi: ScoringProfile
) -> None:
    candles, golden, timeframe = case

    scored = _scored(candles, golden, timeframe, with_rsi)

    for name in INDICATORS:
        _same(scored[f"enygma_points_{name}"], golden[f"points_{name.upper()}"])


def _scored(
    candles: pd.DataFrame, golden: pd.DataFrame, timeframe: str, profile: ScoringProfile
) -> pd.DataFrame:
    """The scored rows that the reference has; it begins after its warm-up."""
    scored = score_candles(candles, timeframe, profile).set_index("date")
    return scored.loc[golden["date"]]


def _votes_with_the_score(golden: pd.DataFrame, name: str) -> np.ndarray:
    score = golden[f"{name}_score"]
    against = np.where(score < 0, golden[f"{name}_bear"], 0)
    return np.where(score > 0, golden[f"{name}_bull"], against)


def _same(ours: pd.Series, theirs: pd.Series | np.ndarray) -> None:
    np.testing.assert_array_equal(ours.to_numpy(), np.asarray(theirs))
