"""A dry run in shadow mode learns what KuCoin would have said, and can place nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ccxt
import pytest
import requests
from freqtrade.exceptions import OperationalException
from hypothesis import given
from hypothesis import strategies as st

from enygma.exchange.shadow_client import TEST_PATH, ShadowClient

ETH = "ETH/USDT:USDT"
SHADOW = {"dry_run": True, "enygma": {"shadow": True}}


def counts(bot: Any) -> dict[str, int]:
    return dict(bot.exchange.shadow.counts)


def test_every_order_of_the_dry_run_is_tested_and_none_is_placed(make_bot: Any, hand: Any) -> None:
    bot = make_bot(**SHADOW)
    trade = bot.enter()
    bot.turn()
    assert trade.is_open
    assert counts(bot) == {"accepted": 1, "without a position": 1}
    assert (hand.account().positions, hand.account().orders) == ((), ())
    assert bot.ear.warnings() == []


def test_what_would_have_been_refused_is_told_and_counted(
    make_bot: Any, venue: Any, key: Any
) -> None:
    bot = make_bot(**SHADOW)
    venue.server.venue.exchange.withdraw(key.uid, Decimal(9_995))
    assert bot.bot.execute_entry(ETH, 1000.0)
    bot.turn()
    (told,) = bot.ear.warnings()
    assert told.startswith("Shadow mode: KuCoin would have refused market buy")
    assert counts(bot)["refused"] == 1
    bot.bot.cleanup()
    summed_up = "Shadow mode: 2 orders tested (1 refused, 1 without a position)."
    assert summed_up in [text for _, text in bot.ear.heard]


def test_an_exchange_that_does_not_answer_changes_nothing(
    make_bot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot(**SHADOW)

    def down(*_: Any) -> Any:
        raise ccxt.RequestTimeout("nobody there")

    monkeypatch.setattr(bot.exchange._shadow_api, "fetch", down)
    trade = bot.enter()
    assert trade.is_open
    assert counts(bot)["unanswered"] >= 1


def test_a_wrong_key_is_no_refusal_of_an_order(make_bot: Any, caplog: Any) -> None:
    bot = make_bot(**SHADOW)
    bot.exchange._shadow_api.secret = "guessed"
    bot.enter()
    assert "refused" not in counts(bot)
    assert "refused the API key" in caplog.text


def test_the_dry_run_itself_has_no_key(make_bot: Any) -> None:
    bot = make_bot(**SHADOW)
    assert not bot.exchange._api.apiKey
    assert bot.exchange._shadow_api.apiKey


def test_shadow_mode_without_a_key_does_not_start(make_bot: Any) -> None:
    exchange = {"name": "kucoin", "pair_whitelist": [ETH]}
    with pytest.raises(OperationalException, match=r"no exchange\.key, exchange\.secret"):
        make_bot(**SHADOW, exchange=exchange)


def test_shadow_mode_belongs_to_a_dry_run(make_bot: Any) -> None:
    with pytest.raises(OperationalException, match=r"enygma\.shadow belongs to a dry run"):
        make_bot(enygma={"shadow": True})


@pytest.fixture
def client() -> ShadowClient:
    """A shadow client whose requests would be seen if they left."""
    made = ccxt.kucoin({"apiKey": "k", "secret": "s", "password": "p"})
    made.__class__ = ShadowClient
    return made


def test_no_call_of_ccxt_leaves_but_the_test_of_an_order(client: ShadowClient) -> None:
    left: list[str] = []

    class Wire(requests.Session):
        def request(self, method: str, url: str, **_: Any) -> Any:
            left.append(f"{method} {url}")
            raise ConnectionError("seen")

    client.session = Wire()
    client.enableRateLimit = False
    calls = [
        name
        for name in dir(client)
        if any(f"{verb}" in name for verb in ("Post", "Delete", "Put", "Patch")) and "_" not in name
    ]
    assert len(calls) > 50
    for name in calls:
        try:
            getattr(client, name)(_anything())
        except (ccxt.BaseError, ConnectionError, KeyError, TypeError, ValueError):
            continue
    # KuCoin's spot side tests orders under the same path
    assert set(left) == {
        f"POST https://{host}.kucoin.com{TEST_PATH}" for host in ("api", "api-futures")
    }


def _anything() -> dict[str, str]:
    names = ("orderId", "clientOid", "symbol", "currency", "withdrawalId", "subUserId", "id")
    return dict.fromkeys(names, "1")


@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT", "PATCH", "post"]),
    path=st.sampled_from(
        [
            "/api/v1/orders",
            "/api/v1/orders/test/",
            "/api/v1/orders/multi",
            "/api/v1/orders?x=/api/v1/orders/test",
            "/api/v1/orders#/api/v1/orders/test",
            "/api/v1/orders/test/../",
            "/API/v1/orders/test",
            "/x/api/v1/orders/test",
            TEST_PATH,
        ]
    ),
)
def test_only_the_very_path_passes(method: str, path: str) -> None:
    client = ccxt.kucoin()
    client.__class__ = ShadowClient
    if (method, path) == ("POST", TEST_PATH):
        return
    with pytest.raises(ccxt.NotSupported, match="tests of orders only"):
        client.fetch(f"https://api-futures.kucoin.com{path}", method)
