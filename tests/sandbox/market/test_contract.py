"""Contracts say what a lot is worth and what leverage a position may have."""

from decimal import Decimal
from itertools import pairwise

import pytest

from enygma.sandbox.market import KNOWN_CONTRACTS, MarketDataError
from enygma.sandbox.market.contract import Contract, base_of, contract_for


@pytest.mark.parametrize(
    ("pair", "symbol", "multiplier"),
    [
        ("BTC/USDT:USDT", "XBTUSDTM", "0.001"),
        ("ETH/USDT:USDT", "ETHUSDTM", "0.01"),
        ("SOL/USDT:USDT", "SOLUSDTM", "0.1"),
        ("XRP/USDT:USDT", "XRPUSDTM", "10"),
        ("DOGE/USDT:USDT", "DOGEUSDTM", "100"),
    ],
)
def test_majors_have_kucoins_symbols_and_multipliers(
    pair: str, symbol: str, multiplier: str
) -> None:
    contract = contract_for(pair, 1.0)
    assert contract.symbol == symbol
    assert contract.multiplier == Decimal(multiplier)
    assert contract.quote_currency == "USDT"


@pytest.mark.parametrize("contract", KNOWN_CONTRACTS.values(), ids=lambda one: one.symbol)
def test_the_risk_ladder_is_seamless_and_tightens(contract: Contract) -> None:
    levels = contract.risk_limits
    assert levels[0].min_risk_limit == 0
    assert levels[0].max_leverage == contract.max_leverage
    assert levels[-1].max_leverage == 1
    for lower, upper in pairwise(levels):
        assert upper.level == lower.level + 1
        assert upper.min_risk_limit == lower.max_risk_limit < upper.max_risk_limit
        assert upper.max_leverage < lower.max_leverage
        assert upper.maintain_margin > lower.maintain_margin
    for level in levels:
        assert level.initial_margin >= Decimal(1) / level.max_leverage - Decimal("0.001")
        assert level.maintain_margin < level.initial_margin


@pytest.mark.parametrize("price", [0.000_012_3, 0.5, 27.0, 2_472.0, 91_234.0])
def test_an_unknown_base_gets_lots_and_ticks_that_suit_its_price(price: float) -> None:
    contract = contract_for("NEW/USDT:USDT", price)
    assert contract.symbol == "NEWUSDTM"
    assert 0.5 <= float(contract.multiplier) * price <= 10.0
    assert 1e-5 <= float(contract.tick_size) / price <= 1e-3


@pytest.mark.parametrize("pair", ["BTC/USDT", "BTC/USD:BTC", "BTCUSDT", "/USDT:USDT", ""])
def test_a_pair_that_is_no_usdt_perpetual_is_refused(pair: str) -> None:
    with pytest.raises(MarketDataError, match="not a USDT-margined perpetual"):
        base_of(pair)
