"""What is open, added up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from custom_risk.inputs import RiskInputError
from custom_risk.margin import Notional
from custom_risk.portfolio import Portfolio
from custom_risk.side import Side

from .conftest import BTC, EQUITY, ETH, SOL, held


def test_longs_and_shorts_add_up_and_net_out() -> None:
    positions = [held(BTC, 3_000), held(ETH, 1_000, Side.SHORT), held(SOL, 500)]
    portfolio = Portfolio.of(positions, EQUITY)
    assert portfolio.gross == Notional(Decimal(4_500))
    assert portfolio.net == 2_500
    assert portfolio.percent(portfolio.net) == 25
    assert portfolio.where(lambda each: each.pair == BTC).gross == Notional(Decimal(3_000))
    assert portfolio.pairs == {BTC, ETH, SOL}


def test_heat_is_what_the_stops_would_cost_and_everything_without_one() -> None:
    stopped = [held(BTC, 2_000, stop_pct="1"), held(ETH, 1_000, Side.SHORT, stop_pct="3")]
    assert Portfolio.of(stopped, EQUITY).heat == 50
    assert Portfolio.of([held(BTC, 2_000, stop_pct=None)], EQUITY).heat == 2_000


def test_a_position_counts_at_the_price_it_was_marked_at() -> None:
    risen = replace(held(BTC, 1_000), price=Decimal(150))
    assert Portfolio.of([risen], EQUITY).gross == Notional(Decimal(1_500))


@pytest.mark.parametrize("equity", ["NaN", "Infinity", "0", "-5"])
def test_without_equity_there_is_no_portfolio(equity: str) -> None:
    with pytest.raises(RiskInputError, match="equity"):
        Portfolio.of([], Decimal(equity))


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "0"])
def test_a_position_without_a_usable_number_is_named(bad: str) -> None:
    sound = held()
    with pytest.raises(RiskInputError, match="price"):
        Portfolio.of([replace(sound, price=Decimal(bad))], EQUITY)
    sizeless = replace(sound, position=replace(sound.position, size=Decimal(bad)))
    with pytest.raises(RiskInputError, match="size"):
        Portfolio.of([sizeless], EQUITY)


def test_a_stop_that_is_no_price_is_named() -> None:
    with pytest.raises(RiskInputError, match="stop"):
        Portfolio.of([replace(held(), stop=Decimal("NaN"))], EQUITY)
