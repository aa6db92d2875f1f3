"""Order books count the base currency, so simulated fills walk them correctly."""

import pytest

from enygma.exchange.kucoin import Kucoin

PAIR = "BTC/USDT:USDT"


def test_sizes_are_contracts_times_their_multiplier(exchange: Kucoin) -> None:
    raw = exchange._api.fetch_l2_order_book(PAIR, 20)
    book = exchange.fetch_l2_order_book(PAIR, 20)
    for side in ("bids", "asks"):
        assert [price for price, _ in book[side]] == [price for price, *_ in raw[side]]
        assert [size for _, size in book[side]] == pytest.approx(
            [lots * 0.001 for _, lots, *_ in raw[side]]
        )


@pytest.mark.parametrize(("limit", "most"), [(1, 20), (20, 20), (50, 100), (100, 100)])
def test_a_depth_that_exists_is_asked_for(exchange: Kucoin, limit: int, most: int) -> None:
    book = exchange.fetch_l2_order_book(PAIR, limit)
    assert limit <= len(book["bids"]) <= most


def test_a_large_market_order_pays_the_average_of_the_levels_it_takes(exchange: Kucoin) -> None:
    asks = exchange.fetch_l2_order_book(PAIR, 20)["asks"]
    (first, size), (second, more) = asks[0], asks[1]
    amount = size + more / 2
    order = exchange.create_order(
        pair=PAIR, ordertype="market", side="buy", amount=amount, rate=first, leverage=3
    )
    expected = (first * size + second * more / 2) / amount
    assert order["average"] == pytest.approx(expected, abs=0.1)
    assert order["fee"]["rate"] == pytest.approx(0.0006)


def test_tickers_carry_price_and_turnover(exchange: Kucoin) -> None:
    tickers = exchange.get_tickers()
    assert set(tickers) == set(exchange.markets)
    for ticker in tickers.values():
        assert ticker["last"] > 0
        assert ticker["quoteVolume"] > 0


def test_a_single_ticker_has_both_sides(exchange: Kucoin) -> None:
    ticker = exchange.fetch_ticker(PAIR)
    assert 0 < ticker["bid"] < ticker["ask"]
