"""Whatever is sent to the control API, it answers and does not fail."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enygma.sandbox import RunningSandbox
from enygma.sandbox.faults import KINDS
from enygma.sandbox.server import DEFAULT_KEY

FIELDS = (
    *("fault", "settings", "match", "count", "duration_ms", "seed", "rates", "from_ms", "until_ms"),
    *("name", "balance", "permissions", "uid", "amount", "key", "ip_whitelist"),
    *("pair", "percent", "minutes", "after", "ms", "method", "path", "share"),
)
PATHS = (
    "/faults",
    "/faults/plan",
    "/accounts",
    "/accounts/transfer",
    "/keys/permissions",
    "/shocks",
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from([*KINDS, "BTC/USDT:USDT", "sandbox-key", "Futures", "1e400", "NaN"])
    | st.just(DEFAULT_KEY.uid),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from([*FIELDS, *KINDS]), inner, max_size=3)
    ),
    max_leaves=6,
)
bodies = st.dictionaries(st.sampled_from(FIELDS), values, max_size=5)


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies)
def test_any_body_is_answered(
    sandbox: RunningSandbox, ask: Any, path: str, body: dict[str, Any]
) -> None:
    url = f"{sandbox.url}/__sandbox__"

    status, answer, _ = ask(url + path, "POST", {}, json.dumps(body).encode())

    assert status in {200, 400, 409}, (body, answer)
    assert ask(url + "/state", "PUT", {}, json.dumps(body).encode())[0] == 400
    for shown in ("/faults", "/accounts", "/shocks", "/positions", "/state"):
        assert ask(url + shown)[0] == 200, (body, shown)


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"\xff\xfe", b"{" * 2000])
def test_body_that_is_no_object_is_refused(sandbox: RunningSandbox, ask: Any, body: bytes) -> None:
    status, answer, _ = ask(f"{sandbox.url}/__sandbox__/faults", "POST", {}, body)

    assert (status, answer["code"]) == (400, "400000")
