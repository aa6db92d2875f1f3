"""Snapshots and numbered changes tell the same book."""

from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.sandbox.market import Book, Market
from enygma.sandbox.market.synthetic import SyntheticMarket
from enygma.sandbox.server.order_books import OrderBooks

NOW_MS = 1_767_277_845_678
DAY_MS = 86_400_000
SYMBOL = "ETHUSDTM"
MARKET: Market = SyntheticMarket(3, NOW_MS - DAY_MS, NOW_MS + DAY_MS, ["ETH/USDT:USDT"])

Sides = dict[str, dict[float, int]]


def sides(book: Book) -> Sides:
    return {
        "buy": {price: int(lots) for price, lots in book.bids.tolist()},
        "sell": {price: int(lots) for price, lots in book.asks.tolist()},
    }


@settings(deadline=None, max_examples=40)
@given(steps=st.lists(st.tuples(st.integers(0, 120_000), st.booleans()), max_size=12))
def test_changes_lead_to_the_book_however_often_others_look(
    steps: list[tuple[int, bool]],
) -> None:
    books, now_ms = OrderBooks(MARKET), NOW_MS
    books.take_changes(SYMBOL, now_ms)
    book, sequence = books.look(SYMBOL, now_ms)
    followed = sides(book)

    for step_ms, is_taken in steps:
        now_ms += step_ms
        books.look(SYMBOL, now_ms)
        for change in books.take_changes(SYMBOL, now_ms) if is_taken else ():
            sequence += 1
            assert change.sequence == sequence
            followed[change.side].pop(change.price, None)
            if change.lots:
                followed[change.side][change.price] = change.lots
    for change in books.take_changes(SYMBOL, now_ms):
        followed[change.side].pop(change.price, None)
        if change.lots:
            followed[change.side][change.price] = change.lots

    present, last = books.look(SYMBOL, now_ms)
    assert followed == sides(present)
    assert last >= sequence


def test_sequence_grows_with_every_look_that_nobody_follows() -> None:
    books = OrderBooks(MARKET)

    sequences = [books.look(SYMBOL, NOW_MS + 1000 * step)[1] for step in range(5)]

    assert sequences == sorted(set(sequences))
    assert books.take_changes(SYMBOL, NOW_MS + 4000) == []
    assert books.take_changes(SYMBOL, NOW_MS + 5000)[0].sequence == sequences[-1] + 1


def test_book_of_an_instant_already_passed_is_the_newest_one_seen() -> None:
    books = OrderBooks(MARKET)
    newest, sequence = books.look(SYMBOL, NOW_MS)

    assert books.look(SYMBOL, NOW_MS - 60_000) == (newest, sequence)


def test_look_is_a_function_of_time() -> None:
    first, _ = OrderBooks(MARKET).look(SYMBOL, NOW_MS)
    visited = OrderBooks(MARKET)
    visited.look(SYMBOL, NOW_MS - 5000)

    assert sides(visited.look(SYMBOL, NOW_MS)[0]) == sides(first)
