"""What is booked in freqtrade's database, and the fields it is booked in."""

import inspect
import re
from typing import Any

import pytest
from freqtrade.persistence import KeyValueStore, Order, Trade

from enygma.guards.adoption import Adoption

from .conftest import Bot, signature

BOOKED_IN_THE_DATABASE = (
    (Order, "order_by_id", "(order_id, pair=None)"),
    (Order, "parse_from_ccxt_object", "(order, pair, side, amount=None, price=None)"),
    (Order, "to_ccxt_object", "(self, stopPriceName='stopPrice')"),
    (
        Trade,
        "adjust_stop_loss",
        "(self, current_price, stoploss, initial=False, allow_refresh=False)",
    ),
    (Trade, "get_open_trades", "()"),
    (Trade, "get_total_closed_profit", "()"),
    (Trade, "recalc_trade_from_orders", "(self, *, is_closing=False)"),
    (Trade, "select_order_by_order_id", "(self, order_id)"),
    (Trade, "update_fee", "(self, fee_cost, fee_currency, fee_rate, side)"),
    (Trade, "update_order", "(self, order)"),
)


@pytest.mark.parametrize(("model", "name", "expected"), BOOKED_IN_THE_DATABASE)
def test_trades_and_orders_are_booked_as_the_guards_do_it(
    model: Any, name: str, expected: str
) -> None:
    assert signature(model, name) == expected


def test_a_new_trade_has_the_fields_that_an_adopted_one_is_given() -> None:
    given = set(re.findall(r"^ {12}(\w+)=", inspect.getsource(Adoption._new_trade), re.MULTILINE))
    own = inspect.getsource(Bot.execute_entry).split("trade = Trade(", 1)[1]
    wanted = set(re.findall(r"^ {16}(\w+)=", own.split("stoploss =", 1)[0], re.MULTILINE))
    assert given == wanted


def test_the_store_of_keys_and_values_takes_texts() -> None:
    assert str(inspect.signature(KeyValueStore.get_string_value)).startswith("(key:")
    assert list(inspect.signature(KeyValueStore.store_value).parameters) == ["key", "value"]


def test_a_stop_on_the_exchange_still_brings_no_funding_of_its_own() -> None:
    source = inspect.getsource(Trade.update_trade)
    assert 'order.ft_order_side != "stoploss" and order.funding_fee is None' in source
    assert "funding_fee_running" in inspect.getsource(Trade.set_funding_fees)
