"""Sizes end on whole lots, whatever was sold in between."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from freqtrade.exchange import amount_to_contract_precision
from freqtrade.util import FtPrecise
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

PAIR = "BTC/USDT:USDT"
LOT = Decimal("0.001")


@given(lots=st.integers(1, 100_000))
def test_an_order_holds_whole_lots_as_decimal_numbers(exchange: Any, lots: int) -> None:
    order = {"symbol": PAIR, "amount": float(lots), "filled": float(lots), "remaining": 0.0}
    exact = float(lots * LOT)
    assert exchange._order_contracts_to_amount(order) == {
        "symbol": PAIR,
        "amount": exact,
        "filled": exact,
        "remaining": 0.0,
    }
    (fill,) = exchange._trades_contracts_to_amount([{"symbol": PAIR, "amount": float(lots)}])
    assert fill["amount"] == exact


@given(data=st.data(), entered=st.integers(2, 10_000))
def test_what_is_left_after_exits_is_every_lot_that_is_left(
    exchange: Any, data: DataObject, entered: int
) -> None:
    """As freqtrade counts it: sums of its own decimals, rounded down to whole lots."""
    left, amount = entered, FtPrecise(exchange._contracts_to_amount(PAIR, entered))
    while left > 1:
        sold = data.draw(st.integers(1, left - 1))
        order = {"symbol": PAIR, "amount": None, "filled": float(sold), "remaining": None}
        amount -= FtPrecise(exchange._order_contracts_to_amount(order)["filled"])
        left -= sold
        kept = amount_to_contract_precision(float(amount), 1.0, exchange.precisionMode, float(LOT))
        assert Decimal(str(kept)) == left * LOT


def test_a_missing_size_stays_missing(exchange: Any) -> None:
    order = {"symbol": PAIR, "amount": 18.0, "filled": None}
    assert exchange._order_contracts_to_amount(order) == {
        "symbol": PAIR,
        "amount": 0.018,
        "filled": None,
    }
    assert exchange._trades_contracts_to_amount([]) == []
