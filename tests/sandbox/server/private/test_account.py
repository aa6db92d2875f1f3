"""The test account has the shape of KuCoin's."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enygma.sandbox import RunningSandbox
from enygma.sandbox.server.auth import sign

Signed = Callable[[str], Any]


@pytest.fixture
def signed(still_sandbox: RunningSandbox, ask: Any) -> Signed:
    """GET a path with a signature of the test key; returns the data."""
    key = still_sandbox.server.venue.options.keys[0]

    def read(target: str) -> Any:
        timestamp = str(int(time.time() * 1000))
        headers = {
            "KC-API-KEY": key.key,
            "KC-API-SIGN": sign(key.secret, f"{timestamp}GET{target}"),
            "KC-API-TIMESTAMP": timestamp,
            "KC-API-PASSPHRASE": sign(key.secret, key.passphrase),
            "KC-API-KEY-VERSION": "3",
        }
        status, answer, _ = ask(f"{still_sandbox.url}{target}", headers=headers)
        assert (status, answer["code"]) == (200, "200000")
        return answer["data"]

    return read


@pytest.mark.parametrize("source", ["recorded", "documented"])
def test_overview_has_every_field_of_kucoins(signed: Signed, shared: Path, source: str) -> None:
    folder = shared / "kucoin_api"
    recorded = folder / "recorded" / "evgesha9400-kucoin-futures-lib"
    examples = folder / "official" / "examples"
    theirs = (
        json.loads((recorded / "get_account_overview__1.json").read_text())
        if source == "recorded"
        else json.loads((examples / "rest_GET_api_v1_account_overview__response.json").read_text())[
            "data"
        ]
    )

    ours = signed("/api/v1/account-overview?currency=USDT")

    assert theirs.keys() <= ours.keys()
    assert ours["availableBalance"] == ours["accountEquity"] == 10_000.0


def test_only_the_settlement_currency_has_a_balance(signed: Signed) -> None:
    assert signed("/api/v1/account-overview")["currency"] == "XBT"
    assert signed("/api/v1/account-overview?currency=XBT")["accountEquity"] == 0


def test_fees_are_those_of_the_contract_or_of_spot(signed: Signed) -> None:
    assert signed("/api/v1/trade-fees?symbol=XBTUSDTM") == {
        "symbol": "XBTUSDTM",
        "takerFeeRate": "0.0006",
        "makerFeeRate": "0.0002",
    }
    spot = signed("/api/v1/trade-fees?symbols=BTC-USDT,ETH-USDT")
    assert [each["symbol"] for each in spot] == ["BTC-USDT", "ETH-USDT"]


def test_key_and_modes_are_told(signed: Signed) -> None:
    assert signed("/api/v1/user/api-key")["permission"] == "Futures,General,Spot"
    assert signed("/api/ua/v1/account/mode") == {"selfAccountMode": "CLASSIC"}
    assert signed("/api/v2/position/getPositionMode") == {"positionMode": 0}
    assert signed("/api/v2/position/getMarginMode?symbol=XBTUSDTM")["marginMode"] == "ISOLATED"
