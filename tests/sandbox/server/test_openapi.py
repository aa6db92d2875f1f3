"""Every public answer validates against KuCoin's own description of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from enygma.sandbox.server.application import ENDPOINTS

Get = Callable[..., Any]

SYMBOL = {"symbol": "XBTUSDTM"}
PARAMETERS: dict[str, dict[str, Any]] = {
    "/api/v1/ticker": SYMBOL,
    "/api/v1/level2/snapshot": SYMBOL,
    "/api/v1/level2/depth{size}": SYMBOL,
    "/api/v1/trade/history": SYMBOL,
    "/api/v1/kline/query": SYMBOL | {"granularity": 30},
    "/api/v1/index/query": {"symbol": ".KXBTUSDT"},
    "/api/v1/interest/query": {"symbol": ".XBTINT8H"},
    "/api/v1/premium/query": {"symbol": ".XBTUSDTMPI"},
    "/api/v1/contract/funding-rates": SYMBOL | {"from": 0, "to": 1_767_277_845_678},
}
PUBLIC = (
    ("market", "/api/v1/contracts/{symbol}"),
    ("market", "/api/v1/contracts/active"),
    ("market", "/api/v1/ticker"),
    ("market", "/api/v1/allTickers"),
    ("market", "/api/v1/level2/snapshot"),
    ("market", "/api/v1/level2/depth{size}"),
    ("market", "/api/v1/trade/history"),
    ("market", "/api/v1/kline/query"),
    ("market", "/api/v1/mark-price/{symbol}/current"),
    ("market", "/api/v1/index/query"),
    ("market", "/api/v1/interest/query"),
    ("market", "/api/v1/premium/query"),
    ("market", "/api/v1/timestamp"),
    ("market", "/api/v1/status"),
    ("fundingfees", "/api/v1/funding-rate/{symbol}/current"),
    ("fundingfees", "/api/v1/contract/funding-rates"),
    ("positions", "/api/v1/contracts/risk-limit/{symbol}"),
)
# KuCoin's description has not followed its own answers: the recorded ones are null or gone here.
OUTDATED = {
    "predictedFundingFeeRate",
    "predictedValue",
    "settlementFee",
    "expireDate",
    "settleDate",
}


@pytest.fixture(scope="module")
def official(shared: Path) -> Path:
    folder = shared / "kucoin_api" / "official"
    if not folder.is_dir():
        pytest.skip("KuCoin's OpenAPI files are not here")
    return folder


def as_json_schema(schema: Any) -> Any:
    """An OpenAPI 3.0 schema as JSON schema: nullable becomes a type, enumerations stay."""
    if isinstance(schema, list):
        return [as_json_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: as_json_schema(value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable") and isinstance(schema.get("type"), str):
        kept["type"] = [schema["type"], "null"]
    if isinstance(kept.get("properties"), dict):
        names = kept["properties"].keys() & OUTDATED
        kept["properties"] = {k: v for k, v in kept["properties"].items() if k not in names}
        kept["required"] = [each for each in kept.get("required", []) if each not in names]
    return kept


def operation(folder: Path, part: str, path: str, method: str = "get") -> dict[str, Any]:
    description = json.loads((folder / f"openapi-futures-{part}.json").read_text())
    found = description["paths"][path][method]
    assert isinstance(found, dict)
    return found


def response_schema(described: dict[str, Any]) -> Any:
    return as_json_schema(described["responses"]["200"]["content"]["application/json"]["schema"])


@pytest.mark.parametrize(("part", "path"), PUBLIC)
def test_answer_validates(official: Path, get: Get, part: str, path: str) -> None:
    schema = response_schema(operation(official, part, path))
    address = path.format(symbol="XBTUSDTM", size="20")

    answer = get(address, **PARAMETERS.get(path, {}))

    assert answer["code"] == "200000"
    jsonschema.validate(answer, schema)


@pytest.mark.parametrize(("part", "path"), PUBLIC)
def test_calls_weigh_what_kucoin_says(official: Path, part: str, path: str) -> None:
    described = operation(official, part, path)
    ours = {endpoint.path: endpoint for endpoint in ENDPOINTS}

    endpoint = ours[path.replace("{size}", "20")]

    assert endpoint.weight == described["x-api-rate-limit-weight"]
    assert endpoint.pool == described["x-api-rate-limit-pool"].lower()


def test_bullet_token_validates(official: Path, still_sandbox: Any, ask: Any) -> None:
    schema = response_schema(operation(official, "market", "/api/v1/bullet-public", "post"))

    _, answer, _ = ask(f"{still_sandbox.url}/api/v1/bullet-public", "POST")

    jsonschema.validate(answer, schema)
    assert answer["data"]["instanceServers"][0]["endpoint"] == still_sandbox.ws_url
