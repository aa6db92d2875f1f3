"""Groups of pairs that are one bet."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.portfolio import Correlate, unknown
from custom_risk.portfolio.groups import Groups, group_name
from custom_risk.settings import PortfolioSettings

from .conftest import BTC, ETH, NEWCOIN, PAIRS, PAXG, SOL, UNI, alone, correlated, correlates

SETTINGS = PortfolioSettings()


def pair_of(first: str, second: str) -> frozenset[str]:
    return frozenset((first, second))


def test_a_correlation_at_the_threshold_links_two_pairs() -> None:
    known = correlated({pair_of(BTC, ETH): 0.7, pair_of(BTC, SOL): 0.699}, 0.0)
    groups = Groups(SETTINGS, known)
    assert groups.linked(BTC, ETH)
    assert not groups.linked(BTC, SOL)


def test_moving_against_each_other_is_no_link() -> None:
    assert not Groups(SETTINGS, lambda *_: -0.99).linked(BTC, ETH)


def test_contracts_on_one_asset_are_linked_whatever_the_correlation() -> None:
    assert Groups(SETTINGS, alone).linked(BTC, "BTC/USDC:USDC")


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_the_table_decides_where_the_correlation_is_not_known(value: float | None) -> None:
    groups = Groups(SETTINGS, lambda *_: value)
    assert groups.linked(BTC, UNI)
    assert not groups.linked(BTC, PAXG)
    assert not groups.linked(BTC, NEWCOIN)


def test_assets_that_no_table_names_count_together_until_they_are_measured() -> None:
    other = "ODDCOIN/USDT:USDT"
    assert Groups(SETTINGS, unknown).linked(NEWCOIN, other)
    assert not Groups(SETTINGS, alone).linked(NEWCOIN, other)


def test_a_table_of_ones_own_goes_over_the_built_in_one() -> None:
    settings = PortfolioSettings(groups={"UNI": "finance", "NEWCOIN": "finance"})
    groups = Groups(settings, unknown)
    assert groups.linked(UNI, NEWCOIN)
    assert not groups.linked(BTC, UNI)


def test_a_base_currency_is_found_by_the_name_of_its_contract_too() -> None:
    settings = PortfolioSettings(groups={"1000PEPE": "frogs"})
    groups = Groups(settings, unknown)
    assert not groups.linked("1000PEPE/USDT:USDT", BTC)
    assert groups.linked("1000PEPE/USDT:USDT", "PEPE/USDT:USDT")


def test_what_a_member_is_linked_with_belongs_to_the_group() -> None:
    chain = correlated({pair_of(BTC, ETH): 0.8, pair_of(ETH, SOL): 0.8}, 0.1)
    assert Groups(SETTINGS, chain).of(BTC, PAIRS) == {BTC, ETH, SOL}
    assert Groups(SETTINGS, chain).of(BTC, [SOL]) == {BTC}


def test_a_group_is_called_by_its_assets() -> None:
    assert group_name([ETH, BTC, "BTC/USDC:USDC"]) == "BTC+ETH"


@given(correlates(), st.sets(st.sampled_from(PAIRS), min_size=1))
def test_every_pair_is_in_one_group_and_all_members_agree_on_it(
    correlate: Correlate, pairs: set[str]
) -> None:
    groups = Groups(SETTINGS, correlate)
    parts = groups.all(pairs)
    assert sorted(pair for part in parts for pair in part) == sorted(pairs)
    for part in parts:
        assert all(groups.of(each, pairs) == part for each in part)


@given(correlates())
def test_links_are_symmetric_and_stay_within_groups(correlate: Correlate) -> None:
    groups = Groups(SETTINGS, correlate)
    for first, second in product(PAIRS, PAIRS):
        assert groups.linked(first, second) == groups.linked(second, first)
        if groups.linked(first, second):
            assert second in groups.of(first, PAIRS)


@given(correlates(), st.sets(st.sampled_from(PAIRS)), st.sampled_from(PAIRS))
def test_another_pair_never_makes_a_group_smaller(
    correlate: Correlate, pairs: set[str], more: str
) -> None:
    groups = Groups(SETTINGS, correlate)
    assert groups.of(BTC, pairs) <= groups.of(BTC, pairs | {more})
