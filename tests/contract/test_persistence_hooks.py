"""What is booked in freqtrade's database, and the fields it is booked in."""

import inspect
import re
from typing import Any

import pytest
from freqtrade.exceptions import StrategyError
from freqtrade.persistence import KeyValueStore, Order, PairLocks, Trade, init_db
from freqtrade.persistence.key_value_store import _KeyValueStoreModel
from freqtrade.strategy.strategy_wrapper import strategy_safe_wrapper

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


def test_the_table_of_keys_and_values_is_the_one_that_older_states_are_taken_from() -> None:
    table = _KeyValueStoreModel.__table__
    assert table.name == "KeyValueStore"
    assert {"key", "string_value"} <= set(table.columns.keys())


def test_the_database_is_reached_through_the_session_of_trades() -> None:
    source = inspect.getsource(init_db)
    assert "Trade.session = scoped_session(" in source
    # a database in memory is one connection: a commit of ours would be freqtrade's, too
    assert '"poolclass": StaticPool' in source


def test_what_was_kept_can_be_read_when_a_strategy_starts_and_stops_the_start() -> None:
    source = inspect.getsource(Bot.__init__)
    assert source.index("init_db(") < source.index("self.strategy.ft_bot_start()")

    def failing() -> None:
        raise ValueError("damaged")

    with pytest.raises(StrategyError, match="damaged"):
        strategy_safe_wrapper(failing)()


def test_a_trade_keeps_values_of_its_own() -> None:
    assert signature(Trade, "set_custom_data") == "(self, key, value)"
    assert signature(Trade, "get_custom_data") == "(self, key, default=None)"
    assert "CustomDataWrapper.get_custom_data" in inspect.getsource(Trade.get_custom_data)


def test_an_order_says_on_which_price_it_was_decided_and_at_which_it_was_filled() -> None:
    fields = {"ft_price", "average", "ft_order_side", "ft_is_open"}
    assert fields <= set(Order.__table__.columns.keys())
    assert {"safe_filled", "order_filled_utc"} <= set(dir(Order))
    assert "ft_price=price or order" in inspect.getsource(Order.parse_from_ccxt_object)
    assert "amount, enter_limit_requested)" in inspect.getsource(Bot.execute_entry)


def test_a_fill_is_told_each_time_an_order_is_looked_at_and_stored_after_that() -> None:
    source = inspect.getsource(Bot.update_trade_state)
    assert source.index("_update_trade_after_fill(") < source.index("Trade.commit()")
    assert "self.strategy.order_filled" in inspect.getsource(Bot._update_trade_after_fill)
    assert "Order.session = Trade.session" in inspect.getsource(init_db)
    assert {"ft_pair", "order_id", "filled"} <= set(Order.__table__.columns.keys())


def test_locks_in_force_are_read_for_every_pair_at_once() -> None:
    assert signature(PairLocks, "get_pair_locks") == "(pair, now=None, side=None)"


def test_a_stop_on_the_exchange_still_brings_no_funding_of_its_own() -> None:
    source = inspect.getsource(Trade.update_trade)
    assert 'order.ft_order_side != "stoploss" and order.funding_fee is None' in source
    assert "funding_fee_running" in inspect.getsource(Trade.set_funding_fees)
