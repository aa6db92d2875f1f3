"""Cross positions stand on the whole account: shared margin, shared risk, shared end."""

from decimal import Decimal

import pytest

from enygma.sandbox.trading import Exchange, MarginMode, OrderStatus, Rejection

MINUTE_MS = 60_000
BTC, ETH = "XBTUSDTM", "ETHUSDTM"


@pytest.fixture
def cross(scripted, start_ms):
    """An account of 1000 USDT with cross margin at 20x in BTC and ETH."""

    def make(btc=(50_000.0,), eth=(3_000.0,), balance=1_000, leverage=20):
        exchange = Exchange(scripted({BTC: btc, ETH: eth}), start_ms)
        exchange.open_account(1, Decimal(balance))
        for symbol in (BTC, ETH):
            exchange.set_margin_mode(1, symbol, MarginMode.CROSS)
            exchange.set_cross_leverage(1, symbol, leverage)
        return exchange

    return make


@pytest.fixture
def cross_order(order):
    """Writes cross orders."""

    def write(side, lots, price=None, **more):
        return order(side, lots, price, margin_mode=MarginMode.CROSS, **more)

    return write


def test_an_order_takes_the_account_s_cross_leverage(cross, cross_order):
    exchange = cross()
    placed = exchange.place(1, cross_order("buy", 100, leverage=3))
    assert placed.leverage == 20
    assert exchange.overview(1).cross_position_margin == Decimal(250)


def test_profit_of_one_position_carries_another(cross, cross_order, start_ms):
    exchange = cross(btc=(50_000.0, 55_000.0))
    exchange.place(1, cross_order("buy", 300))
    with pytest.raises(Rejection) as refused:
        exchange.place(1, cross_order("sell", 300, symbol=ETH))
    assert refused.value.code == "330008"
    exchange.advance(start_ms + MINUTE_MS)
    exchange.place(1, cross_order("sell", 300, symbol=ETH))
    assert len(exchange.positions(1)) == 2
    assert exchange.overview(1).max_withdraw < exchange.overview(1).available


def test_the_whole_account_is_liquidated_at_once(cross, cross_order, start_ms):
    exchange = cross(btc=(50_000.0, 45_000.0), eth=(3_000.0, 2_700.0))
    exchange.place(1, cross_order("buy", 200))
    exchange.place(1, cross_order("buy", 200, symbol=ETH))
    exchange.advance(start_ms + MINUTE_MS)
    assert exchange.positions(1) == []
    assert [each.liquidated for each in exchange.closed_positions(1)] == [True, True]
    assert exchange.overview(1).balance == 0
    assert exchange.books_balance() == 0


def test_falling_together_is_seen_at_the_first_moment_of_trouble(cross, cross_order, start_ms):
    exchange = cross(btc=(50_000.0, 45_000.0), eth=(3_000.0, 2_700.0))
    exchange.place(1, cross_order("buy", 200))
    exchange.place(1, cross_order("buy", 200, symbol=ETH))
    held, balance = exchange.positions(1), exchange.overview(1).balance
    exchange.advance(start_ms + MINUTE_MS)
    ended_ms = exchange.closed_positions(1)[0].closed_ms

    def is_in_trouble(moment_ms: int) -> bool:
        equity, need = balance, Decimal(0)
        for position in held:
            mark = Decimal(repr(exchange._floor.market.prices(position.symbol, moment_ms).mark))
            value = position.mark_value * mark / position.mark_price
            equity += value - position.cost
            need += value * (position.maintenance_rate + Decimal("0.0006"))
        return need >= equity

    assert is_in_trouble(ended_ms)
    assert not is_in_trouble(ended_ms - 1)


def test_a_hedged_account_survives_what_kills_one_side(cross, cross_order, start_ms):
    exchange = cross(btc=(50_000.0, 40_000.0), eth=(3_000.0, 2_400.0))
    exchange.place(1, cross_order("buy", 150))
    exchange.place(1, cross_order("sell", 250, symbol=ETH))
    exchange.advance(start_ms + MINUTE_MS)
    assert len(exchange.positions(1)) == 2
    assert 0 < exchange.overview(1).risk_ratio < 1


def test_the_risk_ratio_reaches_one_at_the_liquidation(cross, cross_order, start_ms):
    exchange = cross(btc=(50_000.0, 40_000.0))
    exchange.place(1, cross_order("buy", 300))
    price = exchange.positions(1)[0].liquidation_price
    ratios = []
    for second in range(1, 60):
        exchange.advance(start_ms + second * 1_000)
        if not exchange.positions(1):
            break
        ratios.append(exchange.overview(1).risk_ratio)
    market = exchange._floor.market
    assert market.prices(BTC, exchange.closed_positions(1)[0].closed_ms).mark <= price
    assert ratios == sorted(ratios)
    assert ratios[-1] < 1


def test_orders_go_before_positions_do(cross, cross_order, start_ms):
    exchange = cross(btc=(50_000.0, 46_925.0))
    exchange.place(1, cross_order("buy", 300))
    resting = exchange.place(1, cross_order("buy", 10, "2900", symbol=ETH))
    ended = None
    for second in range(1, 61):
        exchange.advance(start_ms + second * 1_000)
        if resting.status is OrderStatus.DONE and ended is None:
            ended = (exchange.now_ms, len(exchange.positions(1)))
    assert ended is not None
    assert ended[1] == 1, "the position outlived the order"


def test_an_isolated_position_is_not_drawn_into_it(cross, cross_order, order, start_ms):
    exchange = cross(btc=(50_000.0, 40_000.0))
    exchange.set_margin_mode(1, ETH, MarginMode.ISOLATED)
    exchange.place(1, order("buy", 100, symbol=ETH, leverage=5))
    exchange.place(1, cross_order("buy", 100))
    exchange.advance(start_ms + MINUTE_MS)
    (left,) = exchange.positions(1)
    assert left.symbol == ETH
    assert exchange.overview(1).balance == left.margin


def test_leverage_can_be_changed_with_an_open_position(cross, cross_order):
    exchange = cross()
    exchange.place(1, cross_order("buy", 100))
    exchange.set_cross_leverage(1, BTC, 10)
    assert exchange.overview(1).cross_position_margin == Decimal(500)
    with pytest.raises(Rejection) as refused:
        exchange.set_cross_leverage(1, BTC, 4)
    assert refused.value.code == "300003"
    assert exchange.cross_leverage(1, BTC) == 10


def test_funding_alone_can_end_an_account(scripted, cross_order, start_ms):
    funding = {start_ms + minute * MINUTE_MS: 0.003 for minute in (1, 2)}
    exchange = Exchange(scripted({BTC: (50_000.0,)}, funding=funding), start_ms)
    exchange.open_account(1, Decimal(100))
    exchange.set_margin_mode(1, BTC, MarginMode.CROSS)
    exchange.set_cross_leverage(1, BTC, 125)
    exchange.place(1, cross_order("buy", 190))
    resting = exchange.place(1, cross_order("buy", 1, "49000"))
    exchange.advance(start_ms + MINUTE_MS)
    assert len(exchange.positions(1)) == 1
    exchange.advance(start_ms + 2 * MINUTE_MS)
    assert exchange.positions(1) == []
    assert resting.status is OrderStatus.DONE
    assert exchange.books_balance() == 0


def test_an_order_that_profit_backs_may_rest(cross, cross_order, start_ms):
    exchange = cross(btc=(50_000.0, 55_000.0))
    exchange.place(1, cross_order("buy", 300))
    exchange.advance(start_ms + MINUTE_MS)
    resting = exchange.place(1, cross_order("sell", 300, "3100", symbol=ETH))
    assert resting.status is OrderStatus.OPEN
    exchange.place(1, cross_order("sell", 10, reduce_only=True))
    assert resting.status is OrderStatus.OPEN


def test_a_realised_loss_cancels_the_newest_orders_and_nobody_pays_for_them(
    cross, cross_order, start_ms
):
    exchange = cross(btc=(50_000.0, 47_300.0))
    exchange.place(1, cross_order("buy", 200))
    old = exchange.place(1, cross_order("buy", 10, "2900", symbol=ETH))
    new = exchange.place(1, cross_order("buy", 300, "2900", symbol=ETH))
    exchange.advance(start_ms + MINUTE_MS)
    assert (old.status, new.status) == (OrderStatus.OPEN, OrderStatus.OPEN)
    exchange.place(1, cross_order("sell", 200, reduce_only=True))
    assert (old.status, new.status) == (OrderStatus.OPEN, OrderStatus.DONE)
    assert exchange.overview(1).balance > 0
    assert exchange._floor.house.insurance == 0


def test_a_close_beyond_the_whole_balance_is_paid_by_the_insurance(scripted, cross_order, start_ms):
    calm = {BTC: (50_000.0, 50_000.0)}
    exchange = Exchange(scripted({BTC: (50_000.0, 44_000.0)}, marks=calm), start_ms)
    exchange.open_account(1, Decimal(1_000))
    exchange.set_margin_mode(1, BTC, MarginMode.CROSS)
    exchange.set_cross_leverage(1, BTC, 20)
    exchange.place(1, cross_order("buy", 300))
    exchange.advance(start_ms + MINUTE_MS)
    exchange.place(1, cross_order("sell", 300, reduce_only=True))
    assert exchange.overview(1).balance == 0
    assert exchange._floor.house.insurance < -500
    assert exchange.books_balance() == 0


def test_an_unrealised_loss_cannot_pay_for_a_lower_leverage(cross, cross_order, start_ms):
    exchange = cross(btc=(50_000.0, 48_000.0))
    exchange.place(1, cross_order("buy", 200))
    exchange.advance(start_ms + MINUTE_MS)
    with pytest.raises(Rejection) as refused:
        exchange.set_cross_leverage(1, BTC, 11)
    assert refused.value.code == "300003"
    assert exchange.cross_leverage(1, BTC) == 20
    exchange.set_cross_leverage(1, BTC, 19)
    assert exchange.overview(1).cross_position_margin > 500


def test_a_lower_leverage_that_its_orders_cannot_pay_for_is_refused(cross, cross_order):
    exchange = cross()
    resting = exchange.place(1, cross_order("buy", 200, "49000"))
    with pytest.raises(Rejection) as refused:
        exchange.set_cross_leverage(1, BTC, 5)
    assert refused.value.code == "300003"
    assert (resting.status, resting.leverage) == (OrderStatus.OPEN, 20)
    exchange.set_cross_leverage(1, BTC, 10)
    assert (resting.status, resting.leverage) == (OrderStatus.OPEN, 10)
    assert exchange.overview(1).cross_order_margin == Decimal("985.88")
