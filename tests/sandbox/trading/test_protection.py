"""The recorder of unprotected time sees every gap and counts nothing else."""

from decimal import Decimal

from enygma.sandbox.trading import Stop, StopDirection
from enygma.sandbox.trading.protection import Protection

MINUTE_MS = 60_000


def stop(direction, price):
    return Stop(StopDirection(direction), Decimal(price))


def test_the_time_until_the_first_stop_is_a_gap(script, order, uid, start_ms):
    exchange = script(50_000.0)
    protection = Protection(exchange)
    exchange.place(uid, order("buy", 5))
    (exposure,) = protection.uncovered()
    exchange.advance(start_ms + 700)
    assert exposure.unprotected_ms(exchange.now_ms) == 700
    exchange.place(uid, order("sell", 5, reduce_only=True, stop=stop("down", 49_000)))
    exchange.advance(start_ms + 5_000)
    assert exposure.gaps == [(start_ms, start_ms + 700)]
    assert protection.unprotected_ms(exchange.now_ms) == {exposure.position_id: 700}


def test_a_stop_replaced_before_the_old_one_goes_leaves_no_gap(script, order, uid, start_ms):
    exchange = script(50_000.0)
    protection = Protection(exchange)
    exchange.place(uid, order("buy", 5))
    old = exchange.place(uid, order("sell", 5, reduce_only=True, stop=stop("down", 49_000)))
    exchange.advance(start_ms + 1_000)
    exchange.place(uid, order("sell", 5, reduce_only=True, stop=stop("down", 49_500)))
    exchange.advance(start_ms + 2_000)
    exchange.cancel(uid, old.id)
    exchange.advance(start_ms + 3_000)
    assert list(protection.unprotected_ms(exchange.now_ms).values()) == [0]


def test_a_stop_replaced_after_the_old_one_leaves_one(script, order, uid, start_ms):
    exchange = script(50_000.0)
    protection = Protection(exchange)
    exchange.place(uid, order("buy", 5))
    old = exchange.place(uid, order("sell", 5, reduce_only=True, stop=stop("down", 49_000)))
    exchange.advance(start_ms + 1_000)
    exchange.cancel(uid, old.id)
    exchange.advance(start_ms + 1_250)
    exchange.place(uid, order("sell", 5, reduce_only=True, stop=stop("down", 49_500)))
    (exposure,) = protection.exposures()
    assert exposure.gaps == [(start_ms + 1_000, start_ms + 1_250)]


def test_only_reducing_stops_on_the_losing_side_for_all_lots_protect(script, order, uid):
    exchange = script(50_000.0)
    protection = Protection(exchange)
    exchange.place(uid, order("sell", 5))
    for request in (
        order("buy", 5, reduce_only=True, stop=stop("down", 49_000)),
        order("buy", 5, stop=stop("up", 51_000)),
        order("buy", 4, reduce_only=True, stop=stop("up", 51_000)),
    ):
        exchange.place(uid, request)
        assert len(protection.uncovered()) == 1
    exchange.place(uid, order("buy", 1, reduce_only=True, stop=stop("up", 51_500)))
    assert protection.uncovered() == []


def test_a_closing_stop_covers_whatever_the_size(script, order, uid):
    exchange = script(50_000.0)
    protection = Protection(exchange)
    exchange.place(uid, order("buy", 5))
    exchange.place(uid, order(None, None, close_order=True, stop=stop("down", 49_000)))
    exchange.place(uid, order("buy", 50))
    assert protection.uncovered() == []


def test_a_position_that_grows_beyond_its_stop_is_uncovered(script, order, uid, start_ms):
    exchange = script(50_000.0)
    protection = Protection(exchange)
    exchange.place(uid, order("buy", 5))
    exchange.place(uid, order("sell", 5, reduce_only=True, stop=stop("down", 49_000)))
    exchange.advance(start_ms + 100)
    exchange.place(uid, order("buy", 1))
    (exposure,) = protection.uncovered()
    assert exposure.unprotected_since_ms == start_ms + 100


def test_the_count_ends_with_the_position(script, order, uid, start_ms):
    exchange = script(50_000.0)
    protection = Protection(exchange)
    exchange.place(uid, order("buy", 5))
    exchange.advance(start_ms + 300)
    exchange.place(uid, order(None, None, close_order=True))
    exchange.advance(start_ms + 9_000)
    (exposure,) = protection.exposures()
    assert (exposure.closed_ms, exposure.unprotected_ms(exchange.now_ms)) == (start_ms + 300, 300)


def test_what_is_open_when_it_begins_to_listen_counts_from_then(script, order, uid, start_ms):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 5))
    exchange.advance(start_ms + 400)
    bare = Protection(exchange)
    exchange.place(uid, order("sell", 5, reduce_only=True, stop=stop("down", 49_000)))
    covered = Protection(exchange)
    exchange.advance(start_ms + 500)
    assert bare.uncovered() == covered.uncovered() == []
    assert list(bare.unprotected_ms(exchange.now_ms).values()) == [0]
    assert [each.opened_ms for each in bare.exposures()] == [start_ms]
