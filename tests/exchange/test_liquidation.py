"""The liquidation price is where margin meets maintenance and closing fee."""

from types import SimpleNamespace
from typing import Any

import pytest
from freqtrade.exchange import Exchange
from hypothesis import given
from hypothesis import strategies as st

from enygma.exchange.kucoin import Kucoin
from enygma.exchange.liquidation import liquidation_price

PAIR = "BTC/USDT:USDT"

positions = st.fixed_dictionaries(
    {
        "entry_price": st.floats(0.001, 200_000),
        "amount": st.floats(0.001, 10_000),
        "is_short": st.booleans(),
        "maintenance_rate": st.floats(0.002, 0.3),
        "fee_rate": st.floats(0, 0.002),
    }
)


@given(position=positions, leverage=st.integers(1, 125))
def test_at_the_price_the_position_is_worth_what_closing_it_takes(
    position: dict[str, Any], leverage: int
) -> None:
    notional = position["entry_price"] * position["amount"]
    margin = notional / leverage
    price = liquidation_price(margin=margin, **position)
    direction = -1 if position["is_short"] else 1
    equity = margin + direction * (price - position["entry_price"]) * position["amount"]
    needed = price * position["amount"] * (position["maintenance_rate"] + position["fee_rate"])
    assert equity == pytest.approx(needed, abs=notional * 1e-9)


@given(position=positions, leverage=st.integers(2, 125))
def test_more_margin_moves_the_price_away(position: dict[str, Any], leverage: int) -> None:
    margin = position["entry_price"] * position["amount"] / leverage
    near = liquidation_price(margin=margin, **position)
    far = liquidation_price(margin=margin * 1.5, **position)
    assert far > near if position["is_short"] else far < near


@pytest.mark.parametrize("is_short", [False, True])
def test_a_small_isolated_position_has_the_price_that_freqtrade_computes(
    exchange: Kucoin, is_short: bool
) -> None:
    position = {
        "pair": PAIR,
        "open_rate": 80_000.0,
        "is_short": is_short,
        "amount": 0.05,
        "stake_amount": 400.0,
        "leverage": 10.0,
        "wallet_balance": 400.0,
        "open_trades": [],
    }
    own = exchange.dry_run_liquidation_price(**position)
    assert own == pytest.approx(Exchange.dry_run_liquidation_price(exchange, **position))


def test_the_level_is_that_of_the_notional_rather_than_of_the_stake(exchange: Kucoin) -> None:
    second = exchange._leverage_tiers[PAIR][1]
    amount = (second["minNotional"] + 1_000) / 80_000
    price = exchange.dry_run_liquidation_price(
        PAIR, 80_000, False, amount, amount * 8_000, 10, amount * 8_000, []
    )
    rate = second["maintenanceMarginRate"] + exchange.markets[PAIR]["taker"]
    assert price == pytest.approx(80_000 * 0.9 / (1 - rate))


def test_cross_margin_counts_what_the_other_positions_need(connect: Any) -> None:
    cross = connect(tiers=True, margin_mode="cross")
    position = (PAIR, 80_000.0, False, 0.1, 800.0, 10.0, 5_000.0)
    other = SimpleNamespace(pair="ETH/USDT:USDT", amount=10.0, open_rate=3_000.0)
    itself = SimpleNamespace(pair=PAIR, amount=0.1, open_rate=80_000.0)
    alone = cross.dry_run_liquidation_price(*position, [itself])
    beside = cross.dry_run_liquidation_price(*position, [itself, other])
    assert alone < beside < 80_000


def test_a_position_without_leverage_has_no_price_above_zero(exchange: Kucoin) -> None:
    assert exchange.dry_run_liquidation_price(PAIR, 80_000, False, 0.01, 800, 1, 800, []) == 0


def test_the_price_needs_no_connection_as_in_hyperopts_workers(connect: Any) -> None:
    worker = connect(tiers=True)
    api, worker._api = worker._api, None
    try:
        price = worker.dry_run_liquidation_price(PAIR, 80_000, True, 0.01, 80, 10, 80, [])
    finally:
        worker._api = api
    assert price > 80_000
