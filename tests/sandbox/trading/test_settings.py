"""What an account can set, and what it cannot while something is open."""

from decimal import Decimal

import pytest

from enygma.sandbox.trading import (
    CrossLeverageChanged,
    MarginMode,
    MarginModeChanged,
    OrderStatus,
    PositionMode,
    Rejection,
)

BTC = "XBTUSDTM"


def test_modes_cannot_be_switched_with_a_position_or_an_order(script, order, uid):
    exchange = script(50_000.0)
    resting = exchange.place(uid, order("buy", 1, "49000"))
    for switch in (
        lambda: exchange.set_margin_mode(uid, BTC, MarginMode.CROSS),
        lambda: exchange.set_position_mode(uid, PositionMode.HEDGE),
    ):
        with pytest.raises(Rejection) as refused:
            switch()
        assert refused.value.code == "50002"
    exchange.cancel(uid, resting.id)
    exchange.set_margin_mode(uid, BTC, MarginMode.CROSS)
    assert exchange.margin_mode(uid, BTC) is MarginMode.CROSS


def test_switching_to_the_present_mode_is_always_allowed(script, order, uid, heard):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 1))
    events = heard(exchange)
    exchange.set_margin_mode(uid, BTC, MarginMode.ISOLATED)
    exchange.set_position_mode(uid, PositionMode.ONE_WAY)
    assert events == []


def test_an_order_in_the_other_margin_mode_is_refused(script, order, uid):
    exchange = script(50_000.0)
    with pytest.raises(Rejection, match="margin mode does not match") as refused:
        exchange.place(uid, order("buy", 1, margin_mode=MarginMode.CROSS))
    assert refused.value.code == "330005"


def test_listeners_hear_of_changed_settings(script, uid, heard):
    exchange = script(50_000.0)
    events = heard(exchange)
    exchange.set_margin_mode(uid, BTC, MarginMode.CROSS)
    exchange.set_cross_leverage(uid, BTC, 7)
    modes = [each.modes for each in events if isinstance(each, MarginModeChanged)]
    leverages = [each.leverages for each in events if isinstance(each, CrossLeverageChanged)]
    assert modes == [{BTC: MarginMode.CROSS}]
    assert leverages == [{BTC: 7}]


@pytest.mark.parametrize(("leverage", "code"), [(0, "100001"), (126, "300016")])
def test_cross_leverage_stays_within_the_contract(script, uid, leverage, code):
    exchange = script(50_000.0)
    with pytest.raises(Rejection) as refused:
        exchange.set_cross_leverage(uid, BTC, leverage)
    assert refused.value.code == code


def test_margin_can_be_added_and_taken_back_but_not_the_initial_one(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 10, leverage=10))
    before = exchange.positions(uid)[0]
    exchange.add_margin(uid, BTC, Decimal(20))
    added = exchange.positions(uid)[0]
    assert added.margin == before.margin + 20
    assert added.liquidation_price < before.liquidation_price
    loss = -min(added.unrealised, 0)
    assert exchange.max_withdraw_margin(uid, BTC) == 20 - loss
    with pytest.raises(Rejection) as refused:
        exchange.withdraw_margin(uid, BTC, Decimal("20.00000001"))
    assert refused.value.code == "300003"
    exchange.withdraw_margin(uid, BTC, 20 - loss)
    assert exchange.max_withdraw_margin(uid, BTC) == 0
    assert exchange.books_balance() == 0


def test_margin_needs_a_position_and_the_money(script, order, uid):
    exchange = script(50_000.0, balance=100)
    with pytest.raises(Rejection) as refused:
        exchange.add_margin(uid, BTC, Decimal(1))
    assert refused.value.code == "300009"
    exchange.place(uid, order("buy", 1))
    with pytest.raises(Rejection) as refused:
        exchange.add_margin(uid, BTC, Decimal(100))
    assert refused.value.code == "300003"


def test_a_risk_limit_level_bounds_position_and_leverage(script, order, uid):
    exchange = script(50_000.0, balance=1_000_000)
    with pytest.raises(Rejection, match="risk limit of 250000") as refused:
        exchange.place(uid, order("buy", 5_001))
    assert refused.value.code == "300005"
    resting = exchange.place(uid, order("buy", 1, "49000", leverage=110))
    exchange.set_risk_limit_level(uid, BTC, 2)
    assert resting.status is OrderStatus.DONE, "a change of the level cancels orders"
    with pytest.raises(Rejection, match="cannot be greater than 100") as refused:
        exchange.place(uid, order("buy", 1, leverage=101))
    assert refused.value.code == "300016"
    exchange.place(uid, order("buy", 5_001))
    with pytest.raises(Rejection) as refused:
        exchange.set_risk_limit_level(uid, BTC, 1)
    assert refused.value.code == "300005"
    with pytest.raises(Rejection) as refused:
        exchange.set_risk_limit_level(uid, BTC, 13)
    assert refused.value.code == "100005"


def test_the_largest_order_is_one_that_is_accepted(script, order, uid):
    exchange = script(50_000.0)
    ask = exchange._floor.quote(BTC).ask
    most, _ = exchange.max_open_size(uid, BTC, ask, 5)
    exchange.check(uid, order("buy", most, str(ask), leverage=5))
    with pytest.raises(Rejection) as refused:
        exchange.check(uid, order("buy", most + 1, str(ask), leverage=5))
    assert refused.value.code == "300003"


def test_the_largest_order_leaves_room_for_those_that_rest(script, order, uid):
    exchange = script(50_000.0, balance=1_000_000)
    exchange.place(uid, order("buy", 4_000, "49900"))
    most, to_sell = exchange.max_open_size(uid, BTC, Decimal(49_900), 10)
    assert most < to_sell
    exchange.check(uid, order("buy", most, "49900"))
    with pytest.raises(Rejection) as refused:
        exchange.check(uid, order("buy", most + 1, "49900"))
    assert refused.value.code == "300005"


def test_the_largest_cross_order_is_that_of_the_leverage_asked_for(script, order, uid):
    exchange = script(50_000.0, balance=1_000_000)
    exchange.set_margin_mode(uid, BTC, MarginMode.CROSS)
    most, _ = exchange.max_open_size(uid, BTC, Decimal(50_000), 100)
    exchange.set_cross_leverage(uid, BTC, 100)
    exchange.check(uid, order("buy", most, "50000", margin_mode=MarginMode.CROSS))
    with pytest.raises(Rejection) as refused:
        exchange.check(uid, order("buy", most + 1, "50000", margin_mode=MarginMode.CROSS))
    assert refused.value.code == "300005"


def test_money_comes_in_and_leaves_only_as_far_as_it_is_free(script, order, uid):
    exchange = script(50_000.0, balance=100)
    exchange.place(uid, order("buy", 10))
    exchange.deposit(uid, Decimal(50))
    free = exchange.overview(uid).max_withdraw
    with pytest.raises(Rejection) as refused:
        exchange.withdraw(uid, free + 1)
    assert refused.value.code == "300003"
    exchange.withdraw(uid, free)
    assert exchange.overview(uid).available == 0
    assert exchange.books_balance() == 0


def test_an_account_is_opened_once(script, uid):
    exchange = script(50_000.0)
    with pytest.raises(ValueError, match="open already"):
        exchange.open_account(uid, Decimal(1))
    with pytest.raises(ValueError, match="no account 99"):
        exchange.orders(99)


def test_margin_that_covers_a_loss_cannot_be_taken_out(script, order, uid, start_ms):
    exchange = script(50_000.0, 49_500.0)
    exchange.place(uid, order("buy", 10, leverage=10))
    exchange.add_margin(uid, BTC, Decimal(20))
    exchange.advance(start_ms + 60_000)
    assert exchange.positions(uid)[0].unrealised == -5
    assert exchange.max_withdraw_margin(uid, BTC) == 15
