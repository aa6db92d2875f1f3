"""A leverage that KuCoin would refuse is refused before it is sent, with its numbers."""

from typing import Any

import pytest
from freqtrade.exceptions import InvalidOrderException

PAIR = "ETH/USDT:USDT"


@pytest.mark.parametrize("above", [0, 1])
def test_each_level_allows_its_leverage_and_no_more(exchange: Any, above: int) -> None:
    for tier in exchange._leverage_tiers[PAIR]:
        leverage = int(tier["maxLeverage"]) + above
        if not above:
            exchange.check_leverage(PAIR, tier["maxNotional"], leverage)
            continue
        with pytest.raises(InvalidOrderException) as raised:
            exchange.check_leverage(PAIR, tier["maxNotional"], leverage)
        assert f"Leverage {leverage}" in str(raised.value)
        assert f"at most {tier['maxLeverage']:g}" in str(raised.value)


def test_more_than_the_highest_level_is_refused(exchange: Any) -> None:
    highest = exchange._leverage_tiers[PAIR][-1]["maxNotional"]
    with pytest.raises(InvalidOrderException, match="highest risk limit"):
        exchange.check_leverage(PAIR, highest + 1, 1)


def test_a_pair_without_levels_is_left_to_kucoin(exchange: Any) -> None:
    exchange.check_leverage("NONE/USDT:USDT", 1e9, 125)


def test_nothing_is_sent(floor: Any) -> None:
    bot = floor.bot(tiers=True)
    with pytest.raises(InvalidOrderException, match="more than KuCoin allows"):
        bot.create_order(
            pair=PAIR,
            ordertype="market",
            side="buy",
            amount=1.0,
            rate=floor.price(),
            leverage=126.0,
        )
    assert floor.orders_of_test() == []
