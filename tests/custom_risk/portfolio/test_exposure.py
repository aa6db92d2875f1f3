"""Tables of what is open."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from custom_risk.account import OpenPosition
from custom_risk.margin import Notional
from custom_risk.portfolio import Correlate, Exposures, Portfolio, unknown
from custom_risk.settings import PortfolioSettings
from custom_risk.side import Side

from .conftest import BTC, EQUITY, ETH, PAXG, SOL, alone, correlates, held, positions


def exposures(
    *open_now: OpenPosition, correlate: Correlate = unknown, equity: Decimal = EQUITY
) -> Exposures:
    return Exposures.of(Portfolio.of(open_now, equity), PortfolioSettings(), correlate)


def test_every_table_names_what_is_open_the_largest_first() -> None:
    tables = exposures(
        held(ETH, 1_000), held(BTC, 3_000, Side.SHORT), held(SOL, 500), held(PAXG, 200)
    )
    assert [row.name for row in tables.pairs] == [BTC, ETH, SOL, PAXG]
    assert [(row.name, row.net) for row in tables.groups] == [
        ("BTC+ETH+SOL", Decimal(-1_500)),
        ("PAXG", Decimal(200)),
    ]
    assert [(row.name, row.percent) for row in tables.sectors] == [
        ("payment", Decimal(30)),
        ("platform", Decimal(15)),
        ("metal", Decimal(2)),
    ]
    assert {row.name: row.notional.amount for row in tables.sides} == {
        "short": 3_000,
        "long": 1_700,
    }
    assert tables.total.risk == 47


def test_with_correlations_the_groups_are_measured_ones() -> None:
    tables = exposures(held(BTC), held(ETH), correlate=alone)
    assert [row.name for row in tables.groups] == ["BTC", "ETH"]


def test_nothing_open_is_nothing_to_show() -> None:
    tables = exposures()
    assert (tables.pairs, tables.groups, tables.sectors, tables.sides) == ((), (), (), ())
    assert tables.total.notional == Notional(Decimal(0))


@given(positions, correlates())
def test_every_table_adds_up_to_the_total(
    open_now: list[OpenPosition], correlate: Correlate
) -> None:
    tables = exposures(*open_now, correlate=correlate)
    total = tables.total
    for table in (tables.pairs, tables.groups, tables.sectors, tables.sides):
        assert sum(row.notional.amount for row in table) == pytest.approx(total.notional.amount)
        assert abs(sum(row.net for row in table) - total.net) < Decimal("1e-12")
        assert sum(row.risk for row in table) == pytest.approx(total.risk)
