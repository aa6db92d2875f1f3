"""A market in the exchange's place is another market."""

from __future__ import annotations

from typing import Any

import pytest
from freqtrade.enums import TradingMode

from custom_risk.evidence import venue
from tests.bot_configuration import addresses


def kucoin(**section: Any) -> dict[str, Any]:
    return {"exchange": {"name": "kucoin", **section}, "trading_mode": TradingMode.FUTURES}


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({}, ""),
        ({"exchange": {"name": "KuCoin"}}, "kucoin spot"),
        (kucoin(), "kucoin futures"),
        (kucoin() | {"trading_mode": "futures"}, "kucoin futures"),
        (kucoin(ccxt_config={"enableRateLimit": True}), "kucoin futures"),
        (
            kucoin(ccxt_config={"urls": {"api": addresses("http://127.0.0.1:18080")}}),
            "kucoin futures at this machine",
        ),
        (
            kucoin(ccxt_async_config={"urls": {"api": "http://localhost:1"}}),
            "kucoin futures at this machine",
        ),
        (
            kucoin(ccxt_config={"urls": {"api": "https://mirror.example/v1"}}),
            "kucoin futures at mirror.example",
        ),
    ],
)
def test_name_mode_and_address_tell_markets_apart(config: dict[str, Any], told: str) -> None:
    assert venue(config) == told


def test_the_port_does_not_matter() -> None:
    one, two = (
        kucoin(ccxt_config={"urls": {"api": addresses(f"http://127.0.0.1:{port}")}})
        for port in (18080, 40001)
    )
    assert venue(one) == venue(two)
