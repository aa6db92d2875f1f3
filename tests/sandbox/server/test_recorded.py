"""Our answers have the keys and JSON types of what the real exchange was recorded to say."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Get = Callable[..., Any]

ANSWERS = {
    "contracts_active_trimmed": ("/api/v1/contracts/active", {}),
    "all_tickers_trimmed": ("/api/v1/allTickers", {}),
    "ticker": ("/api/v1/ticker", {"symbol": "XBTUSDTM"}),
    "kline": ("/api/v1/kline/query", {"symbol": "XBTUSDTM", "granularity": 1}),
    "level2_depth20": ("/api/v1/level2/depth20", {"symbol": "XBTUSDTM"}),
    "trade_history_trimmed": ("/api/v1/trade/history", {"symbol": "XBTUSDTM"}),
    "mark_price": ("/api/v1/mark-price/XBTUSDTM/current", {}),
    "funding_current": ("/api/v1/funding-rate/XBTUSDTM/current", {}),
    "funding_history": (
        "/api/v1/contract/funding-rates",
        {"symbol": "XBTUSDTM", "from": 0, "to": 1_767_277_845_678},
    ),
    "status": ("/api/v1/status", {}),
    "timestamp": ("/api/v1/timestamp", {}),
}


@pytest.fixture(scope="module")
def recorded(shared: Path) -> Path:
    folder = shared / "kucoin_api" / "recorded" / "tigusigalpa-kucoin-go_2026-10-03"
    if not folder.is_dir():
        pytest.skip("the recorded answers are not here")
    return folder


def kind(value: Any) -> str:
    """JSON type of a value; whole and broken numbers are the same type there."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return type(value).__name__


def differences(theirs: Any, ours: Any, path: str = "data") -> list[str]:
    """Where two JSON values differ in keys or types; null fits everything."""
    if theirs is None or ours is None:
        return []
    if kind(theirs) != kind(ours):
        return [f"{path}: {kind(theirs)} there, {kind(ours)} here"]
    if isinstance(theirs, dict):
        odd = sorted(theirs.keys() ^ ours.keys())
        shared_keys = theirs.keys() & ours.keys()
        found = [f"{path}.{key}: on one side only" for key in odd]
        return found + [
            each for key in shared_keys for each in differences(theirs[key], ours[key], key)
        ]
    if isinstance(theirs, list) and theirs and ours:
        if len(theirs) == len(ours) and not isinstance(theirs[0], dict | list):
            return [
                each
                for place, pair in enumerate(zip(theirs, ours, strict=True))
                for each in differences(*pair, path=f"{path}[{place}]")
            ]
        return differences(theirs[0], ours[0], f"{path}[]")
    return []


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_has_the_recorded_keys_and_types(recorded: Path, get: Get, name: str) -> None:
    path, parameters = ANSWERS[name]
    theirs = json.loads((recorded / f"{name}.json").read_text())
    ours = get(path, **parameters)

    assert differences(theirs, ours, "envelope") == []


def test_kline_rows_have_as_many_columns_as_recorded(recorded: Path, get: Get) -> None:
    theirs = json.loads((recorded / "kline.json").read_text())["data"]
    ours = get("/api/v1/kline/query", symbol="XBTUSDTM", granularity=1)["data"]

    assert {len(row) for row in ours} == {len(row) for row in theirs} == {7}
    assert [row[0] for row in ours] == sorted(row[0] for row in ours)


def test_turnover_is_lots_times_multiplier_times_a_price_of_the_candle(get: Get) -> None:
    rows = get("/api/v1/kline/query", symbol="XBTUSDTM", granularity=60)["data"]

    for _, _, high, low, _, lots, turnover in rows:
        assert low * lots * 0.001 <= turnover * 1.0001
        assert turnover <= high * lots * 0.001 * 1.0001


def test_unsigned_call_is_refused_in_the_recorded_words(recorded: Path, get: Get) -> None:
    theirs = json.loads((recorded / "trade_statistics_unauth.json").read_text())

    assert get("/api/v1/trade-statistics") == theirs


def test_contract_numbers_agree_with_the_recorded_terms(recorded: Path, get: Get) -> None:
    theirs = json.loads((recorded / "contracts_active_trimmed.json").read_text())["data"]
    ours = {each["symbol"]: each for each in get("/api/v1/contracts/active")["data"]}
    terms = ("multiplier", "tickSize", "lotSize", "takerFeeRate", "makerFeeRate", "maxLeverage")
    known = [each for each in theirs if each["symbol"] in ours]

    assert known
    for contract in known:
        listed = ours[contract["symbol"]]
        assert {key: listed[key] for key in terms} == {key: contract[key] for key in terms}
