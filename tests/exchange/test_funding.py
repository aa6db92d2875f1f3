"""Funding: complete histories of rates, and every page of payments."""

from typing import Any

import pytest
from freqtrade.enums import CandleType
from freqtrade.exceptions import TemporaryError

from enygma.exchange.kucoin import Kucoin

HOUR_MS = 3_600_000
PAIR = "XRP/USDT:USDT"


def test_two_months_of_rates_are_complete(exchange: Kucoin, now_ms: int) -> None:
    since = (now_ms // (8 * HOUR_MS) - 180) * 8 * HOUR_MS
    frame = exchange.get_historic_ohlcv(PAIR, "1h", since, CandleType.FUNDING_RATE, until_ms=now_ms)
    assert len(frame) == 181
    assert set(frame["date"].diff().dropna().dt.total_seconds()) == {8 * 3600}
    assert frame["funding_rate"].abs().max() < 0.01


def hourly_rates(desk: Any, first_ms: int, rows: int) -> None:
    """Let the desk answer the newest 100 of a contract that is funded every hour."""

    def newest(asked: dict[str, Any]) -> list[dict[str, Any]]:
        times = [first_ms + hour * HOUR_MS for hour in range(rows)]
        known = [t for t in times if int(asked["from"]) <= t <= int(asked["to"])]
        return [
            {"symbol": asked["symbol"], "fundingRate": 1e-5, "timepoint": t}
            for t in reversed(known[-100:])
        ]

    desk.answers["GET /api/v1/contract/funding-rates"] = newest


@pytest.mark.parametrize("rows", [1, 99, 100, 101, 250])
def test_a_contract_funded_every_hour_is_paged_backwards(
    desk: Any, connect: Any, rows: int
) -> None:
    first = 1_760_000_400_000 // HOUR_MS * HOUR_MS
    hourly_rates(desk, first, rows)
    exchange = connect(url=desk.url)
    frame = exchange.get_historic_ohlcv(
        PAIR, "1h", first, CandleType.FUNDING_RATE, until_ms=first + rows * HOUR_MS
    )
    assert len(frame) == rows
    assert frame["date"].is_monotonic_increasing


def payments(count: int, first_ms: int) -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "symbol": "XRPUSDTM",
            "timePoint": first_ms + number * 8 * HOUR_MS,
            "funding": -0.5,
            "settleCurrency": "USDT",
        }
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 10, 25])
def test_all_pages_of_payments_are_summed(trading: Any, desk: Any, count: int) -> None:
    first = 1_760_000_000_000
    everything = payments(count, first)

    def page(asked: dict[str, Any]) -> dict[str, Any]:
        until = int(asked.get("endAt", 2**60))
        rows = [row for row in everything if int(asked["startAt"]) <= row["timePoint"] <= until]
        return {"dataList": rows[::-1][:10], "hasMore": len(rows) > 10}

    desk.answers["GET /api/v1/funding-history"] = page
    assert trading()._get_funding_fees_from_exchange(PAIR, first) == pytest.approx(-0.5 * count)


def test_a_failing_page_is_temporary(trading: Any, desk: Any) -> None:
    desk.answers["GET /api/v1/funding-history"] = ("500000", "Internal Server Error")
    exchange = trading()
    with pytest.raises(TemporaryError, match="funding fees of XRP/USDT:USDT"):
        exchange._get_funding_fees_from_exchange(PAIR, 1_760_000_000_000, count=0)
