"""Candles: traded, mark, index and premium, in the classic and the unified form."""

import numpy as np

from enygma.sandbox.market import GRANULARITIES, Candles, Contract, Market
from enygma.sandbox.market.candles import MINUTE_MS, Floats
from enygma.sandbox.server.endpoint import Call, public, unified
from enygma.sandbox.server.envelope import (
    Json,
    invalid_unified_parameter,
    unknown_contract,
)
from enygma.sandbox.server.index_symbols import (
    Series,
    SeriesSymbol,
    resolve,
    resolve_suffixed,
)
from enygma.sandbox.server.numbers import decimals, text

UNIFIED_LIMIT = 1500
_PREMIUM_DIGITS = 6
_GRANULARITY_NAMES = {str(minutes): minutes for minutes in GRANULARITIES}

# Names of the intervals on sockets and in the unified API.
INTERVALS = {
    "1min": 1,
    "5min": 5,
    "15min": 15,
    "30min": 30,
    "1hour": 60,
    "2hour": 120,
    "4hour": 240,
    "8hour": 480,
    "12hour": 720,
    "1day": 1440,
    "1week": 10080,
}


def query(call: Call) -> Json:
    """Candles [ms, open, high, low, close, lots, turnover] that open in [from, to], oldest first.

    At most `candle_limit` of them: the oldest from `from` on, or the newest up to `to` when
    `from` is missing.
    """
    subject = resolve(call.venue, call.query.text("symbol"), unknown_contract())
    if subject.series is Series.INTEREST:
        raise unknown_contract()
    minutes = _GRANULARITY_NAMES[call.query.choice("granularity", _GRANULARITY_NAMES)]
    start_ms, end_ms = call.query.window("from", "to", call.now_ms)
    candles = _oldest(call, subject, minutes, start_ms, end_ms)
    return _rows(candles, price_digits(subject))


def _oldest(
    call: Call, subject: SeriesSymbol, minutes: int, start_ms: int | None, end_ms: int
) -> Candles:
    limit = call.venue.options.candle_limit
    span_ms = minutes * MINUTE_MS
    end_ms = min(end_ms, call.now_ms)
    if start_ms is None:
        first_ms = end_ms - limit * span_ms
        return series_candles(call, subject, minutes, first_ms, end_ms).take(slice(-limit, None))
    opening_ms = call.venue.market.span(subject.contract.symbol)[0]
    first_ms = max(start_ms, opening_ms - opening_ms % span_ms)
    last_ms = min(end_ms, first_ms + limit * span_ms)
    return series_candles(call, subject, minutes, first_ms, last_ms).take(slice(0, limit))


def series_candles(
    call: Call, subject: SeriesSymbol, minutes: int, first_ms: int, last_ms: int
) -> Candles:
    """Candles of a series that open in [first_ms, last_ms], as seen now."""
    market, symbol, now_ms = call.venue.market, subject.contract.symbol, call.now_ms
    if last_ms < first_ms:
        return Candles.empty()
    bounds = (symbol, minutes, first_ms, last_ms + 1, now_ms)
    if subject.series is Series.MARK:
        return market.mark_candles(*bounds)
    if subject.series is Series.INDEX:
        return market.index_candles(*bounds)
    if subject.series is Series.PREMIUM:
        return _premium_candles(market, *bounds)
    return market.candles(*bounds)


def _premium_candles(
    market: Market, symbol: str, minutes: int, first_ms: int, end_ms: int, now_ms: int
) -> Candles:
    """Mark over index as a fraction, at the open and the close of each candle."""
    mark = market.mark_candles(symbol, minutes, first_ms, end_ms, now_ms)
    index = market.index_candles(symbol, minutes, first_ms, end_ms, now_ms)
    opening, closing = mark.open / index.open - 1, mark.close / index.close - 1
    none = np.zeros(len(mark))
    high, low = np.maximum(opening, closing), np.minimum(opening, closing)
    return Candles(mark.ms, opening, high, low, closing, none, none)


def price_digits(subject: SeriesSymbol) -> int:
    """Decimals of the prices of a series."""
    if subject.series is Series.PREMIUM:
        return _PREMIUM_DIGITS
    if subject.series is Series.TRADE:
        return decimals(subject.contract.tick_size)
    return decimals(subject.contract.index_tick_size)


def _rows(candles: Candles, digits: int) -> list[list[float]]:
    prices = (candles.open, candles.high, candles.low, candles.close)
    columns = (
        candles.ms.tolist(),
        *(np.round(each, digits).tolist() for each in prices),
        candles.volume.astype(np.int64).tolist(),
        np.round(candles.turnover, 4).tolist(),
    )
    return [list(row) for row in zip(*columns, strict=True)]


def unified_query(call: Call) -> Json:
    """Candles [s, open, close, high, low, volume, turnover] as texts, newest first.

    The symbol may end in `-mark-price`, `-index-price` or `-premium-index`; `startAt` and `endAt`
    are seconds. The newest 1500 of the window are returned.
    """
    query = call.query
    if query.text("tradeType") != "FUTURES":
        raise invalid_unified_parameter("tradeType must be FUTURES: there are no spot markets here")
    unknown = invalid_unified_parameter("Unsupported trading pair.")
    subject = resolve_suffixed(call.venue, query.text("symbol"), unknown)
    minutes = INTERVALS[query.choice("interval", INTERVALS)]
    start_s, end_s = query.window("startAt", "endAt", call.now_ms // 1000)
    end_ms = min(end_s * 1000, call.now_ms)
    first_ms = max(0 if start_s is None else start_s * 1000, _newest_start(minutes, end_ms))
    candles = series_candles(call, subject, minutes, first_ms, end_ms)
    newest = candles.take(slice(-UNIFIED_LIMIT, None)).take(slice(None, None, -1))
    return {
        "tradeType": "FUTURES",
        "symbol": subject.symbol,
        "list": _text_rows(newest, price_digits(subject)),
    }


def _newest_start(minutes: int, end_ms: int) -> int:
    return end_ms - UNIFIED_LIMIT * minutes * MINUTE_MS


def _text_rows(candles: Candles, digits: int) -> list[list[str]]:
    def texts(column: Floats, places: int) -> list[str]:
        return [text(number, places) for number in column.tolist()]

    columns = (
        [str(ms // 1000) for ms in candles.ms.tolist()],
        texts(candles.open, digits),
        texts(candles.close, digits),
        texts(candles.high, digits),
        texts(candles.low, digits),
        texts(candles.volume, 0),
        texts(candles.turnover, 4),
    )
    return [list(row) for row in zip(*columns, strict=True)]


def forming_text(contract: Contract, candles: Candles) -> list[list[str]]:
    """Rows as the candle topic pushes them: [s, open, close, high, low, turnover, lots]."""
    rows = _text_rows(candles, decimals(contract.tick_size))
    return [[*row[:5], row[6], row[5]] for row in rows]


ENDPOINTS = (
    public("/api/v1/kline/query", query, weight=3),
    unified("/api/ua/v1/market/kline", unified_query, weight=3),
)
