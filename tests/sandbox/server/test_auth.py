"""Signatures: a right one passes, every wrong part is refused with its own code."""

import base64
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ccxt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.sandbox import RunningSandbox
from enygma.sandbox.server.auth import ApiKey, KeyRing, SignedRequest, random_key, sign
from enygma.sandbox.server.envelope import ApiError

KEY = ApiKey(key="key", secret="secret", passphrase="phrase")
NOW_MS = 1_767_277_845_678


def signed(
    key: ApiKey = KEY,
    method: str = "GET",
    target: str = "/api/v1/positions?currency=USDT",
    body: str = "",
    timestamp_ms: int = NOW_MS,
    version: str = "2",
    **changed: str,
) -> SignedRequest:
    """A request signed as KuCoin documents, with headers `changed` afterwards."""
    timestamp = str(timestamp_ms)
    passphrase = key.passphrase if version == "1" else sign(key.secret, key.passphrase)
    headers = {
        "KC-API-KEY": key.key,
        "KC-API-SIGN": sign(key.secret, timestamp + method + target + body),
        "KC-API-TIMESTAMP": timestamp,
        "KC-API-PASSPHRASE": passphrase,
        "KC-API-KEY-VERSION": version,
    }
    changed = {name.replace("_", "-"): value for name, value in changed.items()}
    return SignedRequest(method, target, body, headers | changed, "127.0.0.1")


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing([KEY], (lambda: NOW_MS,))


def test_signature_is_the_one_of_rfc_4231() -> None:
    # Test case 2 of RFC 4231 for HMAC-SHA256.
    digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

    signature = sign("Jefe", "what do ya want for nothing?")

    assert base64.b64decode(signature).hex() == digest


@pytest.mark.parametrize("version", ["1", "2", "3"])
def test_every_key_version_signs_its_passphrase_in_its_way(ring: KeyRing, version: str) -> None:
    assert ring.authenticate(signed(version=version)) == KEY


@given(body=st.text(max_size=40), method=st.sampled_from(["GET", "POST", "DELETE"]))
def test_signature_covers_method_target_and_body(body: str, method: str) -> None:
    ring = KeyRing([KEY], (lambda: NOW_MS,))
    request = signed(method=method, body=body)

    assert ring.authenticate(request) == KEY
    for forged in (
        replace(request, body=body + " "),
        replace(request, target=request.target + "&x=1"),
        replace(request, method="PUT"),
    ):
        with pytest.raises(ApiError, match="400005"):
            ring.authenticate(forged)


def test_signature_may_cover_the_query_in_plain_text(ring: KeyRing) -> None:
    plain, encoded = "/api/v1/x?symbol=A,B&name=a b", "/api/v1/x?symbol=A%2CB&name=a+b"
    request = signed(target=plain)

    assert ring.authenticate(replace(request, target=encoded)) == KEY
    with pytest.raises(ApiError, match="400005"):
        ring.authenticate(replace(request, target=encoded + "%20"))


@pytest.mark.parametrize(
    ("request_", "code", "message"),
    [
        (signed(KC_API_SIGN=""), "400001", "Please check the header of your request"),
        (signed(timestamp_ms=NOW_MS - 5001), "400002", "Invalid KC-API-TIMESTAMP"),
        (signed(timestamp_ms=NOW_MS + 5001), "400002", "Invalid KC-API-TIMESTAMP"),
        (signed(KC_API_TIMESTAMP="soon"), "400002", "Invalid KC-API-TIMESTAMP"),
        (signed(KC_API_KEY="other"), "400003", "KC-API-KEY not exists"),
        (signed(KC_API_PASSPHRASE="guess"), "400004", "Invalid KC-API-PASSPHRASE"),
        (signed(KC_API_PASSPHRASE="gu\udcffess"), "400004", "Invalid KC-API-PASSPHRASE"),
        (signed(replace(KEY, secret="wrong")), "400004", "Invalid KC-API-PASSPHRASE"),
        (signed(KC_API_SIGN="forged"), "400005", "Invalid KC-API-SIGN"),
        (signed(KC_API_KEY_VERSION="9"), "400009", "Invalid KC-API-KEY-VERSION"),
    ],
)
def test_wrong_part_is_refused_with_its_code(
    ring: KeyRing, request_: SignedRequest, code: str, message: str
) -> None:
    with pytest.raises(ApiError) as refused:
        ring.authenticate(request_)

    assert refused.value.code == code
    assert refused.value.message.startswith(message)
    assert refused.value.status in {400, 401}


def test_timestamp_may_differ_by_five_seconds_from_any_clock_of_the_exchange() -> None:
    ring = KeyRing([KEY], (lambda: NOW_MS, lambda: 0))

    assert ring.authenticate(signed(timestamp_ms=NOW_MS + 5000)) == KEY
    assert ring.authenticate(signed(timestamp_ms=4999)) == KEY


def test_address_outside_the_whitelist_is_refused() -> None:
    key = replace(KEY, ip_whitelist=frozenset({"10.0.0.1"}))
    ring = KeyRing([key], (lambda: NOW_MS,))

    with pytest.raises(ApiError, match=r"400006.*127\.0\.0\.1"):
        ring.authenticate(signed())
    assert ring.authenticate(replace(signed(), remote="10.0.0.1")) == key


def test_missing_permission_is_refused() -> None:
    key = replace(KEY, permissions=frozenset({"General"}))
    ring = KeyRing([key], (lambda: NOW_MS,))

    assert ring.authenticate(signed()) == key
    with pytest.raises(ApiError, match="400007"):
        ring.authenticate(signed(), "Futures")


def test_secret_does_not_show_in_a_keys_text() -> None:
    key = random_key()

    assert key.secret not in repr(key)
    assert key.passphrase not in repr(key)
    assert random_key() != key


@pytest.fixture
def keys() -> dict[str, str]:
    return {
        "apiKey": "sandbox-key",
        "secret": "sandbox-secret",
        "password": "sandbox-passphrase",
    }


def test_ccxt_with_the_test_key_reads_the_account(
    still_sandbox: RunningSandbox,
    ccxt_options: Callable[..., dict[str, Any]],
    keys: dict[str, str],
) -> None:
    client = ccxt.kucoin(ccxt_options(still_sandbox.url, **keys))
    client.load_markets()

    balance = client.fetch_balance({"type": "swap", "code": "USDT"})
    assert balance["USDT"] == {"free": 10_000.0, "used": 0.0, "total": 10_000.0}
    assert client.fetch_positions() == []
    assert client.fetch_margin_mode("BTC/USDT:USDT")["marginMode"] == "isolated"
    assert client.fetch_position_mode()["hedged"] is False
    assert client.fetch_trading_fee("BTC/USDT:USDT")["taker"] == 0.0006
    assert "Futures" in client.privateGetUserApiKey()["data"]["permission"]
    assert float(client.futuresPrivateGetTradeStatistics()["data"]["turnoverOf24h"]) > 0


@pytest.mark.parametrize("part", ["apiKey", "secret", "password"])
def test_ccxt_with_a_wrong_key_is_refused(
    still_sandbox: RunningSandbox,
    ccxt_options: Callable[..., dict[str, Any]],
    keys: dict[str, str],
    part: str,
) -> None:
    wrong = keys | {part: "wrong"}
    client = ccxt.kucoin(ccxt_options(still_sandbox.url, **wrong))

    with pytest.raises(ccxt.AuthenticationError):
        client.fetch_positions()


def test_stale_timestamp_is_refused_over_http(
    still_sandbox: RunningSandbox, ask: Callable[..., Any]
) -> None:
    key = still_sandbox.server.venue.options.keys[0]
    stale = int(time.time() * 1000) - 60_000
    request = signed(key, target="/api/v1/positions", timestamp_ms=stale)

    status, answer, _ = ask(f"{still_sandbox.url}{request.target}", headers=request.headers)

    assert (status, answer["code"]) == (400, "400002")
