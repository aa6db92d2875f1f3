"""Caps of the portfolio on a new position (I-002)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk.account import OpenPosition
from custom_risk.events import Reason
from custom_risk.inputs import RiskInputError
from custom_risk.margin import Margin
from custom_risk.portfolio import Correlate, Portfolio, PortfolioRules, unknown
from custom_risk.portfolio.asset import asset_of
from custom_risk.portfolio.groups import Groups
from custom_risk.portfolio.tables import SECTORS, NameTable
from custom_risk.refusal import Refusal
from custom_risk.settings import PortfolioSettings
from custom_risk.side import Side

from .conftest import (
    BTC,
    EQUITY,
    ETH,
    NEWCOIN,
    SOL,
    UNI,
    Entry,
    alone,
    correlates,
    distance,
    entries,
    held,
    positions,
)

NO_CAPS: dict[str, Any] = {"max_asset_pct": None, "max_group_pct": None, "max_sector_pct": None}
TINY = 1 + Decimal("1e-15")


def together(_first: str, _second: str) -> float:
    """Everything moves with everything."""
    return 0.8


def limited(
    held_now: Sequence[OpenPosition],
    entry: Entry = Entry(),  # noqa: B008 - frozen
    *,
    margin: Decimal | int = 1_000,
    correlate: Correlate = alone,
    **caps: Any,
) -> Margin | Refusal:
    rules = PortfolioRules(PortfolioSettings(**caps))
    return rules.limit(Margin(Decimal(margin)), entry, held_now, EQUITY, correlate)


def test_an_entry_within_every_cap_keeps_its_size() -> None:
    assert limited([], margin=200) == Margin(Decimal(200))


def test_an_asset_gets_forty_percent_of_the_equity_on_both_sides_together() -> None:
    other_contract = held("BTC/USDC:USDC", 1_000, Side.SHORT)
    left = limited([held(BTC, 2_400), other_contract])
    assert left == Margin(Decimal(100))
    refused = limited([held(BTC, 4_000)])
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.EXPOSURE_LIMIT_ASSET
    assert refused.details["what"] == "BTC"
    assert refused.details["open_pct"] == refused.details["max_pct"] == 40
    assert refused.details["notional"] == 6_000


def test_a_group_gets_sixty_percent() -> None:
    open_now = [held(UNI, 3_000), held(NEWCOIN, 2_400)]
    assert limited(open_now, correlate=together) == Margin(Decimal(100))
    refused = limited([held(UNI, 3_600), held(NEWCOIN, 2_400)], correlate=together)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.EXPOSURE_LIMIT_GROUP
    assert refused.details["what"] == "BTC+NEWCOIN+UNI"


def test_a_room_below_what_the_market_takes_is_none() -> None:
    nearly_full = [held(BTC, "3999.4")]
    assert limited(nearly_full) == Margin(Decimal("0.1"))
    refused = limited(nearly_full, Entry(min_margin=Margin(Decimal(1))))
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.EXPOSURE_LIMIT_ASSET


def test_what_moves_by_itself_is_not_counted_into_the_group() -> None:
    assert limited([held(UNI, 3_600), held(NEWCOIN, 2_400)], margin=500) == Margin(Decimal(500))


def test_a_sector_gets_fifty_percent() -> None:
    entry = Entry(pair=ETH)
    assert limited([held(SOL, 4_400)], entry) == Margin(Decimal(100))
    refused = limited([held(SOL, 5_000)], entry)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.EXPOSURE_LIMIT_SECTOR
    assert refused.details["what"] == "platform"


def test_a_sector_of_ones_own_goes_over_the_built_in_one() -> None:
    moved = limited([held(SOL, 5_000)], Entry(pair=ETH), margin=500, sectors={"SOL": "fast"})
    assert moved == Margin(Decimal(500))


def test_assets_without_a_sector_count_together() -> None:
    refused = limited([held(NEWCOIN, 5_000)], Entry(pair="ODDCOIN/USDT:USDT"))
    assert isinstance(refused, Refusal)
    assert refused.details["what"] == "other"


def test_the_net_cap_counts_only_what_is_on_too_much() -> None:
    caps = {**NO_CAPS, "max_net_pct": 30}
    open_now = [held(BTC, 2_000), held(ETH, 500, Side.SHORT)]
    assert limited(open_now, **caps) == Margin(Decimal(250))
    assert limited(open_now, Entry(side=Side.SHORT), **caps) == Margin(Decimal(750))
    refused = limited([held(BTC, 3_000)], **caps)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.EXPOSURE_LIMIT_NET


def test_what_may_have_left_by_now_makes_no_room_on_the_other_side() -> None:
    caps = {**NO_CAPS, "max_net_pct": 30}
    leaving = held(ETH, 2_000, Side.SHORT, certain=500)
    assert limited([leaving], margin=10_000, **caps) == Margin(Decimal("583.33333333"))
    assert limited([leaving], Entry(side=Side.SHORT), margin=10_000, **caps) == (
        Margin(Decimal("166.66666666"))
    )


def test_heat_is_shared_by_what_the_stops_would_cost() -> None:
    caps = {**NO_CAPS, "max_heat_pct": 1}
    open_now = [held(BTC, 4_000, stop_pct="1")]
    assert limited(open_now, Entry(stop=distance("2")), **caps) == Margin(Decimal(500))
    assert limited(open_now, Entry(stop=distance("1")), **caps) == Margin(Decimal(1_000))
    assert limited(open_now, Entry(stop=None), **caps) == Margin(Decimal(10))
    refused = limited([held(BTC, 10_000, stop_pct="1")], **caps)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.HEAT_LIMIT


@pytest.mark.parametrize("percent", ["0", "-1", "NaN", "Infinity"])
def test_a_stop_without_a_usable_distance_refuses_the_entry(percent: str) -> None:
    with pytest.raises(RiskInputError, match="distance of the stop"):
        limited([], Entry(stop=distance(percent)), max_heat_pct=5)


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_never_traded_on(bad: str) -> None:
    wrong = Decimal(bad)
    rules = PortfolioRules(PortfolioSettings())
    with pytest.raises(RiskInputError, match="margin"):
        limited([], margin=wrong)
    with pytest.raises(RiskInputError, match="leverage"):
        limited([], Entry(leverage=wrong))
    with pytest.raises(RiskInputError, match="equity"):
        rules.limit(Margin(Decimal(1)), Entry(), [], wrong, unknown)
    with pytest.raises(RiskInputError, match="price"):
        limited([replace(held(), price=wrong)])


def test_without_caps_every_wish_is_granted() -> None:
    assert limited([held(BTC, 90_000)], **NO_CAPS) == Margin(Decimal(1_000))


caps = st.fixed_dictionaries(
    {
        "max_asset_pct": st.one_of(st.none(), st.integers(1, 40)),
        "max_group_pct": st.one_of(st.none(), st.integers(40, 100)),
        "max_sector_pct": st.one_of(st.none(), st.integers(40, 100)),
        "max_net_pct": st.one_of(st.none(), st.integers(1, 100)),
        "max_heat_pct": st.one_of(st.none(), st.integers(1, 20)),
    }
)
wishes = st.decimals(0, 100_000, places=2)


def most_net(open_now: list[OpenPosition], side: Side) -> Decimal:
    """However the orders that are open end: all of one side, of the other what is certain."""
    mine = (each.position.size * each.price for each in open_now if each.side is side)
    theirs = (each.certain_size * each.price for each in open_now if each.side is not side)
    return sum(mine, Decimal(0)) - sum(theirs, Decimal(0))


@examples(max_examples=300)
@given(caps, positions, entries, wishes, correlates())
def test_no_entry_takes_the_portfolio_over_a_cap(
    percents: dict[str, int | None],
    open_now: list[OpenPosition],
    entry: Entry,
    wish: Decimal,
    correlate: Correlate,
) -> None:
    granted = limited(open_now, entry, margin=wish, correlate=correlate, **percents)
    if isinstance(granted, Refusal) or granted.amount == 0:
        return
    assert granted.amount <= wish
    added = granted.amount * entry.leverage
    settings, before = PortfolioSettings(**percents), Portfolio.of(open_now, EQUITY)
    sectors = NameTable(settings.sectors, SECTORS)
    group = Groups(settings, correlate).of(entry.pair, before.pairs)
    asset = asset_of(entry.pair)
    in_sector = before.where(lambda each: sectors[each.asset] == sectors[asset])
    assert entry.stop is not None
    risk = added * entry.stop(entry.leverage).percent / 100
    after = {
        "max_asset_pct": before.where(lambda each: each.asset == asset).gross.amount + added,
        "max_group_pct": before.where(lambda each: each.pair in group).gross.amount + added,
        "max_sector_pct": in_sector.gross.amount + added,
        "max_net_pct": most_net(open_now, entry.side) + added,
        "max_heat_pct": before.heat + risk,
    }
    for name, amount in after.items():
        most = percents[name]
        assert most is None or amount * 100 <= most * EQUITY * TINY, name


@given(positions, st.builds(held, side=st.just(Side.LONG)), entries, correlates())
def test_more_on_the_same_side_never_leaves_more_room(
    open_now: list[OpenPosition], more: OpenPosition, entry: Entry, correlate: Correlate
) -> None:
    rules = PortfolioRules(PortfolioSettings(max_net_pct=30, max_heat_pct=5))
    same_side = replace(entry, side=Side.LONG)
    before = rules.rooms(same_side, Portfolio.of(open_now, EQUITY), correlate)
    after = rules.rooms(same_side, Portfolio.of([*open_now, more], EQUITY), correlate)
    assert [each.reason for each in after] == [each.reason for each in before]
    assert all(x.notional <= y.notional for x, y in zip(after, before, strict=True))


@given(positions, entries, wishes, correlates())
def test_a_larger_wish_is_never_granted_less(
    open_now: list[OpenPosition], entry: Entry, wish: Decimal, correlate: Correlate
) -> None:
    def amount(margin: Decimal) -> Decimal:
        granted = limited(open_now, entry, margin=margin, correlate=correlate, max_heat_pct=5)
        return Decimal(0) if isinstance(granted, Refusal) else granted.amount

    assert amount(wish) <= amount(wish + 10)


wild = st.one_of(st.decimals(), st.decimals("-1e30", "1e30"))


@examples(max_examples=300)
@given(positions, entries, wild, wild, wild, wild)
def test_whatever_the_numbers_there_is_a_size_a_refusal_or_a_named_error(
    open_now: list[OpenPosition],
    entry: Entry,
    wish: Decimal,
    leverage: Decimal,
    equity: Decimal,
    stop_pct: Decimal,
) -> None:
    rules = PortfolioRules(PortfolioSettings(max_net_pct=30, max_heat_pct=5))
    odd = replace(entry, leverage=leverage, stop=distance(stop_pct))
    try:
        granted = rules.limit(Margin(wish), odd, open_now, equity, unknown)
    except RiskInputError:
        return
    numbers = (wish, leverage, equity, stop_pct)
    assert all(each.is_finite() for each in numbers)
    assert isinstance(granted, Refusal) or granted.amount <= max(wish, Decimal(0))
