"""No secret of the configuration gets into the trail."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from enygma.monitoring.audit.redaction import HIDDEN, SHORTEST, Redaction

CONFIG: dict[str, Any] = {
    "exchange": {
        "name": "kucoin",
        "key": "exchange-key",
        "secret": "s3cret!",
        "password": "pass-x",
    },
    "telegram": {"token": "1234:abcd", "chat_id": 987654321},
    "api_server": {"jwt_secret_key": "jwt-value", "ws_token": ["ws-one", "ws-two"]},
    "db_url": "postgresql://bot:p%40ssword@host/trades",
    "webhook": {"url": "https://user:hook-word@hooks.example/T0"},
}
SECRETS = (
    "exchange-key",
    "s3cret!",
    "pass-x",
    "1234:abcd",
    "987654321",
    "jwt-value",
    "ws-one",
    "ws-two",
    "p%40ssword",
    "p@ssword",
    "hook-word",
)


def test_every_secret_of_the_configuration_is_hidden_wherever_it_stands() -> None:
    redaction = Redaction(CONFIG)
    for secret in SECRETS:
        assert redaction.text(f"before {secret} after") == f"before {HIDDEN} after"
        assert secret not in str(redaction.value({"error": [f"{secret}"], secret: 1}))


def test_what_is_no_secret_stays() -> None:
    plain = {"pair": "BTC/USDT:USDT", "name": "kucoin", "price": 1.5, "keys": 3, "none": None}
    assert Redaction(CONFIG).value(plain) == plain


def test_a_value_that_is_named_as_a_secret_is_hidden_without_being_configured() -> None:
    found = Redaction({}).value({"apiKey": "x", "inner": {"passphrase": "y"}, "token": ""})
    assert found == {"apiKey": HIDDEN, "inner": {"passphrase": HIDDEN}, "token": ""}


def test_of_two_secrets_the_longer_is_hidden_as_a_whole() -> None:
    redaction = Redaction({"a": {"secret": "abcdef"}, "b": {"secret": "abcdefgh"}})
    assert redaction.text("xabcdefghx") == f"x{HIDDEN}x"


@given(st.text(min_size=SHORTEST, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_no_secret_survives_in_any_surroundings(secret: str, before: str, after: str) -> None:
    assume(secret not in HIDDEN + before + after)
    found = Redaction({"exchange": {"secret": secret}}).value([{"error": before + secret + after}])
    assert HIDDEN in found[0]["error"]
    assert secret not in found[0]["error"].replace(HIDDEN, "\0" * 50)
