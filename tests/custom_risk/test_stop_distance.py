"""The one converter between a stop and what `custom_stoploss` returns, against freqtrade's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import pytest
from freqtrade.persistence import LocalTrade
from freqtrade.strategy import stoploss_from_absolute
from hypothesis import assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk.market import DECIMAL_PLACES, SIGNIFICANT_DIGITS, TICK_SIZE, step_of
from custom_risk.side import Side
from custom_risk.stop_distance import stop_at, stop_distance

MakeTrade = Callable[..., LocalTrade]


@dataclass(frozen=True)
class Precision:
    """A market's price precision, in one of ccxt's three modes."""

    mode: int
    value: Decimal

    def step(self, price: Decimal) -> Decimal:
        return step_of(self.value, self.mode, price)

    def snap(self, price: Decimal, *, up: bool) -> Decimal:
        """The price on the grid."""
        step = self.step(price)
        rounding = ROUND_CEILING if up else ROUND_FLOOR
        return (price / step).to_integral_value(rounding) * step


precisions = st.one_of(
    st.sampled_from(["0.1", "0.5", "0.25", "0.01", "0.0001", "0.00000001", "5", "0.000005"]).map(
        lambda tick: Precision(TICK_SIZE, Decimal(tick))
    ),
    st.integers(0, 8).map(lambda places: Precision(DECIMAL_PLACES, Decimal(places))),
    st.integers(4, 9).map(lambda digits: Precision(SIGNIFICANT_DIGITS, Decimal(digits))),
)
sides = st.sampled_from(Side)
leverages = st.integers(1, 125)
coarse = st.integers(200, 9_000_000)
"""A price in ticks."""
away = st.decimals("0.0000001", "0.3", places=7)
"""How far a stop is from the price, as a fraction of it."""


def price_on(precision: Precision, ticks: int) -> Decimal:
    if precision.mode == SIGNIFICANT_DIGITS:
        return precision.snap(Decimal(ticks) / 1000, up=False)
    return ticks * precision.step(Decimal(1))


def stop_beside(price: Decimal, precision: Precision, side: Side, fraction: Decimal) -> Decimal:
    """A stop on the grid on its side of the price, at least a tick from it."""
    up = side is Side.SHORT
    return precision.snap(price - side.sign * max(precision.step(price), price * fraction), up=up)


@examples(max_examples=400, deadline=None)
@given(precisions, sides, leverages, coarse, away)
def test_freqtrade_makes_the_very_stop_of_the_distance(
    make_trade: MakeTrade,
    precision: Precision,
    side: Side,
    leverage: int,
    ticks: int,
    fraction: Decimal,
) -> None:
    price = price_on(precision, ticks)
    stop = stop_beside(price, precision, side, fraction)
    assume(stop > 0)
    tick = precision.step(price)
    distance = stop_distance(stop, price, side, Decimal(leverage), tick)
    trade = make_trade(short=side is Side.SHORT, leverage=float(leverage), rate=float(price))
    trade.price_precision, trade.precision_mode_price = float(precision.value), precision.mode
    trade.adjust_stop_loss(float(price), distance, allow_refresh=True)
    assert trade.stop_loss == pytest.approx(float(stop), abs=float(tick) * 1e-3, rel=1e-13)
    assert side.sign * (price - Decimal(repr(trade.stop_loss))) > 0


@examples(max_examples=400, deadline=None)
@given(precisions, sides, leverages, coarse, away)
def test_asking_again_where_freqtrade_put_it_changes_nothing(
    make_trade: MakeTrade,
    precision: Precision,
    side: Side,
    leverage: int,
    ticks: int,
    fraction: Decimal,
) -> None:
    price = price_on(precision, ticks)
    stop = stop_beside(price, precision, side, fraction)
    assume(stop > 0)
    distance = stop_distance(stop, price, side, Decimal(leverage), precision.step(price))
    trade = make_trade(short=side is Side.SHORT, leverage=float(leverage), rate=float(price))
    trade.price_precision, trade.precision_mode_price = float(precision.value), precision.mode
    trade.adjust_stop_loss(float(price), distance, allow_refresh=True)
    first = trade.stop_loss
    trade.adjust_stop_loss(float(price), distance)
    assert trade.stop_loss == first


@examples(max_examples=400)
@given(precisions, sides, leverages, coarse, away)
def test_there_and_back_is_the_same_stop_within_a_tick_and_freqtrades_own_distance(
    precision: Precision, side: Side, leverage: int, ticks: int, fraction: Decimal
) -> None:
    price, times = price_on(precision, ticks), Decimal(leverage)
    stop = stop_beside(price, precision, side, fraction)
    tick = precision.step(price)
    distance = stop_distance(stop, price, side, times, tick)
    assert distance > 0
    assert abs(stop_at(distance, price, side, times) - stop) <= tick / 16
    plain = stoploss_from_absolute(float(stop), float(price), side is Side.SHORT, leverage)
    assert distance == pytest.approx(plain, abs=float(tick / 16 / price * times), rel=1e-9)
