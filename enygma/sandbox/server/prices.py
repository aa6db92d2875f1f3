"""Mark price, spot index, premium index and interest rate, now and in the past."""

from collections.abc import Callable, Iterator

from enygma.sandbox.market import Contract
from enygma.sandbox.server.endpoint import Call, public
from enygma.sandbox.server.envelope import Json, invalid_parameter, unknown_contract
from enygma.sandbox.server.index_symbols import Series, SeriesSymbol, resolve
from enygma.sandbox.server.numbers import decimals, rounded
from enygma.sandbox.server.venue import Venue

_SECOND_MS = 1000
_MINUTE_MS = 60_000
_ROWS, _MOST_ROWS = 10, 100
_SPANS_A_DAY = 3
# The index is one price here, so every source quotes it and weighs the same.
_SOURCES = ("okex", "binance", "kucoin", "bybit", "gateio")

Value = Callable[[Venue, SeriesSymbol, int], dict[str, Json]]


def mark(call: Call) -> Json:
    """Mark and index price of a contract at the last full second."""
    contract = call.contract()
    now_ms = call.now_ms
    prices = call.venue.market.prices(contract.symbol, now_ms)
    digits = decimals(contract.index_tick_size)
    return {
        "symbol": contract.symbol,
        "granularity": _SECOND_MS,
        "timePoint": now_ms - now_ms % _SECOND_MS,
        "value": rounded(prices.mark, digits),
        "indexPrice": rounded(prices.index, digits),
    }


def index(call: Call) -> Json:
    """The spot index a second, with its sources."""
    return _page(call, Series.INDEX, _SECOND_MS, _index_at)


def premium(call: Call) -> Json:
    """The premium index (mark over index, a fraction) a minute."""
    return _page(call, Series.PREMIUM, _MINUTE_MS, _premium_at)


def interest(call: Call) -> Json:
    """The daily interest rate a minute."""
    return _page(call, Series.INTEREST, _MINUTE_MS, _interest_at)


def _index_at(venue: Venue, subject: SeriesSymbol, moment_ms: int) -> dict[str, Json]:
    price = venue.market.prices(subject.contract.symbol, moment_ms).index
    price = rounded(price, decimals(subject.contract.index_tick_size))
    weight = 1 / len(_SOURCES)
    sources = [{"exchange": name, "price": price, "weight": weight} for name in _SOURCES]
    return {"value": price, "decomposionList": sources}


def _premium_at(venue: Venue, subject: SeriesSymbol, moment_ms: int) -> dict[str, Json]:
    prices = venue.market.prices(subject.contract.symbol, moment_ms)
    return {"value": rounded(prices.mark / prices.index - 1, 6)}


def _interest_at(_venue: Venue, subject: SeriesSymbol, _moment_ms: int) -> dict[str, Json]:
    return {"value": float(subject.contract.interest_rate * _SPANS_A_DAY)}


def _page(call: Call, series: Series, granularity_ms: int, value: Value) -> Json:
    subject = resolve(call.venue, call.query.text("symbol"), unknown_contract())
    if subject.series is not series:
        raise unknown_contract()
    moments = list(_moments(call, subject.contract, granularity_ms))
    count = _count(call)
    rows = [
        {"symbol": subject.symbol, "granularity": granularity_ms, "timePoint": moment}
        | value(call.venue, subject, moment)
        for moment in moments[:count]
    ]
    return {"dataList": rows, "hasMore": len(moments) > count}


def _count(call: Call) -> int:
    count = call.query.optional_integer("maxCount")
    if count is None:
        return _ROWS
    if not 1 <= count <= _MOST_ROWS:
        raise invalid_parameter(f"maxCount must be between 1 and {_MOST_ROWS}")
    return count


def _moments(call: Call, contract: Contract, granularity_ms: int) -> Iterator[int]:
    """Instants of one page and the next row: newest first when reversed, the default.

    `offset` is the `timePoint` of the last row of the page before.
    """
    query, now_ms = call.query, call.now_ms
    newest_first = query.flag("reverse", default=True) is query.flag("forward", default=True)
    start_ms, end_ms = query.window("startAt", "endAt", now_ms)
    offset_ms = query.optional_integer("offset")
    first = max(start_ms or 0, call.venue.market.span(contract.symbol)[0])
    last = min(end_ms, now_ms)
    if offset_ms is not None and newest_first:
        last = min(last, offset_ms - 1)
    elif offset_ms is not None:
        first = max(first, offset_ms + 1)
    first_step, last_step = -(-first // granularity_ms), last // granularity_ms
    steps = (
        range(last_step, first_step - 1, -1) if newest_first else range(first_step, last_step + 1)
    )
    for step in steps[: _MOST_ROWS + 1]:
        yield step * granularity_ms


ENDPOINTS = (
    public("/api/v1/mark-price/{symbol}/current", mark, weight=3),
    public("/api/v1/index/query", index, weight=2),
    public("/api/v1/premium/query", premium, weight=3),
    public("/api/v1/interest/query", interest, weight=5),
)
