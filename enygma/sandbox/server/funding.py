"""Funding: the present cycle and what was settled, in the classic and the unified form."""

from enygma.sandbox.market import Contract
from enygma.sandbox.server.endpoint import Call, public, unified
from enygma.sandbox.server.envelope import Json, invalid_unified_parameter
from enygma.sandbox.server.numbers import rounded, text

HISTORY_LIMIT = 100
_DIGITS = 6
_SPANS_A_DAY = 3


def current(call: Call) -> Json:
    """The rate that the next settlement would have, and when it is."""
    contract = call.contract()
    outlook = call.venue.market.predicted_funding(contract.symbol, call.now_ms)
    return {
        "symbol": f".{contract.symbol}FPI8H",
        "granularity": contract.funding_interval_ms,
        "timePoint": outlook.settled_ms,
        "value": rounded(outlook.predicted_rate, _DIGITS),
        "dailyInterestRate": float(contract.interest_rate * _SPANS_A_DAY),
        "fundingRateCap": float(contract.funding_cap),
        "fundingRateFloor": float(-contract.funding_cap),
        "period": 1,
        "fundingTime": outlook.next_ms,
        "lastTimeFundingRate": rounded(outlook.settled_rate, _DIGITS),
    }


def history(call: Call) -> Json:
    """Settled rates in [from, to], newest first: the newest 100, however far back `from` lies."""
    contract = call.contract()
    call.query.integer("from")
    call.query.integer("to")
    start_ms, end_ms = call.query.window("from", "to", call.now_ms)
    return [
        {"symbol": contract.symbol, "fundingRate": rate, "timepoint": ms}
        for ms, rate in _settled(call, contract, start_ms, end_ms)
    ]


def _settled(
    call: Call, contract: Contract, start_ms: int | None, end_ms: int
) -> list[tuple[int, float]]:
    end_ms = min(end_ms, call.now_ms)
    newest_ms = end_ms - (HISTORY_LIMIT + 1) * contract.funding_interval_ms
    first_ms = max(start_ms or 0, newest_ms)
    moments, rates = call.venue.market.funding_rates(
        contract.symbol, first_ms, end_ms + 1, call.now_ms
    )
    rows = list(zip(moments.tolist(), rates.round(_DIGITS).tolist(), strict=True))
    return rows[: -HISTORY_LIMIT - 1 : -1]


def unified_current(call: Call) -> Json:
    """The unified form of `current`."""
    contract = call.contract()
    return _unified_cycle(call, contract) | {"symbol": f".{contract.symbol}FPI8H"}


def unified_all(call: Call) -> Json:
    """The present cycle of one contract, or of all of them when `symbol` is missing.

    The second version of this endpoint writes rates as texts.
    """
    symbol = call.query.optional_text("symbol")
    contracts = call.venue.listed() if symbol is None else (call.venue.contract(symbol),)
    rates = ("nextFundingRate", "fundingRateCap", "fundingRateFloor")
    cycles = [_unified_cycle(call, contract) for contract in contracts]
    return [cycle | {name: text(cycle[name], _DIGITS) for name in rates} for cycle in cycles]


def _unified_cycle(call: Call, contract: Contract) -> dict[str, Json]:
    outlook = call.venue.market.predicted_funding(contract.symbol, call.now_ms)
    interval_ms = contract.funding_interval_ms
    return {
        "symbol": contract.symbol,
        "nextFundingRate": rounded(outlook.predicted_rate, _DIGITS),
        "fundingTime": outlook.next_ms,
        "fundingRateCap": float(contract.funding_cap),
        "fundingRateFloor": float(-contract.funding_cap),
        "currentGranularity": interval_ms,
        "newGranularity": interval_ms,
        "newGranularityStartTime": outlook.settled_ms,
    }


def unified_history(call: Call) -> Json:
    """The unified form of `history`; `startAt` and `endAt` are milliseconds."""
    contract = call.contract()
    start_ms, end_ms = call.query.window("startAt", "endAt", call.now_ms)
    if start_ms is None:
        raise invalid_unified_parameter("startAt is required")
    rows = _settled(call, contract, start_ms, end_ms)
    listed = [{"fundingRate": rate, "ts": ms} for ms, rate in rows]
    return {"symbol": contract.symbol, "list": listed}


ENDPOINTS = (
    public("/api/v1/funding-rate/{symbol}/current", current, weight=2),
    public("/api/v1/contract/funding-rates", history, weight=5),
    unified("/api/ua/v1/market/funding-rate", unified_current, weight=2),
    unified("/api/ua/v1/market/funding-rate-history", unified_history, weight=5),
    unified("/api/ua/v2/market/funding-rate", unified_all, weight=3),
)
