"""Candles: every timeframe, page after page, without a gap."""

from typing import Any

import pandas as pd
import pytest
from freqtrade.enums import CandleType
from freqtrade.exchange import timeframe_to_msecs

from enygma.exchange.kucoin import Kucoin

PAIR = "ETH/USDT:USDT"
TIMEFRAMES = ["1m", "5m", "15m", "30m", "1h", "2h", "4h", "8h", "12h", "1d", "1w"]


def history(
    exchange: Kucoin, timeframe: str, candles: int, end_ms: int, kind: CandleType
) -> pd.DataFrame:
    """The `candles` candles before `end_ms`."""
    step = timeframe_to_msecs(timeframe)
    until = end_ms // step * step
    frame: pd.DataFrame = exchange.get_historic_ohlcv(
        PAIR, timeframe, until - candles * step, kind, until_ms=until
    )
    return frame


def test_only_timeframes_that_the_endpoint_knows_are_offered(exchange: Kucoin) -> None:
    assert exchange.timeframes == TIMEFRAMES


@pytest.mark.parametrize("kind", [CandleType.FUTURES, CandleType.MARK, CandleType.INDEX])
def test_three_pages_join_without_gap_or_double(
    exchange: Kucoin, now_ms: int, kind: CandleType
) -> None:
    frame = history(exchange, "15m", 600, now_ms, kind)
    assert len(frame) == 599  # freqtrade drops the newest, which may still be forming
    assert set(frame["date"].diff().dropna()) == {pd.Timedelta("15min")}


@pytest.mark.parametrize("timeframe", [each for each in TIMEFRAMES if each not in ("1d", "1w")])
def test_each_timeframe_is_downloaded_evenly(exchange: Kucoin, now_ms: int, timeframe: str) -> None:
    frame = history(exchange, timeframe, 150, now_ms, CandleType.FUTURES)
    assert set(frame["date"].diff().dropna()) == {
        pd.Timedelta(timeframe_to_msecs(timeframe), unit="ms")
    }


@pytest.mark.parametrize("offset", [0, 1, -1])
def test_a_page_never_asks_for_more_candles_than_fit(exchange: Kucoin, offset: int) -> None:
    since = 1_760_000_000_000 + offset
    end = exchange._api_async._last_ms("1h", since, 200)
    assert end == since + 200 * 3_600_000 - 1


@pytest.mark.parametrize("code", ["429000", "500000"])
def test_a_busy_server_is_asked_again(desk: Any, connect: Any, code: str) -> None:
    refusals = [(code, "Too Many Requests")] * 3
    candle = [1_760_000_400_000, 1.0, 2.0, 0.5, 1.5, 10, 15.0]

    def busy(_: dict[str, Any]) -> Any:
        return refusals.pop() if refusals else [candle]

    desk.answers["GET /api/v1/kline/query"] = busy
    exchange = connect(url=desk.url)
    found = exchange.loop.run_until_complete(
        exchange._async_get_candle_history(PAIR, "1h", CandleType.FUTURES, candle[0])
    )
    assert found[3] == [candle[:6]]


def test_mark_candles_are_those_of_the_mark_price(exchange: Kucoin, now_ms: int) -> None:
    last = history(exchange, "1h", 24, now_ms, CandleType.FUTURES)
    mark = history(exchange, "1h", 24, now_ms, CandleType.MARK)
    joined = last.merge(mark, on="date", suffixes=("", "_mark"))
    assert len(joined) == len(last)
    assert (joined["high_mark"] >= joined[["open_mark", "close_mark"]].max(axis=1)).all()
    assert (joined["low_mark"] <= joined[["open_mark", "close_mark"]].min(axis=1)).all()
    assert (joined["close_mark"] / joined["close"] - 1).abs().max() < 0.02
