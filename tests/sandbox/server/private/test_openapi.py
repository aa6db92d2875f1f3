"""Every signed answer validates against KuCoin's own description of it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from enygma.sandbox.server.application import ENDPOINTS

Answers = dict[tuple[str, str], Any]

# KuCoin's own examples are null here, where its description has no null.
NULLABLE = {
    "orderId",
    "clientOid",
    "remark",
    "endAt",
    "subTradeType",
    "roe",
    "liquidAmount",
    "liquidPrice",
    "stopPrice",
}
# The description calls them a whole number in one place and text in another; recorded stop orders
# have text.
CONTRADICTORY = {"stopPrice"}
# Half of the descriptions know the empty text of an order without a stop, as recorded, half do not.
EMPTY_TOO = {"stop", "stopPriceType"}


def operations(folder: Path) -> list[tuple[str, str, dict[str, Any]]]:
    """All signed operations of KuCoin's files on futures: method, path, description."""
    found = []
    for part in ("order", "positions", "fundingfees", "market"):
        described = json.loads((folder / f"openapi-futures-{part}.json").read_text())
        for path, methods in described["paths"].items():
            found += [
                (method.upper(), path, operation)
                for method, operation in methods.items()
                if operation["x-api-rate-limit-pool"] == "Futures"
            ]
    return found


@pytest.fixture(scope="module")
def signed(shared: Path) -> list[tuple[str, str, dict[str, Any]]]:
    folder = shared / "kucoin_api" / "official"
    if not folder.is_dir():
        pytest.skip("KuCoin's OpenAPI files are not here")
    return operations(folder)


def as_json_schema(schema: Any, name: str = "") -> Any:
    """An OpenAPI 3.0 schema as JSON schema, mended where it contradicts recorded answers."""
    if isinstance(schema, list):
        return [as_json_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if name in CONTRADICTORY:
        return {"type": ["string", "null"]}
    mended = {key: as_json_schema(value) for key, value in schema.items() if key != "properties"}
    if isinstance(schema.get("properties"), dict):
        mended["properties"] = {
            key: as_json_schema(value, key) for key, value in schema["properties"].items()
        }
    if name in NULLABLE and isinstance(mended.get("type"), str):
        mended["type"] = [mended["type"], "null"]
    if name in EMPTY_TOO and isinstance(mended.get("enum"), list):
        mended["enum"] = [*mended["enum"], ""]
    if name == "positionSide":
        mended["enum"] = ["BOTH", "LONG", "SHORT"]
    return mended


def test_every_signed_operation_was_walked_through(signed: Any, walked: Answers) -> None:
    assert {(method, path) for method, path, _ in signed} <= walked.keys()


def test_answers_validate(signed: Any, walked: Answers) -> None:
    for method, path, described in signed:
        answer = walked[method, path]
        content = described["responses"]["200"]["content"]["application/json"]

        assert answer["code"] == "200000", (method, path, answer)
        jsonschema.validate(answer, as_json_schema(content["schema"]))


def test_lists_that_were_asked_for_are_not_empty(signed: Any, walked: Answers) -> None:
    for method, path, _ in signed:
        data = walked[method, path]["data"]
        rows = data
        if isinstance(data, dict):
            lists = [data.get(name) for name in ("items", "dataList", "cancelledOrderIds")]
            rows = next((each for each in lists if each is not None), data)
        assert rows not in ([], None), (method, path)


def test_calls_weigh_what_kucoin_says_and_need_the_permission_it_says(signed: Any) -> None:
    ours = {(each.method, each.path): each for each in ENDPOINTS}
    undocumented = {"/api/v1/recentFills", "/api/v1/trade-statistics"}

    for method, path, described in signed:
        endpoint = ours[method, path.replace("{order-id}", "{orderId}")]

        assert endpoint.pool == described["x-api-rate-limit-pool"].lower()
        if path not in undocumented:
            assert endpoint.weight == described["x-api-rate-limit-weight"], (method, path)
            assert endpoint.permission == described["x-api-permission"], (method, path)
