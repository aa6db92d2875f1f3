"""The asset behind a pair's name."""

from __future__ import annotations

import pytest

from custom_risk.portfolio.asset import asset_of


@pytest.mark.parametrize(
    ("pair", "asset"),
    [
        ("BTC/USDT:USDT", "BTC"),
        ("BTC/USDC:USDC", "BTC"),
        ("ETH/BTC", "ETH"),
        ("1000PEPE/USDT:USDT", "PEPE"),
        ("10000CAT/USDT:USDT", "CAT"),
        ("1MBABYDOGE/USDT:USDT", "BABYDOGE"),
        ("1INCH/USDT:USDT", "1INCH"),
        ("10/USDT:USDT", "10"),
    ],
)
def test_all_contracts_on_one_base_currency_are_one_asset(pair: str, asset: str) -> None:
    assert asset_of(pair) == asset
