"""The first moment at which a price leaves a band agrees with the price at every millisecond."""

import itertools
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.sandbox.market import Band, PriceKind, ReplayMarket

MINUTE_MS = 60_000
DAY_MS = 86_400_000
SYMBOL = "XBTUSDTM"


def price(market, kind, moment_ms):
    return getattr(market.prices(SYMBOL, moment_ms), kind.value)


@settings(max_examples=120)
@given(
    after_ms=st.integers(0, 20 * DAY_MS),
    span_ms=st.integers(1, 1_500),
    kind=st.sampled_from(list(PriceKind)),
    room=st.tuples(st.floats(0.01, 30.0), st.floats(0.01, 30.0)),
)
def test_nothing_is_missed_between_two_moments(market, start_ms, after_ms, span_ms, kind, room):
    first = start_ms + after_ms
    now = price(market, kind, first)
    band = Band(now - room[0], now + room[1])
    moments = range(first + 1, first + span_ms + 1)
    expected = next((each for each in moments if band.leaves_out(price(market, kind, each))), None)
    assert market.first_exit(SYMBOL, {kind: band}, first, first + span_ms) == expected


@settings(max_examples=60)
@given(after_ms=st.integers(0, 13 * DAY_MS), room=st.floats(1.0, 900.0))
def test_a_long_search_finds_what_many_short_ones_find(market, start_ms, after_ms, room):
    first, end = start_ms + after_ms, start_ms + after_ms + DAY_MS // 2
    bands = {
        kind: Band(price(market, kind, first) - room, price(market, kind, first) + room)
        for kind in PriceKind
    }
    steps = [*range(first, end, 7 * MINUTE_MS + 13), end]
    found = (
        market.first_exit(SYMBOL, bands, one, other) for one, other in itertools.pairwise(steps)
    )
    expected = next((each for each in found if each is not None), None)
    assert market.first_exit(SYMBOL, bands, first, end) == expected


@settings(max_examples=60)
@given(after_ms=st.integers(0, 20 * DAY_MS), span_ms=st.integers(1, 10 * MINUTE_MS))
def test_the_first_trades_are_those_of_the_tape(market, start_ms, after_ms, span_ms):
    first = start_ms + after_ms
    band = Band(price(market, PriceKind.LAST, first) - 15.0, inf)
    tape = market.trades(SYMBOL, first + 1, first + span_ms + 1)
    outside = tape.take(np.flatnonzero(tape.prices <= band.low))
    found = market.first_trades(SYMBOL, band, first, first + span_ms)
    expected = outside.take(np.flatnonzero(outside.ms == outside.ms[0])) if len(outside) else ()
    assert len(found) == len(expected)
    if len(found):
        assert found.ids.tolist() == expected.ids.tolist()


def test_a_price_already_outside_leaves_at_once(market, start_ms):
    assert market.first_exit(SYMBOL, {PriceKind.MARK: Band(inf, inf)}, start_ms, start_ms + 9) == (
        start_ms + 1
    )


@pytest.mark.parametrize("minutes", [1, 3 * 1_440])
def test_a_price_rests_in_a_gap_of_a_recording(write_feather, start_ms, minutes):
    """Candles with a hole, across the end of a week too: the price stays where it was."""
    week_ms = 7 * DAY_MS
    first = -(-start_ms // week_ms) * week_ms - 60 * MINUTE_MS
    opens = first + MINUTE_MS * np.concatenate((np.arange(60), 60 + minutes + np.arange(60)))
    prices = np.concatenate((np.full(60, 50_000.0), np.full(60, 51_000.0)))
    folder = write_feather(
        "BTC_USDT_USDT-1m-futures.feather",
        date=opens,
        open=prices,
        high=prices,
        low=prices,
        close=prices,
        volume=np.full(120, 5.0),
    ).parents[1]
    market = ReplayMarket([folder], ["BTC/USDT:USDT"])
    end = int(opens[-1])
    jump = {PriceKind.LAST: Band(-inf, 50_500.0)}
    assert market.first_exit(SYMBOL, jump, first, end) == int(opens[60])
    stay = {PriceKind.LAST: Band(50_000.0, inf)}
    middle = first + 59 * MINUTE_MS + 90_000
    assert market.first_exit(SYMBOL, stay, middle, end) == middle + 1
