"""Signed answers have every key of what the real exchange was recorded to say, with its type."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

Answers = dict[tuple[str, str], Any]

LIBRARY = "evgesha9400-kucoin-futures-lib"
# Recorded file, operation of ours, and where in both answers the row is that is compared.
RECORDED = {
    f"{LIBRARY}/get_account_overview__1": ("GET", "/api/v1/account-overview"),
    f"{LIBRARY}/get_position_list__0": ("GET", "/api/v1/positions"),
    f"{LIBRARY}/get_order_list__0": ("GET", "/api/v1/orders"),
    f"{LIBRARY}/get_order_list__1": ("GET", "/api/v1/orders"),
    f"{LIBRARY}/get_open_order_details__0": ("GET", "/api/v1/openOrderStatistics"),
    "ccxt-static/fills": ("GET", "/api/v1/fills"),
    "ccxt-static/orders_open": ("GET", "/api/v1/orders"),
    "ccxt-static/order_market_reduceonly_done": ("GET", "/api/v1/orders/{order-id}"),
}
BY_CONTRACT = {"/api/v2/position/batchChangeMarginMode"}


def kind(value: Any) -> str:
    """JSON type of a value; whole and broken numbers are the same type there."""
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def lacking(theirs: Any, ours: Any, path: str = "data") -> list[str]:
    """What of theirs is missing in ours, or of another type; null fits everything."""
    if theirs is None or ours is None:
        return []
    if kind(theirs) != kind(ours):
        return [f"{path}: {kind(theirs)} there, {kind(ours)} here"]
    if isinstance(theirs, dict):
        found = [f"{path}.{key}: missing" for key in sorted(theirs.keys() - ours.keys())]
        return found + [
            each
            for key in theirs.keys() & ours.keys()
            for each in lacking(theirs[key], ours[key], f"{path}.{key}")
        ]
    if isinstance(theirs, list) and theirs and ours:
        return lacking(theirs[0], ours[0], f"{path}[]")
    return []


@pytest.mark.parametrize("name", RECORDED)
def test_nothing_of_the_recorded_answer_is_missing(
    shared: Path, walked: Answers, name: str
) -> None:
    path = shared / "kucoin_api" / "recorded" / f"{name}.json"
    if not path.exists():
        pytest.skip("the recorded answers are not here")
    theirs = json.loads(path.read_text())
    theirs = theirs["data"] if isinstance(theirs, dict) and "code" in theirs else theirs

    assert lacking(theirs, walked[RECORDED[name]]["data"]) == []


def test_nothing_of_a_documented_example_is_missing(shared: Path, walked: Answers) -> None:
    folder = shared / "kucoin_api" / "official" / "examples"
    if not folder.is_dir():
        pytest.skip("KuCoin's examples are not here")
    compared = 0

    for (method, path), answer in walked.items():
        name = re.sub(r"[/-]", "_", re.sub(r"[{}]", "", path)).lstrip("_")
        example = folder / f"rest_{method}_{name}__response.json"
        if example.exists():
            theirs = json.loads(example.read_text())
            theirs = by_contract(theirs["data"]) if path in BY_CONTRACT else theirs["data"]
            if path == "/api/v1/trade-fees":
                theirs = theirs[0]  # the example is of spot, which answers with a list
            assert lacking(theirs, answer["data"], path) == []
            compared += 1

    assert compared > 35


def by_contract(data: dict[str, Any]) -> dict[str, Any]:
    """An answer without what is named by the contracts that happened to be asked for."""
    return {key: {} if isinstance(value, dict) else value for key, value in data.items()}


def test_recorded_positions_add_up_like_ours(shared: Path, walked: Answers) -> None:
    path = shared / "kucoin_api" / "recorded" / f"{LIBRARY}/get_position_list__0.json"
    if not path.exists():
        pytest.skip("the recorded answers are not here")
    ours = walked["GET", "/api/v1/positions"]["data"]

    for row in [*json.loads(path.read_text()), *ours]:
        cost = row["posCost"]
        assert row["realisedPnl"] == pytest.approx(row["realisedGrossPnl"] - row["currentComm"])
        assert row["unrealisedPnl"] == pytest.approx(row["markValue"] - cost, abs=1e-4)
        assert row["unrealisedPnlPcnt"] == pytest.approx(row["unrealisedPnl"] / abs(cost), abs=1e-4)
        assert row["unrealisedRoePcnt"] == pytest.approx(
            row["unrealisedPnl"] / row["posInit"], abs=1e-4
        )
        if not row["crossMode"]:
            margin = row["posMargin"] + row["unrealisedPnl"]
            assert row["maintMargin"] == pytest.approx(margin)
            assert row["realLeverage"] == pytest.approx(abs(row["markValue"]) / margin, abs=0.01)
