"""Which side of the order book weighs more, in points."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.scoring import PROFILES, ScoringError, dom_points, load_profile

PROFILE = PROFILES["canonical"]
LEVELS = st.lists(st.tuples(st.floats(1.0, 9.0), st.integers(0, 10_000).map(float)), max_size=12)


def _points(bid: float, ask: float) -> int:
    return dom_points([[99.0, bid]], [[101.0, ask]], PROFILE.order_book)


@pytest.mark.parametrize(
    ("bid", "ask", "points"),
    [
        (65.0, 35.0, 8),
        (66.0, 34.0, 15),
        (55.0, 45.0, 0),
        (56.0, 44.0, 8),
        (35.0, 65.0, -8),
        (34.0, 66.0, -15),
        (50.0, 50.0, 0),
        (1.0, 0.0, 15),
        (0.0, 1.0, -15),
        (0.65, 0.35, 8),
        (0.55, 0.45, 0),
    ],
)
def test_an_imbalance_must_exceed_its_level(bid: float, ask: float, points: int) -> None:
    assert _points(bid, ask) == points


@settings(derandomize=True, deadline=None)
@given(bids=LEVELS, asks=LEVELS)
def test_the_mirrored_book_has_the_points_with_the_sign_turned(
    bids: list[tuple[float, float]], asks: list[tuple[float, float]]
) -> None:
    points = dom_points(bids, asks, PROFILE.order_book)

    assert points == -dom_points(asks, bids, PROFILE.order_book)
    assert points in {-15, -8, 0, 8, 15}


def test_an_empty_book_says_nothing() -> None:
    assert dom_points([], [], PROFILE.order_book) == 0
    assert _points(0.0, 0.0) == 0


def test_only_the_first_ten_levels_count() -> None:
    bids = [[100.0 - level, 1.0] for level in range(10)]
    asks = [[101.0 + level, 1.0] for level in range(10)]

    assert dom_points([*bids, [1.0, 1e9]], asks, PROFILE.order_book) == 0


def test_more_than_price_and_amount_in_a_level_is_ignored() -> None:
    assert dom_points([[99.0, 3.0, 1_700_000_000]], [[101.0, 1.0, 7]], PROFILE.order_book) == 15


@pytest.mark.parametrize("amount", [-1.0, float("nan"), float("inf")])
def test_an_impossible_amount_is_refused(amount: float) -> None:
    with pytest.raises(ScoringError, match="ask with the amount"):
        _points(1.0, amount)


@pytest.mark.parametrize(
    ("rules", "points"), [({"enabled": False}, 0), ({"weight": 30}, 30), ({"max_points": 10}, 10)]
)
def test_its_weight_its_limit_and_its_switch_hold(rules: dict[str, int], points: int) -> None:
    profile = load_profile({"scoring": {"order_book": rules}}, {})

    assert dom_points([[99.0, 9.0]], [[101.0, 1.0]], profile.order_book) == points
