"""The order book stands around the last price."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.sandbox.market import SyntheticMarket
from enygma.sandbox.market.ladder import draw_book

DAY_MS = 86_400_000


@given(
    now_ms=st.integers(1_600_000_000_000, 1_900_000_000_000),
    levels=st.integers(1, 200),
    ticks=st.integers(2, 2_000_000),
    tick=st.sampled_from(["0.1", "0.01", "0.001", "0.00001"]),
    flow=st.floats(0.0, 1e6),
)
@settings(deadline=None)
def test_a_book_is_sorted_on_ticks_whole_lots_and_never_crossed(
    now_ms: int, levels: int, ticks: int, tick: str, flow: float
) -> None:
    step = float(tick)
    book = draw_book(
        "XBTUSDTM", now_ms, levels, (ticks * step, (ticks + 1) * step), Decimal(tick), flow
    )
    assert np.all(np.diff(book.asks[:, 0]) > 0)
    assert np.all(np.diff(book.bids[:, 0]) < 0)
    assert book.bids[0, 0] < book.asks[0, 0]
    assert book.bids[:, 0].min() > 0
    for side in (book.bids, book.asks):
        np.testing.assert_allclose(side[:, 0] / step, np.rint(side[:, 0] / step), rtol=1e-9)
        assert np.all(side[:, 1] >= 1)
        np.testing.assert_array_equal(side[:, 1], np.rint(side[:, 1]))
    assert len(book.asks) == levels


@pytest.mark.parametrize("symbol", ["XBTUSDTM", "ETHUSDTM", "XRPUSDTM"])
def test_the_touch_of_the_book_is_the_best_bid_and_ask(
    market: SyntheticMarket, start_ms: int, symbol: str
) -> None:
    for minutes in range(0, 3000, 97):
        now_ms = start_ms + DAY_MS + minutes * 61_234
        prices, book = market.prices(symbol, now_ms), market.book(symbol, now_ms, 20)
        assert book.bids[0, 0] == prices.best_bid < prices.best_ask == book.asks[0, 0]
        assert prices.last in (prices.best_bid, prices.best_ask)


def test_depth_follows_volume() -> None:
    touch, tick = (100.0, 100.1), Decimal("0.1")
    quiet, busy = (draw_book("XBTUSDTM", 1, 50, touch, tick, flow) for flow in (100.0, 10_000.0))
    assert busy.bids[:, 1].sum() > 50 * quiet.bids[:, 1].sum()


def test_a_book_looks_the_same_whenever_it_is_asked_for(
    market: SyntheticMarket, start_ms: int
) -> None:
    twin = SyntheticMarket(7, start_ms, start_ms + 9 * DAY_MS, ("BTC/USDT:USDT",))
    now_ms = start_ms + 5 * DAY_MS + 12_345
    np.testing.assert_array_equal(
        market.book("XBTUSDTM", now_ms, 100).asks, twin.book("XBTUSDTM", now_ms, 100).asks
    )
