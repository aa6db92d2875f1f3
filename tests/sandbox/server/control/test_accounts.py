"""Accounts, keys, money, prices and positions by hand, as an operator and ccxt see them."""

import json
from collections.abc import Callable
from typing import Any

import ccxt
import pytest

from enygma.sandbox import RunningSandbox
from enygma.sandbox.server import DEFAULT_KEY

PAIR = "BTC/USDT:USDT"
Control = Callable[..., Any]


@pytest.fixture
def client_of(
    sandbox: RunningSandbox, ccxt_options: Callable[..., dict[str, Any]]
) -> Callable[..., Any]:
    """An unmodified ccxt client with the keys of an account."""

    def client(**opened: Any) -> Any:
        published = {"key": DEFAULT_KEY.key, "secret": DEFAULT_KEY.secret}
        known = published | {"passphrase": DEFAULT_KEY.passphrase} | opened
        names = {"apiKey": "key", "secret": "secret", "password": "passphrase"}
        keys = {name: known[part] for name, part in names.items()}
        return ccxt.kucoin(ccxt_options(sandbox.url, **keys))

    return client


def buy(client: Any) -> Any:
    terms = {"leverage": 5, "marginMode": "isolated"}
    return client.create_order(PAIR, "market", "buy", 2, None, terms)


def test_new_account_trades_with_its_own_key_and_money(
    control: Control, client_of: Callable[..., Any]
) -> None:
    opened = control("POST", "/accounts", name="second", balance="500.5")
    second, first = client_of(**opened), client_of()

    assert second.fetch_balance({"type": "swap", "code": "USDT"})["USDT"]["total"] == 500.5
    buy(second)
    assert second.fetch_position(PAIR)["contracts"] == 2
    assert first.fetch_positions() == []
    uids = [account["uid"] for account in control("GET", "/accounts")]
    assert uids == [DEFAULT_KEY.uid, opened["uid"]]


def test_secrets_are_told_once(control: Control) -> None:
    control("POST", "/accounts", name="second")

    assert "secret" not in json.dumps(control("GET", "/accounts"))


def test_money_comes_in_and_goes_out(control: Control) -> None:
    uid = DEFAULT_KEY.uid

    assert control("POST", "/accounts/transfer", uid=uid, amount="250")["balance"] == "10250"
    assert control("POST", "/accounts/transfer", uid=uid, amount="-10000")["available"] == "250"
    status, _ = control("POST", "/accounts/transfer", uid=uid, amount="-251")
    assert status == 409
    assert control("GET", "/accounts")[0]["balance"] == "250"


def test_key_that_may_withdraw_says_so(control: Control, client_of: Callable[..., Any]) -> None:
    permissions = ["general", "Futures", "withdrawal"]
    changed = control("POST", "/keys/permissions", key="sandbox-key", permissions=permissions)

    shown = client_of().privateGetUserApiKey()["data"]["permission"]
    assert changed["permissions"] == ["Futures", "General", "Withdrawal"]
    assert set(shown.split(",")) == {"Futures", "General", "Withdrawal"}


def test_key_without_futures_places_no_order(
    control: Control, client_of: Callable[..., Any]
) -> None:
    control("POST", "/keys/permissions", key="sandbox-key", permissions=["General"])

    with pytest.raises(ccxt.AuthenticationError, match="400007"):
        buy(client_of())


def test_key_is_bound_to_addresses(control: Control, client_of: Callable[..., Any]) -> None:
    control(
        "POST",
        "/keys/permissions",
        key="sandbox-key",
        permissions=["General", "Futures"],
        ip_whitelist=["10.0.0.1"],
    )

    with pytest.raises(ccxt.AuthenticationError, match="400006"):
        client_of().fetch_positions()


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/accounts", {"name": "sandbox"}, "there is a key called sandbox already"),
        ("/accounts", {"name": "a b"}, "name: String should match"),
        ("/accounts", {"name": "x", "balance": -1}, "balance: Input should be greater"),
        ("/accounts", {"name": "x", "permissions": ["Fly"]}, "'Fly' is no permission; there are"),
        ("/accounts/transfer", {"uid": 5, "amount": 1}, "there is no account 5"),
        ("/accounts/transfer", {"uid": 5, "amount": "NaN"}, "amount: "),
        ("/accounts/transfer", {"uid": DEFAULT_KEY.uid, "amount": 0}, "must not be 0"),
        ("/accounts/transfer", {"uid": DEFAULT_KEY.uid, "amount": "1.000000001"}, "eight decimals"),
        ("/accounts", {"name": "x", "balance": "0.000000001"}, "balance: a transfer moves"),
        ("/keys/permissions", {"key": "x", "permissions": []}, "there is no key 'x'"),
        ("/shocks", {"pair": "NOPE/USDT:USDT", "percent": -5}, "is not listed here"),
        ("/shocks", {"pair": PAIR, "percent": -99}, "not by -99%"),
        ("/shocks", {"pair": PAIR, "percent": "much"}, "percent: "),
    ],
)
def test_nonsense_is_refused(
    control: Control, path: str, body: dict[str, Any], message: str
) -> None:
    status, said = control("POST", path, **body)

    assert status == 400
    assert message in said


def test_crash_fires_the_stop_of_one_position_and_liquidates_the_other(
    control: Control, client_of: Callable[..., Any], sandbox: RunningSandbox
) -> None:
    bare = client_of(**control("POST", "/accounts", name="bare"))
    guarded = client_of()
    for client in (guarded, bare):
        buy(client)
    price = guarded.fetch_ticker(PAIR)["last"]
    stop = {"stopLossPrice": price * 0.95, "reduceOnly": True, "leverage": 5}
    placed = guarded.create_order(PAIR, "market", "sell", 2, None, stop)
    covered = {each["uid"]: each["is_covered"] for each in control("GET", "/positions")}
    control("POST", "/shocks", pair=PAIR, percent=-30, minutes=10)
    for _ in range(15):
        sandbox.advance(60_000)

    assert guarded.fetch_order(placed["id"])["status"] == "closed"
    assert guarded.fetch_positions() == bare.fetch_positions() == []
    assert list(covered.values()) == [True, False]
    lost = {each["keys"][0]["name"]: float(each["balance"]) for each in control("GET", "/accounts")}
    assert 10_000 > lost["sandbox"] > lost["bare"]
    assert control("GET", "/shocks")[0]["percent"] == -30
    first, second = (each["unprotected_ms"] for each in control("GET", "/positions"))
    assert first == 0 < second
