"""Candles, funding and index series: windows, order, limits and pages."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from enygma.sandbox import ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market import GRANULARITIES, Market
from enygma.sandbox.server.candles import INTERVALS

Get = Callable[..., Any]
MINUTE_MS = 60_000
DAY_MS = 86_400_000
KLINE = "/api/v1/kline/query"
UNIFIED = "/api/ua/v1/market/kline"


def test_both_window_ends_are_included(get: Get, now_ms: int) -> None:
    start = now_ms - now_ms % MINUTE_MS - 10 * MINUTE_MS
    bounds = {"from": start, "to": start + 3 * MINUTE_MS}

    rows = get(KLINE, symbol="XBTUSDTM", granularity=1, **bounds)["data"]

    assert [row[0] for row in rows] == [start + minute * MINUTE_MS for minute in range(4)]


def test_oldest_candles_are_kept_from_a_start_and_newest_without_one(get: Get, now_ms: int) -> None:
    start = now_ms - now_ms % DAY_MS - 20 * DAY_MS
    from_start = get(KLINE, symbol="XBTUSDTM", granularity=5, **{"from": start})["data"]
    newest = get(KLINE, symbol="XBTUSDTM", granularity=5)["data"]

    assert (from_start[0][0], len(from_start)) == (start, 200)
    assert (newest[-1][0], len(newest)) == (now_ms - now_ms % (5 * MINUTE_MS), 200)


def test_window_before_the_first_candle_begins_with_it(get: Get, market: Market) -> None:
    rows = get(KLINE, symbol="XBTUSDTM", granularity=60, **{"from": 0})["data"]

    assert (rows[0][0], len(rows)) == (market.first_ms, 200)


def test_nothing_is_shown_that_has_not_happened(get: Get, now_ms: int) -> None:
    future = {"from": now_ms + DAY_MS, "to": now_ms + 2 * DAY_MS}

    assert get(KLINE, symbol="XBTUSDTM", granularity=1, **future)["data"] == []
    rows = get(KLINE, symbol="XBTUSDTM", granularity=1, to=now_ms + DAY_MS)["data"]
    assert rows[-1][0] <= now_ms


@pytest.mark.parametrize("limit", [1, 200, 500])
def test_candles_per_call_follow_the_option(
    market: Market, now_ms: int, ask: Any, limit: int
) -> None:
    options = ServerOptions(candle_limit=limit)
    with running_sandbox(market, SteppedClock(now_ms), options) as sandbox:
        address = f"{sandbox.url}{KLINE}?symbol=XBTUSDTM&granularity=1"
        assert len(ask(address)[1]["data"]) == limit
        assert len(ask(f"{address}&from=0")[1]["data"]) == limit


@pytest.mark.parametrize("limit", [0, 501])
def test_limit_that_kucoin_never_had_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="candle limit"):
        ServerOptions(candle_limit=limit)


@pytest.mark.parametrize(("interval", "minutes"), INTERVALS.items())
def test_unified_candles_are_the_same_newest_first(get: Get, interval: str, minutes: int) -> None:
    classic = get(KLINE, symbol="XBTUSDTM", granularity=minutes)["data"]
    unified = get(UNIFIED, symbol="XBTUSDTM", interval=interval, tradeType="FUTURES")["data"]

    assert minutes in GRANULARITIES
    rows = np.array(unified["list"], dtype=float)[: len(classic)][::-1]
    expected = np.array(classic)[-len(rows) :]
    np.testing.assert_allclose(rows[:, 0] * 1000, expected[:, 0])
    np.testing.assert_allclose(rows[:, 1:5], expected[:, [1, 4, 2, 3]])
    np.testing.assert_allclose(rows[:, 5:], expected[:, 5:])


def test_unified_candles_are_at_most_1500_and_the_newest(get: Get, now_ms: int) -> None:
    answer = get(UNIFIED, symbol="XBTUSDTM", interval="1min", tradeType="FUTURES", startAt=0)

    rows = [int(row[0]) for row in answer["data"]["list"]]
    assert rows[0] == now_ms // MINUTE_MS * 60
    assert len(rows) == 1500


def test_index_symbol_has_index_candles(get: Get, market: Market, now_ms: int) -> None:
    rows = get(KLINE, symbol=".KXBTUSDT", granularity=60)["data"]

    first = rows[0][0]
    index = market.index_candles("XBTUSDTM", 60, first, now_ms + 1, now_ms)
    np.testing.assert_allclose([row[4] for row in rows], index.close)


def test_premium_candles_are_mark_over_index(get: Get) -> None:
    def closes(suffix: str) -> Any:
        symbol = f"XBTUSDTM{suffix}"
        answer = get(UNIFIED, symbol=symbol, interval="1hour", tradeType="FUTURES")
        return np.array(answer["data"]["list"], dtype=float)[:, 2]

    premium = closes("-mark-price") / closes("-index-price") - 1
    np.testing.assert_allclose(closes("-premium-index"), premium, atol=1e-6)


@pytest.mark.parametrize(
    ("path", "symbol", "step_ms"),
    [
        ("/api/v1/index/query", ".KXBTUSDT", 1000),
        ("/api/v1/premium/query", ".XBTUSDTMPI", MINUTE_MS),
        ("/api/v1/interest/query", ".XBTINT", MINUTE_MS),
    ],
)
def test_index_pages_continue_where_the_last_one_ended(
    get: Get, now_ms: int, path: str, symbol: str, step_ms: int
) -> None:
    first = get(path, symbol=symbol, maxCount=4)["data"]
    second = get(path, symbol=symbol, maxCount=4, offset=first["dataList"][-1]["timePoint"])

    points = [row["timePoint"] for row in first["dataList"] + second["data"]["dataList"]]
    newest = now_ms - now_ms % step_ms
    assert points == [newest - step * step_ms for step in range(8)]
    assert first["hasMore"]


def test_index_page_runs_forward_and_knows_its_end(get: Get, now_ms: int) -> None:
    start = now_ms - now_ms % 1000 - 5000
    window = {"startAt": start, "endAt": start + 3000, "reverse": "false"}

    page = get("/api/v1/index/query", symbol=".KXBTUSDT", **window)["data"]
    rest = get("/api/v1/index/query", symbol=".KXBTUSDT", offset=start + 1000, **window)["data"]

    assert [row["timePoint"] - start for row in page["dataList"]] == [0, 1000, 2000, 3000]
    assert [row["timePoint"] - start for row in rest["dataList"]] == [2000, 3000]
    assert not page["hasMore"]


def test_series_of_another_kind_is_refused(get: Get) -> None:
    assert get("/api/v1/index/query", symbol=".XBTUSDTMPI")["code"] == "100003"
    assert get("/api/v1/premium/query", symbol="XBTUSDTM")["code"] == "100003"
    assert get(KLINE, symbol=".XBTINT8H", granularity=60)["code"] == "100003"


def test_funding_history_is_newest_first_and_honours_its_window(get: Get, now_ms: int) -> None:
    path = "/api/v1/contract/funding-rates"
    window = {"from": now_ms - 2 * DAY_MS, "to": now_ms}

    recent = get(path, symbol="XBTUSDTM", **window)["data"]
    newest = get(path, symbol="XBTUSDTM", **{"from": 0, "to": now_ms})["data"]

    assert recent == newest[:6]
    assert len(newest) == 100
    assert get(path, symbol="XBTUSDTM")["code"] == "100001"


def test_unified_funding_agrees_with_the_classic(get: Get, now_ms: int) -> None:
    window = {"from": now_ms - 5 * DAY_MS, "to": now_ms}
    classic = get("/api/v1/contract/funding-rates", symbol="XBTUSDTM", **window)["data"]
    unified = get(
        "/api/ua/v1/market/funding-rate-history",
        symbol="XBTUSDTM",
        startAt=window["from"],
        endAt=window["to"],
    )["data"]["list"]
    current = get("/api/v1/funding-rate/XBTUSDTM/current")["data"]
    present = get("/api/ua/v1/market/funding-rate", symbol="XBTUSDTM")["data"]
    listed = get("/api/ua/v2/market/funding-rate", symbol="XBTUSDTM")["data"]

    assert [(row["timepoint"], row["fundingRate"]) for row in classic] == [
        (row["ts"], row["fundingRate"]) for row in unified
    ]
    assert present["nextFundingRate"] == current["value"] == float(listed[0]["nextFundingRate"])
    assert present["fundingTime"] == current["fundingTime"]
    assert current["lastTimeFundingRate"] == classic[0]["fundingRate"]


def test_unified_history_needs_its_start(get: Get) -> None:
    answer = get("/api/ua/v1/market/funding-rate-history", symbol="XBTUSDTM")

    assert answer == {"code": "400100", "msg": "startAt is required"}
    assert get("/api/ua/v1/server/status", tradeType="FUTURES")["data"]["serverStatus"] == "open"
