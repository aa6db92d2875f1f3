"""Fills are put together by order, each once, with what the exchange said of them."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from enygma.guards.lost_fills import by_order


def row(order_id: str, trade_id: str, size: int, price: str, **changes: Any) -> dict[str, Any]:
    plain = {
        "orderId": order_id,
        "tradeId": trade_id,
        "side": "sell",
        "size": size,
        "price": price,
        "fee": "0.1",
        "feeCurrency": "USDT",
        "createdAt": 1000 + int(trade_id),
        "orderType": "market",
        "tradeType": "trade",
        "stop": "",
    }
    return {**plain, **changes}


def test_fills_of_an_order_are_summed_at_their_average_price() -> None:
    first, second = by_order(
        [row("a", "1", 1, "100"), row("a", "2", 3, "104"), row("b", "3", 2, "99", side="buy")]
    )
    assert (first.lots, first.price, first.fee) == (4, Decimal(103), Decimal("0.2"))
    assert (first.last_ms, first.order_type, first.currency) == (1002, "market", "USDT")
    assert (second.order_id, second.side, second.lots) == ("b", "buy", 2)


def test_stops_and_liquidations_are_told_apart() -> None:
    stop, liquidation, deleveraged = by_order(
        [
            row("a", "1", 1, "100", stop="down"),
            row("b", "2", 1, "100", tradeType="liquidation"),
            row("c", "3", 1, "100", tradeType="ADL"),
        ]
    )
    assert (stop.is_stop, stop.is_liquidation) == (True, False)
    assert (liquidation.is_stop, liquidation.is_liquidation) == (False, True)
    assert deleveraged.is_liquidation


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9), st.integers(1, 500)), min_size=1))
def test_a_fill_that_is_told_twice_counts_once(fills: list[tuple[int, int, int]]) -> None:
    rows = [
        row(str(order), str(number), size, str(price))
        for number, (order, size, price) in enumerate(fills)
    ]
    once = by_order(rows)
    assert by_order(rows + rows) == once
    assert sum(each.lots for each in once) == sum(size for _, size, _ in fills)
    value = sum(each.price * each.lots for each in once)
    assert abs(value - sum(size * price for _, size, price in fills)) < Decimal("1e-9")
