"""Partial exits (I-012)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from freqtrade.exchange import amount_to_contract_precision
from freqtrade.persistence import LocalTrade
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk.exits import PartialExits
from custom_risk.market import Market
from custom_risk.roi import Roi
from custom_risk.settings import ExitSettings, PartialExit

PRICE = Decimal(100)
CANON = PartialExits(ExitSettings())


def due(original: str, remaining: str, roi: str, lot: str = "1", min_cost: str = "0") -> str | None:
    market = Market(Decimal("0.1"), Decimal(lot), Decimal(min_cost))
    found = CANON.due(Decimal(original), Decimal(remaining), Roi(Decimal(roi)), PRICE, market)
    return f"{found.size.normalize():f} {found.tag}" if found else None


@pytest.mark.parametrize(
    ("original", "remaining", "roi", "expected"),
    [
        ("100", "100", "3.99", None),
        ("100", "100", "4", "25 partial_exit_roi_4"),
        ("100", "75", "4", None),
        ("100", "75", "8", "25 partial_exit_roi_8"),
        ("100", "50", "12", "25 partial_exit_roi_12"),
        ("100", "25", "14", None),
        ("100", "100", "9", "50 partial_exit_roi_8"),
        ("3", "3", "4", None),
        ("3", "3", "8", "1 partial_exit_roi_8"),
        ("3", "2", "12", "1 partial_exit_roi_12"),
        ("1", "1", "12", None),
    ],
)
def test_a_quarter_at_each_level_and_what_is_too_small_joins_the_next(
    original: str, remaining: str, roi: str, expected: str | None
) -> None:
    assert due(original, remaining, roi) == expected


def test_a_rest_the_market_would_not_take_stays_with_its_slice() -> None:
    assert due("4", "4", "12", min_cost="100") == "3 partial_exit_roi_12"
    assert due("4", "4", "12", min_cost="101") is None


def test_slices_may_sell_everything() -> None:
    exits = PartialExits(
        ExitSettings(partial_exits=(PartialExit(roi=Decimal(4), percent=Decimal(100)),))
    )
    found = exits.due(
        Decimal(7), Decimal(7), Roi(Decimal(5)), PRICE, Market(Decimal("0.1"), Decimal(1))
    )
    assert found is not None
    assert found.size == 7


lots = st.sampled_from([Decimal("0.001"), Decimal("0.01"), Decimal(1), Decimal(10)])
rois = st.lists(st.decimals(-5, 14, places=2), max_size=20)


@examples(max_examples=300)
@given(st.integers(1, 400), lots, rois)
def test_slices_and_the_last_exit_sum_to_the_position(
    count: int, lot: Decimal, path: list[Decimal]
) -> None:
    market, original = Market(Decimal("0.1"), lot), count * lot
    remaining, sold = original, Decimal(0)
    for roi in path:
        found = CANON.due(original, remaining, Roi(roi), PRICE, market)
        if found is not None:
            assert found.size >= lot
            assert found.size % lot == 0
            remaining -= found.size
            sold += found.size
        assert remaining >= lot
        assert sold <= original * 3 / 4
    assert sold + remaining == original


@examples(max_examples=150, deadline=None)
@given(
    policy=st.sampled_from([("partial_roi", 25, "partial_exit_roi_4"), ("ladder", 40, "ladder_")]),
    count=st.integers(4, 5000),
    short=st.booleans(),
    leverage=st.sampled_from([1, 3, 6]),
    multiplier=st.sampled_from([1.0, 0.001, 10]),
)
def test_freqtrade_sells_exactly_the_slice_that_was_meant(
    make_bench: Callable[..., Any],
    make_trade: Callable[..., LocalTrade],
    policy: tuple[str, int, str],
    count: int,
    short: bool,
    leverage: int,
    multiplier: float,
) -> None:
    name, percent, tagged = policy
    bench = make_bench({"exits": {"policy": name}})
    amount = float(Decimal(count) * Decimal(repr(multiplier)))
    trade = make_trade(
        short=short, amount=amount, lot=1, multiplier=multiplier, leverage=float(leverage)
    )
    move = 1.6 if name == "ladder" else 6 / leverage
    wanted = bench.slice_of(trade, 100 - move if short else 100 + move)
    assert wanted is not None
    stake, tag = wanted
    size = amount_to_contract_precision(
        -stake * trade.amount / trade.stake_amount, 1, 4, multiplier
    )
    assert size == pytest.approx(count * percent // 100 * multiplier, rel=1e-12)
    assert tag.startswith(tagged)


def test_nothing_is_sold_while_an_order_is_open(
    make_bench: Callable[..., Any], make_trade: Callable[..., LocalTrade]
) -> None:
    trade = make_trade()
    trade.orders[0].ft_is_open = True
    assert make_bench().slice_of(trade, 102.0) is None
