"""What any market shows follows from its minutes, and from none that is still to come."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.sandbox.market import (
    GRANULARITIES,
    Candles,
    FundingOutlook,
    MarketDataError,
    NoPriceError,
    SyntheticMarket,
    UnknownSymbolError,
)
from enygma.sandbox.market.candles import MINUTE_MS, Floats, Ints, aggregate
from enygma.sandbox.market.contract import KNOWN_CONTRACTS
from enygma.sandbox.market.kind import PriceKind
from enygma.sandbox.market.minute_market import WEEK_MS, MinuteMarket
from enygma.sandbox.market.noise import stream

DAY_MS = 86_400_000
SYMBOL = "XBTUSDTM"
WEEK = 2_900
BEGIN_MS = WEEK * WEEK_MS

Same = Callable[[Candles, Candles], None]


class TwistedMarket(MinuteMarket):
    """A random walk that depends on a seed of its own after a chosen moment."""

    def __init__(self, twist_ms: int, seed: int) -> None:
        self._twist_ms, self._seed = twist_ms, seed
        span = (BEGIN_MS, BEGIN_MS + WEEK_MS)
        super().__init__((KNOWN_CONTRACTS["BTC/USDT:USDT"],), {SYMBOL: span}, ())

    def predicted_funding(self, symbol: str, now_ms: int) -> FundingOutlook:
        return FundingOutlook(now_ms, 0.0, now_ms, 0.0)

    def _funding(self, symbol: str) -> tuple[Ints, Floats]:
        times = BEGIN_MS + 8 * 60 * MINUTE_MS * np.arange(21)
        return times, np.where(times > self._twist_ms, float(self._seed), 1.0)

    def _make_minutes(self, symbol: str, kind: PriceKind, week: int) -> Candles:
        ms = BEGIN_MS + MINUTE_MS * np.arange(10_080)
        known, unknown = (
            stream(seed, "walk").integers(-9, 10, (5, 10_080)) for seed in (0, self._seed)
        )
        steps = np.where(ms > self._twist_ms, unknown, known)
        close = 50_000.0 + np.cumsum(steps[0])
        opened = close - steps[1]
        high = np.maximum(opened, close) + np.abs(steps[2])
        low = np.minimum(opened, close) - np.abs(steps[3])
        volume = 10.0 * np.abs(steps[4])
        return Candles(ms, opened, high, low, close, volume, volume * close)


@given(offset=st.integers(60 * MINUTE_MS, WEEK_MS - 1), granularity=st.sampled_from(GRANULARITIES))
@settings(max_examples=60, deadline=None)
def test_nothing_that_happens_later_shows(offset: int, granularity: int) -> None:
    now_ms = BEGIN_MS + offset
    one, other = TwistedMarket(now_ms, 1), TwistedMarket(now_ms, 2)
    far = BEGIN_MS + 2 * WEEK_MS
    assert one.prices(SYMBOL, now_ms) == other.prices(SYMBOL, now_ms)
    for candles in (MinuteMarket.candles, MinuteMarket.mark_candles, MinuteMarket.index_candles):
        seen = candles(one, SYMBOL, granularity, 0, far, now_ms)
        twin = candles(other, SYMBOL, granularity, 0, far, now_ms)
        assert all(map(np.array_equal, seen.columns(), twin.columns()))
        assert seen.ms[-1] <= now_ms
    books = (one.book(SYMBOL, now_ms, 20), other.book(SYMBOL, now_ms, 20))
    np.testing.assert_array_equal(books[0].bids, books[1].bids)
    np.testing.assert_array_equal(books[0].asks, books[1].asks)
    tapes = [market.trades(SYMBOL, now_ms - 150_000, now_ms) for market in (one, other)]
    np.testing.assert_array_equal(tapes[0].prices, tapes[1].prices)
    np.testing.assert_array_equal(tapes[0].lots, tapes[1].lots)
    funded = [market.funding_rates(SYMBOL, 0, far, now_ms) for market in (one, other)]
    np.testing.assert_array_equal(funded[0], funded[1])


@given(st.integers(60 * MINUTE_MS, 28 * DAY_MS), st.sampled_from(GRANULARITIES))
@settings(max_examples=60, deadline=None)
def test_the_last_price_is_the_close_of_the_forming_candle(offset: int, granularity: int) -> None:
    market = SyntheticMarket(7, BEGIN_MS, BEGIN_MS + 30 * DAY_MS, ("BTC/USDT:USDT",))
    now_ms = BEGIN_MS + offset
    forming = market.candles(SYMBOL, granularity, now_ms - 8 * DAY_MS, now_ms + 1, now_ms)
    prices = market.prices(SYMBOL, now_ms)
    assert forming.close[-1] == prices.last
    assert forming.low[-1] <= prices.last <= forming.high[-1]
    mark = market.mark_candles(SYMBOL, granularity, now_ms - 8 * DAY_MS, now_ms + 1, now_ms)
    assert mark.close[-1] == prices.mark


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_the_forming_candle_ends_as_the_closed_one(
    market: SyntheticMarket, start_ms: int, granularity: int
) -> None:
    span = granularity * MINUTE_MS
    opened = (start_ms + 15 * DAY_MS) // span * span
    forming = market.candles("ETHUSDTM", granularity, opened, opened + 1, opened + span - 1)
    closed = market.candles("ETHUSDTM", granularity, opened, opened + 1, opened + span)
    for name in ("ms", "open", "high", "low", "volume"):
        np.testing.assert_array_equal(getattr(forming, name), getattr(closed, name))
    assert forming.close[0] == pytest.approx(closed.close[0], rel=1e-6)


def test_a_candle_appears_at_its_open_with_a_single_price(
    market: SyntheticMarket, start_ms: int
) -> None:
    now_ms = start_ms + 3 * DAY_MS
    newest = market.candles(SYMBOL, 30, now_ms - DAY_MS, now_ms + DAY_MS, now_ms)
    assert newest.ms[-1] == now_ms
    assert newest.open[-1] == newest.high[-1] == newest.low[-1] == newest.close[-1]
    assert len(newest) == 49


@pytest.mark.parametrize("granularity", GRANULARITIES[1:])
def test_every_granularity_is_the_aggregate_of_the_minutes(
    market: SyntheticMarket, start_ms: int, granularity: int
) -> None:
    end_ms = start_ms + 29 * DAY_MS
    minutes = market.candles("XRPUSDTM", 1, start_ms, end_ms, end_ms + DAY_MS)
    coarse = market.candles("XRPUSDTM", granularity, start_ms, end_ms, end_ms + DAY_MS)
    whole = aggregate(minutes, granularity).between(int(coarse.ms[0]), int(coarse.ms[-1]))
    coarse = coarse.take(np.isin(coarse.ms, whole.ms))
    for name in ("ms", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(coarse, name), getattr(whole, name))


def test_a_window_cut_in_two_shows_the_same_candles(
    market: SyntheticMarket, start_ms: int, same: Same
) -> None:
    end_ms, middle = start_ms + 25 * DAY_MS, start_ms + 11 * DAY_MS + 17 * MINUTE_MS
    whole = market.candles(SYMBOL, 15, start_ms, end_ms, end_ms)
    halves = [
        market.candles(SYMBOL, 15, start_ms, middle, end_ms),
        market.candles(SYMBOL, 15, middle, end_ms, end_ms),
    ]
    same(whole, Candles.join(halves))


def test_an_unknown_symbol_is_refused(market: SyntheticMarket) -> None:
    with pytest.raises(UnknownSymbolError, match="XBTUSDTM, ETHUSDTM, XRPUSDTM"):
        market.prices("BTCUSDTM", market.first_ms)


def test_a_granularity_the_exchange_lacks_is_refused(market: SyntheticMarket) -> None:
    with pytest.raises(MarketDataError, match="no candles of 3 minutes"):
        market.candles(SYMBOL, 3, market.first_ms, market.last_ms, market.last_ms)


def test_there_is_no_price_before_the_first_candle(market: SyntheticMarket) -> None:
    with pytest.raises(NoPriceError):
        market.prices(SYMBOL, market.first_ms - 1)


def test_after_the_last_candle_the_price_rests(market: SyntheticMarket) -> None:
    late = market.prices(SYMBOL, market.last_ms + DAY_MS)
    assert late == market.prices(SYMBOL, market.last_ms + 2 * DAY_MS)
    last_day = (market.last_ms - DAY_MS, market.last_ms)
    closes = market.candles(SYMBOL, 1, *last_day, market.last_ms + DAY_MS).close
    assert late.last == closes[-1]


def test_before_the_first_candle_there_is_nothing_to_see(market: SyntheticMarket) -> None:
    early = market.first_ms - 1
    for granularity in GRANULARITIES:
        assert not len(market.candles(SYMBOL, granularity, 0, market.last_ms, early))
    assert not len(market.trades(SYMBOL, 0, market.first_ms))
    assert not len(market.funding_rates(SYMBOL, 0, market.last_ms, early)[0])


def test_a_window_that_ends_before_it_begins_is_empty(market: SyntheticMarket) -> None:
    now_ms = market.first_ms + DAY_MS
    assert not len(market.candles(SYMBOL, 30, now_ms, now_ms - DAY_MS, now_ms))
    assert not len(market.trades(SYMBOL, now_ms, now_ms - DAY_MS))
