"""Unmodified ccxt reads everything public from the sandbox."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import ccxt
import numpy as np
import pytest

from enygma.sandbox import RunningSandbox
from enygma.sandbox.market import GRANULARITIES, Market

PAIR = "BTC/USDT:USDT"
MINUTE_MS = 60_000
DAY_MS = 86_400_000
TIMEFRAMES = dict(
    zip(
        ("1m", "5m", "15m", "30m", "1h", "2h", "4h", "8h", "12h", "1d", "1w"),
        GRANULARITIES,
        strict=True,
    )
)


@pytest.fixture(scope="module")
def exchange(
    still_sandbox: RunningSandbox, ccxt_options: Callable[..., dict[str, Any]], now_ms: int
) -> Iterator[Any]:
    client = ccxt.kucoin(ccxt_options(still_sandbox.url))
    client.milliseconds = lambda: now_ms  # type: ignore[method-assign] # the sandbox's time
    client.load_markets()
    yield client
    client.close()


def test_markets_are_linear_swaps_with_the_contract_terms(exchange: Any, market: Market) -> None:
    assert set(exchange.markets) == {contract.pair for contract in market.contracts}
    for contract in market.contracts:
        listed = exchange.market(contract.pair)
        assert listed["id"] == contract.symbol
        assert (listed["swap"], listed["linear"], listed["active"]) == (True, True, True)
        assert listed["contractSize"] == float(contract.multiplier)
        assert listed["precision"]["price"] == float(contract.tick_size)
        assert listed["limits"]["leverage"]["max"] == contract.max_leverage
        assert (listed["maker"], listed["taker"]) == (0.0002, 0.0006)


def test_default_options_load_markets_although_there_is_no_spot(
    still_sandbox: RunningSandbox, ccxt_options: Callable[..., dict[str, Any]], market: Market
) -> None:
    options = ccxt_options(still_sandbox.url)
    client = ccxt.kucoin({"urls": options["urls"], "rateLimit": 1})

    assert len(client.load_markets()) == len(market.contracts)


def test_tiers_rise_in_notional_and_maintenance_margin(exchange: Any) -> None:
    tiers = exchange.fetch_market_leverage_tiers(PAIR)

    assert tiers[0]["minNotional"] == 0
    assert all(low["maxNotional"] == high["minNotional"] for low, high in pairwise(tiers))
    margins = [tier["maintenanceMarginRate"] for tier in tiers]
    assert margins == sorted(margins)


@pytest.mark.parametrize(("timeframe", "minutes"), TIMEFRAMES.items())
def test_candles_of_every_timeframe_are_the_markets(
    exchange: Any, market: Market, now_ms: int, timeframe: str, minutes: int
) -> None:
    found = np.array(exchange.fetch_ohlcv(PAIR, timeframe, limit=50))

    start_ms = now_ms - 51 * minutes * MINUTE_MS
    expected = market.candles("XBTUSDTM", minutes, start_ms, now_ms + 1, now_ms)
    assert found[-1, 0] == expected.ms[-1]
    np.testing.assert_array_equal(found[:, 0], expected.ms[-len(found) :])
    np.testing.assert_allclose(found[:, 4], expected.close[-len(found) :])
    np.testing.assert_allclose(found[:, 5], expected.volume[-len(found) :])


def test_pages_of_candles_have_neither_gap_nor_overlap(exchange: Any, now_ms: int) -> None:
    step_ms, since_ms = 5 * MINUTE_MS, now_ms - 5 * DAY_MS
    since_ms -= since_ms % step_ms
    found: list[int] = []

    while since_ms <= now_ms:
        page = exchange.fetch_ohlcv(PAIR, "5m", since=since_ms, limit=200)
        found += [row[0] for row in page]
        since_ms = page[-1][0] + step_ms

    assert len(found) == 5 * 288 + 1
    assert set(np.diff(found)) == {step_ms}


def test_mark_and_index_candles_carry_their_own_prices(
    exchange: Any, market: Market, now_ms: int
) -> None:
    since_ms = now_ms - now_ms % DAY_MS
    mark = exchange.fetch_mark_ohlcv(PAIR, "1h", since=since_ms, limit=5)
    index = exchange.fetch_index_ohlcv(PAIR, "1h", since=since_ms, limit=5)

    bounds = ("XBTUSDTM", 60, since_ms, since_ms + 5 * 3_600_000, now_ms)
    np.testing.assert_allclose([row[2] for row in mark], market.mark_candles(*bounds).high)
    np.testing.assert_allclose([row[1] for row in index], market.index_candles(*bounds).open)
    assert [row[0] for row in mark] == [row[0] for row in index]


def test_funding_rate_names_the_next_settlement(exchange: Any, now_ms: int) -> None:
    rate = exchange.fetch_funding_rate(PAIR)

    assert 0 < rate["fundingTimestamp"] - now_ms <= DAY_MS / 3
    assert rate["interval"] == "8h"
    assert set(exchange.fetch_funding_rates()) == set(exchange.markets)


def test_funding_history_gives_the_newest_100_and_pages_by_until(
    exchange: Any, now_ms: int
) -> None:
    newest = exchange.fetch_funding_rate_history(PAIR, since=now_ms - 55 * DAY_MS)
    older = exchange.fetch_funding_rate_history(
        PAIR, since=now_ms - 55 * DAY_MS, params={"until": newest[0]["timestamp"] - 1}
    )

    assert len(newest) == 100
    times = [row["timestamp"] for row in older + newest]
    assert set(np.diff(times)) == {DAY_MS // 3}
    assert len(times) == 55 * 3


def test_tickers_of_all_contracts_carry_the_last_price(
    exchange: Any, market: Market, now_ms: int
) -> None:
    tickers = exchange.fetch_tickers()

    for contract in market.contracts:
        prices = market.prices(contract.symbol, now_ms)
        assert tickers[contract.pair]["last"] == pytest.approx(prices.last)
    single = exchange.fetch_ticker(PAIR)
    assert single["bid"] < single["ask"]


@pytest.mark.parametrize("limit", [20, 100, None])
def test_order_book_is_sorted_and_not_crossed(exchange: Any, limit: int | None) -> None:
    book = exchange.fetch_order_book(PAIR, limit)

    bids, asks = [row[0] for row in book["bids"]], [row[0] for row in book["asks"]]
    assert bids == sorted(bids, reverse=True)
    assert asks == sorted(asks)
    assert bids[0] < asks[0]
    assert len(bids) == (limit or 100)


def test_trades_time_and_status_are_read(exchange: Any, now_ms: int) -> None:
    trades = exchange.fetch_trades(PAIR)

    assert 0 < len(trades) <= 100
    assert all(trade["timestamp"] <= now_ms for trade in trades)
    assert exchange.fetch_time() == now_ms
    assert exchange.fetch_status()["status"] == "ok"
    mark = exchange.fetch_mark_price(PAIR)["markPrice"]
    assert mark == pytest.approx(exchange.fetch_ticker(PAIR)["last"], rel=0.02)


def test_unknown_symbol_is_refused(exchange: Any) -> None:
    with pytest.raises(ccxt.ExchangeError, match="Contract parameter invalid"):
        exchange.futuresPublicGetTicker({"symbol": "NOPEUSDTM"})
