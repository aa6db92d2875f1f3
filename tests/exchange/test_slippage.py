"""A market entry that the book would fill badly does not leave; an exit always does."""

from typing import Any

import pytest
from freqtrade.exceptions import DependencyException, OperationalException
from hypothesis import given
from hypothesis import strategies as st

from enygma.exchange.slippage import SlippageError, adverse_deviation, depth_weighted_price
from enygma.sandbox.faults import ServerError

PAIR = "ETH/USDT:USDT"
levels = st.lists(
    st.tuples(st.floats(1, 1000), st.floats(0.001, 1000)), min_size=1, max_size=20
).map(sorted)


@given(asks=levels, share=st.floats(0.001, 1))
def test_the_price_lies_between_the_best_and_the_worst_level(
    asks: list[tuple[float, float]], share: float
) -> None:
    amount = sum(size for _, size in asks) * share
    price = depth_weighted_price(asks, amount)
    assert price is not None
    assert asks[0][0] * (1 - 1e-9) <= price <= asks[-1][0] * (1 + 1e-9)


@given(asks=levels, more=st.floats(1.001, 10))
def test_a_book_that_is_too_thin_has_no_price(asks: list[tuple[float, float]], more: float) -> None:
    assert depth_weighted_price(asks, sum(size for _, size in asks) * more) is None


@given(asks=levels, shares=st.tuples(st.floats(0.001, 1), st.floats(0.001, 1)))
def test_a_larger_size_is_never_cheaper(
    asks: list[tuple[float, float]], shares: tuple[float, float]
) -> None:
    whole = sum(size for _, size in asks)
    small, large = (depth_weighted_price(asks, whole * each) for each in sorted(shares))
    assert small is not None
    assert large is not None
    assert small <= large * (1 + 1e-9)


def test_worse_is_more_for_a_buyer_and_less_for_a_seller() -> None:
    assert adverse_deviation("buy", 101.0, 100.0) == pytest.approx(0.01)
    assert adverse_deviation("sell", 101.0, 100.0) == pytest.approx(-0.01)


@pytest.mark.parametrize(("side", "share"), [("buy", 0.99), ("sell", 1.01)])
def test_an_entry_far_from_its_decision_is_refused_with_the_numbers(
    floor: Any, side: str, share: float
) -> None:
    bot = floor.bot()
    with pytest.raises(SlippageError, match=r"worse than .*max_entry_slippage allows 0\.50%"):
        floor.enter(bot, side=side, rate=floor.price() * share)
    assert floor.orders_of_test() == []


def test_a_better_price_than_decided_is_welcome(floor: Any) -> None:
    floor.enter(floor.bot(), rate=floor.price() * 1.005)
    assert floor.position() == 100


def test_the_limit_is_the_users(floor: Any) -> None:
    bot = floor.bot(enygma={"max_entry_slippage": 0.02})
    floor.enter(bot, rate=floor.price() * 0.99)
    assert floor.position() == 100


def test_an_entry_is_refused_while_the_book_cannot_be_read(floor: Any) -> None:
    bot = floor.bot()
    floor.fail(ServerError(status=503), "GET", "/api/v1/level2/*", count=5)
    with pytest.raises(DependencyException, match="cannot be estimated"):
        floor.enter(bot)
    assert floor.orders_of_test() == []


def test_limit_entries_and_exits_do_not_ask_the_book(floor: Any, wire_of: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    wire = wire_of(bot)
    floor.enter(bot, ordertype="limit", rate=floor.price() * 0.9)
    floor.enter(bot, side="sell", reduceOnly=True, rate=floor.price() * 1.1)
    assert not [each for each in wire.sent if "level2" in each]
    assert floor.position() == 0


@pytest.mark.parametrize("value", [0, -0.1, 0.2, "1%", True, None])
def test_an_impossible_limit_stops_the_start(connect: Any, value: object) -> None:
    with pytest.raises(OperationalException, match=r"enygma\.max_entry_slippage must"):
        connect(enygma={"max_entry_slippage": value})
