"""How much of the account was in the market."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.research.equity import day_drawdown
from enygma.research.exposure import exposure_curve

from .conftest import START, STEP, make_trade


def equity(values: list[float]) -> pd.Series:
    """The account at the closes of half-hour candles."""
    index = pd.DatetimeIndex([START + STEP * (row + 1) for row in range(len(values))])
    return pd.Series(values, index=index.as_unit("ns"))


def trade(first: int, last: int, **changes: Any) -> dict[str, Any]:
    """A trade of 1200 USDT notional from the open of one candle to that of another."""
    return make_trade("BTC/USDT:USDT", START + STEP * first, START + STEP * last, 100.0, 110.0) | (
        changes
    )


def test_the_notional_counts_at_the_entry_price_while_the_position_is_open() -> None:
    curve = exposure_curve(pd.DataFrame([trade(1, 3)]), equity([10_000.0] * 5))
    assert curve.tolist() == pytest.approx([0.0, 0.12, 0.12, 0.0, 0.0])


def test_positions_add_up_and_a_part_that_was_sold_is_gone() -> None:
    whole, part = trade(0, 4), trade(0, 4)
    half = dict(part["orders"][1], amount=6.0)
    early = half | {"order_filled_timestamp": int((START + STEP * 2).timestamp() * 1000)}
    part["orders"] = [part["orders"][0], early, half]
    curve = exposure_curve(pd.DataFrame([whole, part]), equity([10_000.0] * 6))
    assert curve.tolist() == pytest.approx([0.24, 0.24, 0.18, 0.18, 0.0, 0.0])


def test_without_trades_nothing_is_exposed() -> None:
    assert exposure_curve(pd.DataFrame([]), equity([10_000.0, 9_000.0])).tolist() == [0.0, 0.0]


@given(st.lists(st.floats(1.0, 1e6), min_size=1, max_size=120))
def test_the_fall_in_a_day_starts_afresh_every_day_and_is_never_above_the_whole(
    values: list[float],
) -> None:
    account = equity(values)
    fall = day_drawdown(account)
    days = pd.DatetimeIndex(account.index).floor("D")
    assert (fall <= 0).all()
    assert (fall[~days.duplicated()] == 0).all()
    assert (fall >= account / account.cummax() - 1.0 - 1e-12).all()
