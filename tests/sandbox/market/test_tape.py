"""Trades add up to the candles they were made in."""

from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.sandbox.market import Candles, SyntheticMarket
from enygma.sandbox.market.candles import MINUTE_MS
from enygma.sandbox.market.tape import print_trades

DAY_MS = 86_400_000
tick_prices = st.integers(1, 100_000)


@st.composite
def minutes(draw: st.DrawFn) -> Candles:
    low, opened, closed, high = sorted(draw(st.tuples(*[tick_prices] * 4)))
    if draw(st.booleans()):
        opened, closed = closed, opened
    row = [np.array([price * 0.1]).round(1) for price in (opened, high, low, closed)]
    volume = np.array([float(draw(st.integers(0, 100_000)))])
    ms = np.array([draw(st.integers(0, 10**8)) * MINUTE_MS])
    return Candles(ms, row[0], row[1], row[2], row[3], volume, volume)


@given(minutes())
@settings(deadline=None)
def test_trades_of_a_minute_aggregate_to_its_candle(minute: Candles) -> None:
    trades = print_trades("XBTUSDTM", minute, Decimal("0.1"))
    assert trades.lots.sum() == minute.volume[0]
    if not len(trades):
        return
    assert trades.lots.min() >= 1
    assert np.all(np.diff(trades.ids) > 0)
    assert np.all(np.diff(trades.ms) >= 0)
    assert minute.ms[0] <= trades.ms[0]
    assert trades.ms[-1] < minute.ms[0] + MINUTE_MS
    assert trades.prices[0] == minute.open[0]
    assert minute.low[0] <= trades.prices.min()
    assert trades.prices.max() <= minute.high[0]
    assert set(trades.sides.tolist()) <= {1, -1}
    if minute.volume[0] >= 4:
        assert trades.prices.min() == minute.low[0]
        assert trades.prices.max() == minute.high[0]
        assert trades.prices[-1] == minute.close[0]


def test_trades_of_a_window_do_not_depend_on_how_it_is_asked_for(
    market: SyntheticMarket, start_ms: int
) -> None:
    begin, end = start_ms + 4 * DAY_MS + 31_000, start_ms + 4 * DAY_MS + 20 * MINUTE_MS
    middle = begin + 7 * MINUTE_MS + 12_345
    whole = market.trades("ETHUSDTM", begin, end)
    first, second = (market.trades("ETHUSDTM", *cut) for cut in ((begin, middle), (middle, end)))
    np.testing.assert_array_equal(whole.ids, np.concatenate((first.ids, second.ids)))
    np.testing.assert_array_equal(whole.lots, np.concatenate((first.lots, second.lots)))
    assert whole.ms[0] >= begin
    assert whole.ms[-1] < end


def test_volume_of_the_forming_candle_is_what_was_traded_so_far(
    market: SyntheticMarket, start_ms: int
) -> None:
    opened = start_ms + 2 * DAY_MS
    now_ms = opened + 7 * MINUTE_MS + 23_456
    forming = market.candles("XBTUSDTM", 30, opened, opened + 1, now_ms)
    assert forming.volume[0] == market.trades("XBTUSDTM", opened, now_ms + 1).lots.sum()
