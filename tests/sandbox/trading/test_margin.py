"""Margins and prices of positions, held to what KuCoin's exchange has answered."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.sandbox.market import KNOWN_CONTRACTS
from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.holding import Holding
from enygma.sandbox.trading.margin import (
    bankruptcy_price,
    level_of,
    liquidation_price,
    order_cost,
    required,
)
from enygma.sandbox.trading.terms import MarginMode, PositionSide

BTC = KNOWN_CONTRACTS["BTC/USDT:USDT"]


def holding(lots: int, price: str, leverage: int, added: str = "0", funding: str = "0") -> Holding:
    held = Holding(
        id="1",
        uid=1,
        contract=BTC,
        position_side=PositionSide.BOTH,
        margin_mode=MarginMode.ISOLATED,
        leverage=leverage,
        opened_ms=0,
        added=Decimal(added),
        funding=Decimal(funding),
    )
    held.increase(lots, lots * BTC.multiplier * Decimal(price), leverage)
    return held


def test_a_recorded_short_of_2026_has_the_same_margins_and_prices():
    held = holding(-1, "68094.2", 50, added="1", funding="-0.00291083")
    mark = Decimal("66954.6")
    assert held.initial == Decimal("1.361884")
    assert held.margin == Decimal("2.35897317")
    assert held.unrealised(mark) == Decimal("1.1396")
    assert required(Account(1), held, mark).quantize(Decimal("1e-8")) == Decimal("0.30799116")
    assert bankruptcy_price(held, held.margin) == Decimal("70453.17317")
    liquidation = liquidation_price(Account(1), held, held.margin)
    assert liquidation.quantize(Decimal("1e-7")) == Decimal("70130.5725363")


@given(
    lots=st.integers(-1_000, 1_000).filter(bool),
    ticks=st.integers(100_000, 1_500_000),
    leverage=st.integers(2, 100),
)
def test_at_the_liquidation_price_the_margin_is_just_what_is_required(lots, ticks, leverage):
    held = holding(lots, str(Decimal(ticks) / 10), leverage)
    price = liquidation_price(Account(1), held, held.margin)
    left = held.margin + held.unrealised(price)
    assert abs(left - required(Account(1), held, price)) < Decimal("1e-15")
    assert held.sign * (price - bankruptcy_price(held, held.margin)) > 0


def test_margin_without_end_makes_a_long_safe():
    held = holding(10, "50000", 1, added="1000")
    assert liquidation_price(Account(1), held, held.margin) == 0


@pytest.mark.parametrize(("notional", "level"), [(1, 1), (250_000, 1), (250_001, 2), (10**9, 12)])
def test_the_level_of_a_notional_is_the_first_that_holds_it(notional, level):
    assert level_of(BTC, Decimal(notional)).level == level


def test_an_order_reserves_a_rounded_up_margin_and_fee():
    assert order_cost(Decimal(100), 3, BTC) == Decimal("33.39333334")


@given(
    lots=st.integers(1, 500),
    parts=st.lists(st.integers(1, 60), min_size=1, max_size=12),
    price=st.integers(1_000, 900_000),
    exit_price=st.integers(1_000, 900_000),
    leverage=st.integers(1, 125),
)
def test_a_position_closed_in_parts_gives_back_all_and_only_what_it_held(
    lots, parts, price, exit_price, leverage
):
    held = holding(lots, str(Decimal(price) / 10), leverage, added="3.33333333")
    margin, cost = held.margin, held.cost
    unit = BTC.multiplier * Decimal(exit_price) / 10
    freed = result = Decimal(0)
    for part in [*parts, lots]:
        closing = min(part, held.lots)
        if closing:
            one, other = held.decrease(closing, closing * unit)
            result, freed = result + one, freed + other
    assert (held.lots, held.cost, held.margin) == (0, 0, 0)
    assert freed == margin
    assert result == lots * unit - cost
