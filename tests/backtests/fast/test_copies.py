"""The trade that a callback is given: its own, down to the orders."""

from __future__ import annotations

import logging
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from freqtrade.exceptions import StrategyError
from freqtrade.persistence import Order
from freqtrade.persistence.trade_model import LocalTrade

from enygma.backtests.fast.callbacks import copied, guarded
from enygma.backtests.fast.orders import PlainOrder

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def trade() -> LocalTrade:
    held = LocalTrade(
        id=1, pair="BTC/USDT:USDT", open_date=NOW, open_rate=100.0, amount=2.0, fee_open=0.001
    )
    fields = {"ft_order_side": "buy", "ft_pair": held.pair, "amount": 2.0, "filled": 2.0}
    held.orders = [PlainOrder(id=each, ft_is_open=False, **fields) for each in (1, 2)]
    for order in held.orders:
        order._trade_bt = held
    return held


def test_a_plain_order_has_what_an_order_has() -> None:
    fields: dict[str, Any] = {
        "id": 3, "order_id": "3", "ft_order_side": "buy", "ft_pair": "BTC/USDT:USDT",
        "amount": 2.0, "filled": 1.0, "average": 100.0, "status": "open", "order_date": NOW,
    }  # fmt: skip
    plain, own = PlainOrder(**fields), Order(**fields)
    assert isinstance(plain, Order)
    assert repr(plain) == repr(own)
    assert plain.to_json("buy") == own.to_json("buy")
    assert plain.to_ccxt_object() == own.to_ccxt_object()
    assert {each.key: getattr(own, each.key) for each in Order.__mapper__.attrs} == {
        each.key: getattr(plain, each.key) for each in Order.__mapper__.attrs
    }


def test_a_copy_is_equal_and_shares_nothing_that_can_change(trade: LocalTrade) -> None:
    twin, deep = copied(trade), deepcopy(trade)
    assert vars(twin).keys() == vars(deep).keys()
    assert {k: v for k, v in vars(twin).items() if k != "orders"} == {
        k: v for k, v in vars(trade).items() if k != "orders"
    }
    assert [vars(each) | {"_trade_bt": 0} for each in twin.orders] == [
        vars(each) | {"_trade_bt": 0} for each in trade.orders
    ]
    assert all(each.trade is twin for each in twin.orders)
    twin.stop_loss, twin.orders[0].filled = 5.0, 0.0
    twin.orders.pop()
    assert trade.stop_loss == 0.0
    assert len(trade.orders) == 2
    assert trade.orders[0].filled == 2.0


def test_what_a_strategy_hung_on_a_trade_is_copied_deeply(trade: LocalTrade) -> None:
    trade.notes = ["kept"]
    copied(trade).notes.append("not kept")
    assert trade.notes == ["kept"]
    del trade.notes
    trade.orders[0].notes = {"a": 1}
    copied(trade).orders[0].notes["b"] = 2
    assert trade.orders[0].notes == {"a": 1}


def test_a_callback_that_fails_is_told_of_and_answered_for_as_before(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def custom_exit(**_: Any) -> None:
        raise ValueError("too late")

    with caplog.at_level(logging.WARNING):
        assert guarded(custom_exit, default_retval=False)(pair="BTC/USDT:USDT") is False
        assert guarded(custom_exit, supress_error=True)() is None
    assert "ValueError('too late')" in caplog.text
    assert "calling custom_exit" in caplog.text
    with pytest.raises(StrategyError, match="too late"):
        guarded(custom_exit)()
