"""Slices at price moves, one after the other (I-012)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk import load_settings
from custom_risk.exits import EXIT_POLICIES, ExitPolicy
from custom_risk.market import Market
from custom_risk.position import Position
from custom_risk.roi import Roi
from custom_risk.side import Side
from custom_risk.trade_view import TradeView

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
FEE = Decimal("0.0006")
TICK = Decimal("0.1")


def ladder(**section: Any) -> ExitPolicy:
    return EXIT_POLICIES["ladder"](
        load_settings({"exits": {"policy": "ladder", "ladder": section}})
    )


def view(move: Decimal, side: Side = Side.LONG, leverage: int = 6) -> TradeView:
    at = Position(side, Decimal(100), Decimal(leverage), Decimal(100), FEE, FEE)
    return TradeView.at(at, at.entry + side.sign * move, NOW, NOW)


def sold(original: str, remaining: str, move: str, side: Side = Side.LONG) -> str | None:
    found = ladder().slice_due(
        view(Decimal(move), side), Decimal(original), Decimal(remaining), Market(TICK, Decimal(1))
    )
    return f"{found.size.normalize():f} {found.tag}" if found else None


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("original", "remaining", "move", "expected"),
    [
        ("100", "100", "1.49", None),
        ("100", "100", "1.5", "40 ladder_move_1.5"),
        ("100", "60", "2.49", None),
        ("100", "60", "2.5", "30 ladder_move_2.5"),
        ("100", "30", "9", None),
        ("100", "100", "9", "40 ladder_move_1.5"),
        ("2", "2", "1.5", None),
        ("2", "2", "2.5", "1 ladder_move_2.5"),
        ("1", "1", "9", None),
    ],
)
def test_forty_percent_then_thirty_and_the_rest_stays(
    original: str, remaining: str, move: str, expected: str | None, side: Side
) -> None:
    assert sold(original, remaining, move, side) == expected


def test_a_jump_over_both_rungs_sells_them_one_after_the_other() -> None:
    assert sold("100", "100", "5") == "40 ladder_move_1.5"
    assert sold("100", "60", "5") == "30 ladder_move_2.5"


def test_a_slice_that_was_filled_in_part_is_completed_first() -> None:
    assert sold("100", "85", "5") == "25 ladder_move_1.5"


def test_nothing_is_sold_at_a_loss() -> None:
    costly = replace(view(Decimal(2)), roi=Roi(Decimal("-0.01")))
    found = ladder().slice_due(costly, Decimal(100), Decimal(100), Market(TICK, Decimal(1)))
    assert found is None
    assert ladder().first_level == Roi(Decimal(0))


lots = st.sampled_from([Decimal("0.001"), Decimal("0.01"), Decimal(1), Decimal(10)])
rungs = st.lists(st.integers(1, 60), min_size=1, max_size=6).filter(lambda each: sum(each) <= 100)
moves = st.lists(st.decimals(-5, 14, places=2), max_size=20)


@examples(max_examples=300)
@given(rungs, st.integers(1, 400), lots, st.integers(1, 125), moves)
def test_rungs_and_the_last_exit_sum_to_the_position_and_leave_no_part_of_a_lot(
    percents: list[int], count: int, lot: Decimal, leverage: int, path: list[Decimal]
) -> None:
    section = [{"move_pct": n + 1, "percent": each} for n, each in enumerate(percents)]
    policy, market = ladder(rungs=section), Market(TICK, lot)
    original = remaining = count * lot
    for move in path:
        found = policy.slice_due(view(move, leverage=leverage), original, remaining, market)
        if found is not None:
            assert found.size >= lot
            assert found.size % lot == 0
            assert move >= 1
            remaining -= found.size
        assert remaining == 0 or remaining >= lot
        assert original - remaining <= original * sum(percents) / 100


@examples(max_examples=200)
@given(st.integers(1, 400), lots, moves, st.data())
def test_no_rung_is_sold_before_the_one_below_it(
    count: int, lot: Decimal, path: list[Decimal], data: st.DataObject
) -> None:
    policy, market = ladder(), Market(TICK, lot)
    original = remaining = count * lot
    first = market.whole_lots(original * 40 / 100)
    for move in path:
        found = policy.slice_due(view(move), original, remaining, market)
        if found is not None and found.tag == "ladder_move_2.5":
            assert original - remaining >= first
        if found is not None and data.draw(st.booleans()):
            remaining -= found.size
