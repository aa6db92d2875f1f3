"""The section `custom_risk.portfolio`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from custom_risk import RiskConfigError, load_settings


def test_without_the_section_there_are_no_caps_on_the_portfolio() -> None:
    assert load_settings(None).portfolio is None


def test_an_empty_section_brings_the_documented_caps() -> None:
    portfolio = load_settings({"portfolio": {}}).portfolio
    assert portfolio is not None
    caps = (portfolio.max_asset_pct, portfolio.max_group_pct, portfolio.max_sector_pct)
    assert caps == (Decimal(40), Decimal(60), Decimal(50))
    assert portfolio.correlation.min == Decimal("0.7")
    assert portfolio.max_net_pct is None
    assert portfolio.max_heat_pct is None


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"max_heat": 1}, r"portfolio\.max_heat: there is no such key.*max_heat_pct"),
        ({"max_net_pct": -1}, r"portfolio\.max_net_pct: -1 is outside above 0 … 1000"),
        ({"max_asset_pct": "nan"}, r"portfolio\.max_asset_pct: .* outside above 0 … 1000"),
        ({"max_asset_pct": True}, r"portfolio\.max_asset_pct: True cannot be used"),
        ({"max_asset_pct": 70}, r"max_asset_pct 70 is above max_group_pct 60"),
        ({"max_group_pct": 30}, r"max_asset_pct 40 is above max_group_pct 30"),
        ({"max_sector_pct": 30}, r"max_asset_pct 40 is above max_sector_pct 30"),
        (
            {"correlation": {"min_candles": 300}},
            r"portfolio\.correlation: min_candles 300 is above window_candles 200",
        ),
        ({"correlation": {"min": 1.5}}, r"portfolio\.correlation\.min: 1\.5 is outside"),
        ({"sectors": {"BTC/USDT:USDT": "a"}}, r"portfolio\.sectors: .*is a pair.*'BTC'"),
        ({"groups": {"BTC": " "}}, r"portfolio\.groups: 'BTC'.* needs a base currency and a name"),
        ({"groups": {"btc": "a"}}, r"portfolio\.groups: 'btc' is no base currency, 'BTC' is one"),
        ({"sectors": {"BTC": 3}}, r"portfolio\.sectors\.BTC: 3 cannot be used"),
    ],
)
def test_what_cannot_be_used_is_named(section: dict[str, Any], message: str) -> None:
    with pytest.raises(RiskConfigError, match=message):
        load_settings({"portfolio": section})
