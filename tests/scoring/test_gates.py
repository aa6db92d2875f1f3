"""Each gate lets in what it should, on the side of the score."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.scoring import GATES, PROFILES
from enygma.scoring.gates import Evidence, Gates, pass_gates
from enygma.scoring.volatility import HIGH, LOW, MEDIUM

CANONICAL, STRICT = PROFILES["canonical"].gates, PROFILES["strict"].gates
GOOD: dict[str, Any] = {
    "score": [90],
    "regimes": [MEDIUM],
    "confluence": [6],
    "confluence_pct": [54.5],
    "confidence": [95],
    "trend": [1],
}
TYPES = {
    "score": np.int16,
    "regimes": np.uint8,
    "confluence": np.int16,
    "confluence_pct": np.float64,
    "confidence": np.int16,
    "trend": np.int8,
}


def _passed(gates: Gates, **evidence: list[Any]) -> dict[str, list[bool]]:
    given_evidence = GOOD | evidence
    rows = len(given_evidence["score"])
    columns = {
        name: np.array((given_evidence[name] * rows)[:rows], dtype) for name, dtype in TYPES.items()
    }
    out = np.empty((len(GATES), rows), bool)
    pass_gates(gates, Evidence(**columns), out)
    return dict(zip(GATES, out.tolist(), strict=True))


def test_a_good_candle_passes_every_gate() -> None:
    for gates in (CANONICAL, STRICT):
        assert all(passed == [True] for passed in _passed(gates).values())


@pytest.mark.parametrize(
    ("gate", "gates", "evidence", "lets_in"),
    [
        ("threshold", CANONICAL, {"score": [75]}, True),
        ("threshold", CANONICAL, {"score": [74]}, False),
        ("threshold", CANONICAL, {"score": [-75]}, True),
        ("threshold", CANONICAL, {"score": [84], "regimes": [HIGH]}, False),
        ("threshold", CANONICAL, {"score": [85], "regimes": [HIGH]}, True),
        ("threshold", CANONICAL, {"score": [75], "regimes": [LOW]}, True),
        ("threshold", STRICT, {"score": [79]}, False),
        ("threshold", STRICT, {"score": [80]}, True),
        ("dead_zone", CANONICAL, {"score": [20]}, True),
        ("dead_zone", CANONICAL, {"score": [-19]}, False),
        ("confluence", CANONICAL, {"confluence": [3]}, False),
        ("confluence", CANONICAL, {"confluence": [4], "confluence_pct": [50.0]}, True),
        ("confluence", CANONICAL, {"confluence": [5], "confluence_pct": [45.5]}, False),
        ("confidence", CANONICAL, {"confidence": [85]}, True),
        ("confidence", CANONICAL, {"confidence": [84]}, False),
        ("confidence", STRICT, {"confidence": [90]}, True),
        ("confidence", STRICT, {"confidence": [89]}, False),
        ("trend", CANONICAL, {"trend": [-1]}, False),
        ("trend", CANONICAL, {"trend": [0]}, False),
        ("trend", CANONICAL, {"score": [-90], "trend": [-1]}, True),
        ("trend", CANONICAL, {"score": [0], "trend": [0]}, False),
        ("band", CANONICAL, {"score": [125]}, True),
        ("band", CANONICAL, {"score": [126]}, False),
        ("band", CANONICAL, {"score": [-220]}, False),
    ],
)
def test_a_gate_opens_at_its_bound(
    gate: str, gates: Gates, evidence: dict[str, list[Any]], lets_in: bool
) -> None:
    assert _passed(gates, **evidence)[gate] == [lets_in]


@pytest.mark.parametrize(
    ("before", "now", "lets_in"),
    [(79, 80, True), (80, 81, False), (-90, 80, True), (90, -80, True), (-80, -95, False)],
)
def test_the_strict_profile_asks_for_a_crossing_on_the_side_of_the_score(
    before: int, now: int, lets_in: bool
) -> None:
    assert _passed(STRICT, score=[before, now])["cross"][1] is lets_in
    assert _passed(CANONICAL, score=[before, now])["cross"] == [True, True]


def test_gates_that_are_off_let_everything_in() -> None:
    gates = Gates(require_trend=False, block_toxic_band=False, require_cross=False)

    passed = _passed(gates, score=[200], trend=[-1])

    assert passed["trend"] == passed["band"] == passed["cross"] == [True]


@settings(derandomize=True, deadline=None)
@given(
    score=st.lists(st.integers(-220, 220), min_size=1, max_size=20),
    regime=st.sampled_from([LOW, MEDIUM, HIGH]),
    trend=st.sampled_from([-1, 0, 1]),
    strict=st.booleans(),
)
def test_the_mirrored_market_passes_the_same_gates(
    score: list[int], regime: int, trend: int, strict: bool
) -> None:
    gates = STRICT if strict else CANONICAL
    mirrored = [-each for each in score]

    ours = _passed(gates, score=score, regimes=[regime], trend=[trend])

    assert ours == _passed(gates, score=mirrored, regimes=[regime], trend=[-trend])
