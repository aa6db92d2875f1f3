"""Each difference between exchange and database is found and told by its numbers."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from enygma.exchange.account_state import AccountState, LiveOrder, OpenPosition
from enygma.guards.book import Book, BookedOrder, BookedTrade
from enygma.guards.comparison import Comparison
from enygma.guards.difference import Difference, Kind

PAIR, SYMBOL = "ETH/USDT:USDT", "ETHUSDTM"
LONG = OpenPosition(
    pair=PAIR,
    symbol=SYMBOL,
    side="long",
    lots=10,
    entry_price=Decimal(3000),
    leverage=Decimal(5),
    margin_mode="ISOLATED",
    position_side="BOTH",
    opened_ms=1,
    unrealised=Decimal(0),
)
SHORT = replace(LONG, side="short")
STOP = LiveOrder(
    id="stop",
    client_oid="ey-stop-1-0",
    pair=PAIR,
    symbol=SYMBOL,
    side="sell",
    lots=10,
    reduces=True,
    closes=False,
    stop="down",
    trigger=Decimal(2900),
    position_side="BOTH",
)
LIMIT = replace(STOP, id="limit", side="buy", reduces=False, stop=None, trigger=None)
TRADE = BookedTrade(7, PAIR, "long", 10, 10, 10, (BookedOrder("stop", is_stop=True),))


def account(*positions: OpenPosition, orders: tuple[LiveOrder, ...] = ()) -> AccountState:
    return AccountState(0, positions, orders, Decimal(1000))


def differences(
    state: AccountState, *trades: BookedTrade, known: tuple[str, ...] = (), hedged: bool = False
) -> list[Difference]:
    book = Book(trades, 0.0)
    comparison = Comparison(state, book, lambda order_id, _: order_id in known, hedged=hedged)
    return comparison.differences()


def kinds(*arguments: object, **options: object) -> list[Kind]:
    return [each.kind for each in differences(*arguments, **options)]  # type: ignore[arg-type]


def test_a_trade_with_its_position_and_its_stop_differs_in_nothing() -> None:
    assert kinds(account(LONG, orders=(STOP,)), TRADE) == []
    assert kinds(account()) == []


def test_a_position_without_a_trade_is_unknown() -> None:
    (found,) = differences(account(LONG))
    assert found.kind is Kind.UNKNOWN_POSITION
    assert "10 lots at 3000, 5x" in str(found)


def test_a_trade_without_a_position_misses_it() -> None:
    (missing, lost) = differences(account(), TRADE)
    assert missing.kind is Kind.MISSING_POSITION
    assert "10 lots in trade 7" in missing.text
    assert (lost.kind, lost.order_id) == (Kind.LOST_ORDER, "stop")


def test_a_size_that_no_open_order_explains_differs() -> None:
    state = account(replace(LONG, lots=8), orders=(STOP,))
    (found,) = differences(state, TRADE)
    assert found.kind is Kind.SIZE_DIFFERS
    assert found.text == "8 lots on the exchange, 10 in trade 7"


@given(st.integers(1, 14))
def test_open_orders_explain_every_size_between_their_ends(lots: int) -> None:
    orders = (BookedOrder("stop", is_stop=True), BookedOrder("limit", is_stop=False))
    trade = replace(TRADE, least_lots=4, most_lots=12, orders=orders)
    covering = replace(STOP, lots=14)
    state = account(replace(LONG, lots=lots), orders=(covering, LIMIT))
    expected = [] if 4 <= lots <= 12 else [Kind.SIZE_DIFFERS]
    assert kinds(state, trade) == expected


def test_a_position_that_turned_is_told_once() -> None:
    (found,) = differences(account(SHORT, orders=(STOP,)), TRADE)
    assert (found.kind, found.side) == (Kind.SIDE_DIFFERS, "long")


def test_in_hedge_mode_both_sides_stand_for_themselves() -> None:
    long = replace(LONG, position_side="LONG")
    short = replace(SHORT, position_side="SHORT")
    stop = replace(STOP, position_side="LONG")
    assert kinds(account(long, short, orders=(stop,)), TRADE, hedged=True) == [
        Kind.UNKNOWN_POSITION
    ]
    assert kinds(account(short, orders=(stop,)), TRADE, hedged=True) == [
        Kind.UNKNOWN_POSITION,
        Kind.MISSING_POSITION,
    ]


def test_stops_have_to_cover_every_lot() -> None:
    halves = (replace(STOP, lots=5), replace(STOP, id="second", lots=4))
    (found,) = differences(account(LONG, orders=halves), TRADE)
    assert found.kind is Kind.UNPROTECTED
    assert "1 of 10 lots" in found.text


def test_only_a_stop_that_can_reduce_this_side_protects_it() -> None:
    take_profit = replace(STOP, stop="up")
    entry_stop = replace(STOP, reduces=False)
    other_side = replace(STOP, side="buy")
    other_contract = replace(STOP, symbol="XBTUSDTM")
    other_position = replace(STOP, position_side="SHORT")
    for stop in (take_profit, entry_stop, other_side, other_contract, other_position):
        assert Kind.UNPROTECTED in kinds(account(LONG, orders=(stop,)), TRADE, known=("stop",))
    closing = replace(STOP, lots=0, closes=True)
    assert kinds(account(LONG, orders=(closing,)), TRADE) == []


def test_a_short_is_protected_from_above() -> None:
    trade = replace(TRADE, side="short")
    stop = replace(STOP, side="buy", stop="up")
    assert kinds(account(SHORT, orders=(stop,)), trade) == []


def test_a_stop_without_a_position_is_an_orphan_unless_an_entry_is_on_its_way() -> None:
    assert kinds(account(orders=(STOP,))) == [Kind.ORPHANED_STOP]
    entering = replace(TRADE, lots=0, least_lots=0, orders=())
    assert kinds(account(orders=(STOP,)), entering) == []


def test_an_order_that_the_database_never_saw_is_unknown() -> None:
    assert kinds(account(orders=(LIMIT,))) == [Kind.UNKNOWN_ORDER]
    assert kinds(account(orders=(LIMIT,)), known=("limit",)) == []
    stop_entry = replace(STOP, reduces=False)
    assert kinds(account(orders=(stop_entry,))) == [Kind.UNKNOWN_ORDER]


def test_ignored_pairs_are_left_alone() -> None:
    state = account(LONG, orders=(LIMIT,))
    comparison = Comparison(state, Book((), 0.0), lambda *_: False, frozenset({PAIR}))
    assert comparison.differences() == []


def test_the_same_difference_keeps_its_key_when_its_numbers_move() -> None:
    (first,) = differences(account(LONG))
    (second,) = differences(account(replace(LONG, lots=11)))
    assert first != second
    assert first.key == second.key
