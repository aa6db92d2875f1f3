"""The synthetic market is a function of its seed, and plausible for years."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.sandbox.market import Candles, MarketDataError, SyntheticMarket
from enygma.sandbox.market.hours import market_hours, pair_hours
from enygma.sandbox.market.profile import DEFAULT_PAIRS, PROFILES

DAY_MS = 86_400_000
SYMBOLS = ("XBTUSDTM", "ETHUSDTM", "XRPUSDTM")

Same = Callable[[Candles, Candles], None]


def test_the_same_seed_gives_the_same_market(
    market: SyntheticMarket, start_ms: int, same: Same
) -> None:
    twin = SyntheticMarket(7, market.first_ms, market.last_ms, tuple(PROFILES))
    end_ms = start_ms + 20 * DAY_MS
    for symbol in SYMBOLS:
        for view in (SyntheticMarket.candles, SyntheticMarket.mark_candles):
            same(
                view(market, symbol, 30, start_ms, end_ms, end_ms),
                view(twin, symbol, 30, start_ms, end_ms, end_ms),
            )
        funded = [one.funding_rates(symbol, 0, end_ms, end_ms) for one in (market, twin)]
        np.testing.assert_array_equal(funded[0], funded[1])


def test_another_seed_gives_another_market(market: SyntheticMarket, start_ms: int) -> None:
    other = SyntheticMarket(8, market.first_ms, market.last_ms, ("BTC/USDT:USDT",))
    end_ms = start_ms + DAY_MS
    mine, its = (one.candles("XBTUSDTM", 5, start_ms, end_ms, end_ms) for one in (market, other))
    assert not np.any(mine.close == its.close)


@given(earlier=st.integers(0, 400), later=st.integers(0, 400))
@settings(max_examples=8, deadline=None)
def test_neither_start_nor_end_of_the_range_alters_a_candle(earlier: int, later: int) -> None:
    start_ms = 1_749_945_600_000
    end_ms = start_ms + 10 * DAY_MS
    narrow = SyntheticMarket(7, start_ms, end_ms, ("ETH/USDT:USDT",))
    wide = SyntheticMarket(
        7, start_ms - earlier * DAY_MS, end_ms + later * DAY_MS, ("ETH/USDT:USDT",)
    )
    for view in (SyntheticMarket.candles, SyntheticMarket.index_candles):
        one = view(narrow, "ETHUSDTM", 15, start_ms, end_ms, end_ms)
        other = view(wide, "ETHUSDTM", 15, start_ms, end_ms, end_ms)
        assert all(map(np.array_equal, one.columns(), other.columns()))
    rates = [one.funding_rates("ETHUSDTM", start_ms, end_ms, end_ms) for one in (narrow, wide)]
    np.testing.assert_array_equal(rates[0], rates[1])


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize("kind", ["candles", "mark_candles", "index_candles"])
def test_candles_are_sound_and_on_the_tick(market: SyntheticMarket, symbol: str, kind: str) -> None:
    view = getattr(market, kind)
    candles = view(symbol, 1, market.first_ms, market.last_ms, market.last_ms)
    assert len(candles) == 30 * 1440
    assert np.all(candles.low <= np.minimum(candles.open, candles.close))
    assert np.all(candles.high >= np.maximum(candles.open, candles.close))
    contract = market.contract(symbol)
    tick = float(contract.tick_size if kind == "candles" else contract.index_tick_size)
    for prices in (candles.open, candles.high, candles.low, candles.close):
        np.testing.assert_allclose(prices / tick, np.rint(prices / tick), rtol=1e-12)
    np.testing.assert_array_equal(candles.volume, np.rint(candles.volume))
    assert np.all(candles.volume > 0 if kind == "candles" else candles.volume == 0)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_turnover_is_volume_at_prices_of_the_candle(market: SyntheticMarket, symbol: str) -> None:
    candles = market.candles(symbol, 1, market.first_ms, market.last_ms, market.last_ms)
    worth = candles.turnover / (candles.volume * float(market.contract(symbol).multiplier))
    assert np.all((worth >= candles.low * (1 - 1e-12)) & (worth <= candles.high * (1 + 1e-12)))


def test_mark_stays_near_last_and_index_within_the_premium(market: SyntheticMarket) -> None:
    window = (market.first_ms, market.last_ms, market.last_ms)
    last = market.candles("ETHUSDTM", 1, *window)
    mark = market.mark_candles("ETHUSDTM", 1, *window)
    index = market.index_candles("ETHUSDTM", 1, *window)
    assert np.abs(np.log(mark.close / last.close)).max() < 0.005
    assert np.abs(np.log(index.close / mark.close)).max() < 0.02


def test_weeks_meet_without_a_break(market: SyntheticMarket) -> None:
    candles = market.candles("XBTUSDTM", 1, market.first_ms, market.last_ms, market.last_ms)
    seams = np.flatnonzero(candles.ms % (7 * DAY_MS) == 0)
    moves = np.log(candles.open[seams] / candles.close[seams - 1])
    assert len(seams) >= 4
    assert np.abs(moves).max() < 0.001


def test_funding_settles_every_eight_hours_and_follows_the_premium(
    market: SyntheticMarket,
) -> None:
    end_ms = market.last_ms
    times, rates = market.funding_rates("XBTUSDTM", market.first_ms, end_ms, end_ms)
    assert len(times) == 90
    assert not np.any(times % (8 * 3_600_000))
    assert np.abs(rates).max() <= 0.003
    last = market.candles("XBTUSDTM", 480, market.first_ms, end_ms, end_ms)
    index = market.index_candles("XBTUSDTM", 480, market.first_ms, end_ms, end_ms)
    premium = last.close / index.close - 1.0
    assert np.corrcoef(premium[:-1], rates[1:])[0, 1] > 0.5


def test_the_predicted_rate_becomes_the_settled_one(market: SyntheticMarket) -> None:
    settles = market.first_ms + 5 * DAY_MS
    before = market.predicted_funding("XBTUSDTM", settles - 1)
    after = market.predicted_funding("XBTUSDTM", settles)
    assert before.next_ms == settles == after.settled_ms
    assert before.predicted_rate == after.settled_rate
    assert after.next_ms == settles + 8 * 3_600_000


def test_prices_stay_plausible_for_ten_years_whatever_the_seed() -> None:
    for seed in range(25):
        shared = market_hours(seed, 10 * 365 * 24)
        for pair in DEFAULT_PAIRS:
            level = pair_hours(seed, PROFILES[pair], shared).level
            assert np.exp(np.abs(level - np.log(PROFILES[pair].centre)).max()) < 60.0
            if pair == "BTC/USDT:USDT":
                assert 10_000.0 < np.exp(level.min()) < np.exp(level.max()) < 500_000.0


@pytest.mark.parametrize(
    ("pairs", "days", "message"),
    [
        (("PEPE/USDT:USDT",), 10, "no synthetic market for 'PEPE/USDT:USDT'"),
        ((), 10, "at least one pair"),
        (("BTC/USDT:USDT",), 0, "must end after it begins"),
        (("BTC/USDT:USDT",), -5, "must end after it begins"),
    ],
)
def test_a_market_that_cannot_be_is_refused(
    pairs: tuple[str, ...], days: int, message: str, start_ms: int
) -> None:
    with pytest.raises(MarketDataError, match=message):
        SyntheticMarket(1, start_ms, start_ms + days * DAY_MS, pairs)


def test_a_market_before_2020_is_refused() -> None:
    with pytest.raises(MarketDataError, match="2020-01-02"):
        SyntheticMarket(1, 1_500_000_000_000, 1_700_000_000_000)
