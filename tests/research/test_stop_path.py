"""The staircase of a stop, walked again."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custom_risk.configuration import load_settings
from custom_risk.stops import STOP_POLICIES
from custom_risk.trade_view import TradeView
from enygma.research.stop_path import Source, stop_path

if TYPE_CHECKING:
    import pandas as pd

    from custom_risk.position import Position
    from custom_risk.signal import Signal

START = datetime(2025, 10, 1, tzinfo=UTC)


class TwoSteps:
    """A policy that locks a price once the market has been beyond another."""

    def __init__(self, reached: str, stop: str) -> None:
        self._reached, self._stop = Decimal(reached), Decimal(stop)

    def first_stop(self, position: Position, signal: Signal) -> Decimal:
        return position.entry * (1 - position.side.sign * Decimal("0.1"))

    def stop_price(self, view: TradeView) -> Decimal:
        position = view.position
        sign = position.side.sign
        earned = sign * (view.price - self._reached) >= 0
        return self._stop if earned else position.entry * (1 - sign * Decimal("0.1"))


def candles(prices: list[tuple[float, float]]) -> pd.DataFrame:
    """Half-hour candles with these highs and lows, from 2025-10-01."""
    import pandas as pd

    dates = pd.date_range("2025-10-01", periods=len(prices), freq="30min", tz="UTC")
    return pd.DataFrame(
        {"date": dates, "high": [high for high, _ in prices], "low": [low for _, low in prices]}
    )


def trade_over(frame: pd.DataFrame, *, short: bool, first: float, last: float) -> dict[str, Any]:
    """A trade from 100 that lived through all of the candles."""
    times = frame["date"].dt.as_unit("ms").astype("int64")
    enters = {"ft_is_entry": True, "amount": 1.0, "order_filled_timestamp": int(times.iloc[0])}
    leaves = {"ft_is_entry": False, "amount": 1.0, "order_filled_timestamp": int(times.iloc[-1])}
    return {
        "is_short": short,
        "open_rate": 100.0,
        "amount": 1.0,
        "leverage": 6.0,
        "fee_open": 0.0006,
        "fee_close": 0.0006,
        "initial_stop_loss_abs": first,
        "stop_loss_abs": last,
        "open_timestamp": int(times.iloc[0]),
        "close_timestamp": int(times.iloc[-1]),
        "orders": [enters, leaves],
    }


@pytest.mark.parametrize(
    ("short", "prices", "policy", "first", "last"),
    [
        (False, [(101, 100), (106, 102), (104, 103)], TwoSteps("105", "102.5"), 90.0, 102.5),
        (True, [(100, 99), (98, 94), (97, 96)], TwoSteps("95", "97.5"), 110.0, 97.5),
    ],
)
def test_the_stop_steps_in_the_candle_that_earned_it(
    *,
    short: bool,
    prices: list[tuple[float, float]],
    policy: TwoSteps,
    first: float,
    last: float,
) -> None:
    frame = candles(prices)
    trade = trade_over(frame, short=short, first=first, last=last)
    steps = stop_path(trade, frame, policy)
    assert steps.source is Source.REPLAYED
    assert steps.prices == [first, last, last]
    assert steps.times_ms == [
        trade["open_timestamp"],
        trade["open_timestamp"] + 30 * 60_000,
        trade["close_timestamp"],
    ]


def test_a_stop_that_was_touched_does_not_move_any_more() -> None:
    frame = candles([(101, 100), (106, 89)])
    trade = trade_over(frame, short=False, first=90.0, last=90.0)
    steps = stop_path(trade, frame, TwoSteps("105", "102.5"))
    assert steps.prices == [90.0, 90.0]
    assert steps.source is Source.REPLAYED


def test_a_replay_that_ends_elsewhere_is_not_shown_as_one() -> None:
    frame = candles([(101, 100), (106, 102), (104, 103)])
    trade = trade_over(frame, short=False, first=90.0, last=101.0)
    steps = stop_path(trade, frame, TwoSteps("105", "102.5"))
    assert steps.source is Source.ENDS
    assert steps.prices == [90.0, 101.0]


@pytest.mark.parametrize("name", ["atr", "percent", "dynamic"])
def test_a_policy_that_needs_the_entrys_signal_shows_the_known_ends(name: str) -> None:
    frame = candles([(101, 100), (106, 102), (104, 103)])
    trade = trade_over(frame, short=False, first=90.0, last=101.0)
    steps = stop_path(trade, frame, STOP_POLICIES[name](load_settings({})))
    assert steps.source is Source.ENDS
    assert steps.prices == [90.0, 101.0]


@given(
    st.lists(st.floats(0.985, 1.015), min_size=2, max_size=40),
    st.booleans(),
    st.sampled_from(["roi_staircase", "ladder"]),
)
@settings(max_examples=100, deadline=None)
def test_the_staircase_never_moves_back(moves: list[float], short: bool, name: str) -> None:
    price, prices = 100.0, []
    for move in moves:
        after = price * move
        prices.append((max(price, after) * 1.001, min(price, after) * 0.999))
        price = after
    frame = candles(prices)
    side = -1 if short else 1
    risk = load_settings({})
    policy = STOP_POLICIES[name](risk)
    trade = trade_over(frame, short=short, first=100 * (1 - side * 0.0098), last=0.0)
    steps = stop_path(trade | {"stop_loss_abs": policy_end(trade, frame, policy)}, frame, policy)
    assert steps.source is Source.REPLAYED
    assert all(side * (after - before) >= 0 for before, after in pairwise(steps.prices))


def policy_end(trade: dict[str, Any], frame: pd.DataFrame, policy: Any) -> float:
    """Where a plain walk over the candles leaves the stop."""
    from custom_risk.position import Position
    from custom_risk.side import Side

    side = Side.SHORT if trade["is_short"] else Side.LONG
    position = Position(
        side=side,
        entry=Decimal(100),
        leverage=Decimal(6),
        size=Decimal(1),
        fee_open=Decimal("0.0006"),
        fee_close=Decimal("0.0006"),
    )
    stop = trade["initial_stop_loss_abs"]
    for high, low in zip(frame["high"], frame["low"], strict=True):
        best, worst = (low, high) if trade["is_short"] else (high, low)
        if side.sign * (worst - stop) <= 0:
            break
        price = Decimal(repr(best))
        wanted = float(policy.stop_price(TradeView.at(position, price, START, START)))
        stop = max(stop, wanted) if side is Side.LONG else min(stop, wanted)
    return float(stop)
