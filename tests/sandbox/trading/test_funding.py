"""Funding is paid at every settlement, at the mark price, from long to short or back."""

from decimal import Decimal

import pytest

from enygma.sandbox.trading import PositionSettled

HOUR_MS = 3_600_000
RATE = 0.0005


@pytest.mark.parametrize(("side", "rate", "sign"), [("buy", RATE, -1), ("sell", RATE, 1)])
def test_longs_pay_shorts_when_the_rate_is_positive(
    script, order, uid, start_ms, heard, side, rate, sign
):
    exchange = script(50_000.0, funding={start_ms + 8 * HOUR_MS: rate})
    exchange.place(uid, order(side, 10, leverage=5))
    events = heard(exchange)
    margin = exchange.positions(uid)[0].margin
    exchange.advance(start_ms + 9 * HOUR_MS)
    (payment,) = exchange.funding_payments(uid)
    amount = sign * 10 * Decimal("0.001") * 50_000 * Decimal(str(rate))
    assert payment.amount == amount
    assert payment.ms == start_ms + 8 * HOUR_MS
    assert exchange.positions(uid)[0].margin == margin + amount
    assert [each.payment for each in events if isinstance(each, PositionSettled)] == [payment]
    assert exchange.books_balance() == 0


def test_every_settlement_on_the_way_is_paid_once(script, order, uid, start_ms):
    times = [start_ms + hours * HOUR_MS for hours in (0, 8, 16, 24, 32)]
    exchange = script(50_000.0, funding=dict.fromkeys(times, RATE))
    exchange.place(uid, order("buy", 10, leverage=5))
    exchange.advance(start_ms + 24 * HOUR_MS)
    exchange.advance(start_ms + 25 * HOUR_MS)
    assert [each.ms for each in exchange.funding_payments(uid)] == times[1:4]


def test_whoever_holds_nothing_pays_nothing(script, order, uid, start_ms):
    exchange = script(50_000.0, funding={start_ms + HOUR_MS: RATE})
    exchange.place(uid, order("buy", 10))
    exchange.place(uid, order("sell", 10, reduce_only=True))
    exchange.advance(start_ms + 2 * HOUR_MS)
    assert exchange.funding_payments(uid) == []


def test_funding_that_eats_the_margin_liquidates_and_costs_no_more(script, order, uid, start_ms):
    exchange = script(50_000.0, funding={start_ms + HOUR_MS: 0.02})
    exchange.place(uid, order("buy", 10, leverage=100))
    (position,) = exchange.positions(uid)
    exchange.advance(start_ms + 2 * HOUR_MS)
    (closed,) = exchange.closed_positions(uid)
    assert closed.liquidated
    assert closed.result == -position.margin - position.fees
    assert exchange.books_balance() == 0


def test_the_ledger_explains_every_change_of_the_balance(script, order, uid, start_ms):
    exchange = script(50_000.0, 51_000.0, funding={start_ms + HOUR_MS: RATE})
    exchange.place(uid, order("buy", 10))
    exchange.advance(start_ms + 2 * HOUR_MS)
    exchange.place(uid, order("sell", 4, reduce_only=True))
    entries = exchange.ledger(uid)
    assert sum(each.amount for each in entries) == exchange.overview(uid).balance
    assert [each.offset for each in entries] == sorted(each.offset for each in entries)
