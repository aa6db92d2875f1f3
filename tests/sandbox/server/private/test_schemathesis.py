"""Requests drawn from KuCoin's own description, right and wrong ones, never break the server."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from enygma.sandbox import RunningSandbox, ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market import Market
from enygma.sandbox.server.auth import sign

EXAMPLES = 7
PARTS = ("futures-order", "futures-positions", "futures-fundingfees", "futures-market")
SENT = ("method", "url", "headers", "params", "json", "data")
# What the description leaves to chance would mostly name contracts that do not exist.
LIKELY: dict[str, dict[str, Any]] = {
    "symbol": {"type": "string", "enum": ["XBTUSDTM", "ETHUSDTM", "XRPUSDTM", "NOPE"]},
    "symbols": {"type": "array", "items": {"type": "string", "enum": ["XBTUSDTM", "ETHUSDTM"]}},
    "price": {"type": "string", "enum": ["73000", "73000.1", "1.5", "0.00001", "1e400", "NaN"]},
    "stopPrice": {"type": "string", "enum": ["70000", "80000.1", "1.4", "-1", "Infinity"]},
    "triggerStopUpPrice": {"type": "string", "enum": ["90000", "3000", "1.9"]},
    "triggerStopDownPrice": {"type": "string", "enum": ["60000", "2000", "1.1"]},
    "size": {"type": "integer", "minimum": 0, "maximum": 2_000_000},
    "qty": {"type": "string", "enum": ["0.001", "10", "0.0005"]},
    "valueQty": {"type": "string", "enum": ["100", "0.01", "1e9"]},
    "leverage": {"type": "string", "enum": ["1", "5", "125", "200", "0", "2.5"]},
    "clientOid": {"type": "string", "pattern": "^[a-z0-9]{4,8}$"},
    "margin": {"type": "number", "minimum": 0, "maximum": 20_000},
    "withdrawAmount": {"type": "string", "enum": ["0.1", "10", "1e30"]},
    "level": {"type": "integer", "minimum": 0, "maximum": 14},
    "pageSize": {"type": "integer", "minimum": 0, "maximum": 1_001},
    "maxCount": {"type": "integer", "minimum": 0, "maximum": 101},
    "granularity": {"type": "integer", "enum": [1, 5, 30, 60, 7]},
}


def likely(schema: Any) -> Any:
    """The description with likelier values in the places of `LIKELY`."""
    if isinstance(schema, list):
        return [likely(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    mended = {key: likely(value) for key, value in schema.items()}
    if isinstance(mended.get("properties"), dict):
        mended["properties"] |= {k: LIKELY[k] for k in mended["properties"] if k in LIKELY}
    if mended.get("in") in {"query", "path"} and mended.get("name") in LIKELY:
        mended["schema"] = LIKELY[mended["name"]]
    return mended


@pytest.fixture(scope="module")
def target(market: Market, now_ms: int) -> Iterator[RunningSandbox]:
    options = ServerOptions(rate_limit=False)
    with running_sandbox(market, SteppedClock(now_ms), options) as running:
        yield running


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        yield opened


def signed(target: RunningSandbox, case: Any) -> requests.PreparedRequest:
    """The request of a case, signed with the test key."""
    wanted = case.as_transport_kwargs(base_url=target.url)
    request = requests.Request(**{name: wanted[name] for name in SENT if name in wanted}).prepare()
    key = target.server.venue.options.keys[0]
    body = request.body or b""
    text = body if isinstance(body, str) else body.decode(errors="surrogateescape")
    stamp = str(int(time.time() * 1000))
    payload = f"{stamp}{request.method}{request.path_url}{text}"
    headers = {
        "KC-API-KEY": key.key,
        "KC-API-SIGN": sign(key.secret, payload.encode(errors="replace").decode()),
        "KC-API-TIMESTAMP": stamp,
        "KC-API-PASSPHRASE": sign(key.secret, key.passphrase),
        "KC-API-KEY-VERSION": "3",
    }
    request.headers.update(headers)
    return request


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_no_request_breaks_the_server(
    shared: Path, target: RunningSandbox, session: requests.Session, part: str
) -> None:
    path = shared / "kucoin_api" / "official" / f"openapi-{part}.json"
    if not path.exists():
        pytest.skip("KuCoin's OpenAPI files are not here")
    described = json.loads(path.read_text())
    sent = 0

    def send(case: Any) -> None:
        nonlocal sent
        sent += 1
        answer = session.send(signed(target, case), timeout=10)
        assert answer.status_code < 500, answer.text
        assert answer.json()["code"] != "500000"

    for description in (described, likely(described)):
        for operation in schemathesis.openapi.from_dict(description).get_all_operations():
            for mode in GenerationMode:
                draw(operation.ok(), mode, send)

    assert sent > len(described["paths"]) * EXAMPLES
    assert target.server.venue.exchange.books_balance() == 0


def draw(operation: Any, mode: GenerationMode, send: Any) -> None:
    """Send examples of an operation; none where there is no wrong way to ask."""
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        return
    strategy = operation.as_strategy(generation_mode=mode)
    profile = settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    profile(given(case=strategy)(send))()
