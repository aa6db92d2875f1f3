"""Sizing and the caps on it (I-001, I-002, I-003, I-005)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk import load_settings
from custom_risk.account import OpenPosition
from custom_risk.entry import EntryPlan, EntryRequest
from custom_risk.events import Reason
from custom_risk.liquidation import liquidation_buffer, liquidation_price
from custom_risk.margin import Margin, Notional
from custom_risk.position import Position
from custom_risk.refusal import Refusal
from custom_risk.regime import Regime
from custom_risk.rules import RiskRules
from custom_risk.side import Side

CANON = load_settings(None)
REQUEST = EntryRequest(
    pair="BTC/USDT:USDT",
    side=Side.LONG,
    price=Decimal(100),
    equity=Decimal(10_000),
    regime=Regime.MEDIUM,
    leverage=Decimal(6),
    max_margin=Margin(Decimal(10_000)),
)


def held(notional: Decimal | int) -> OpenPosition:
    """An open position of that notional."""
    size, one = Decimal(notional), Decimal(1)
    position = Position(Side.LONG, one, one, size, Decimal(0), Decimal(0))
    return OpenPosition(1, "ETH/USDT:USDT", position, one, Decimal(0), Margin(size), None, size)


def plan(section: dict[str, Any] | None = None, **changed: Any) -> EntryPlan | Refusal:
    rules = RiskRules(load_settings(section))
    return rules.entry.plan(replace(REQUEST, **changed))


@pytest.mark.parametrize(
    ("regime", "margin"), [(Regime.LOW, 300), (Regime.MEDIUM, 200), (Regime.HIGH, 100)]
)
def test_two_percent_of_equity_times_the_regime(regime: Regime, margin: int) -> None:
    assert plan(regime=regime) == EntryPlan(Margin(Decimal(margin)), Notional(Decimal(margin * 6)))


def test_five_percent_is_the_most_whatever_the_regime() -> None:
    wished = plan({"sizing": {"margin_pct": 4}}, regime=Regime.LOW)
    assert isinstance(wished, EntryPlan)
    assert wished.margin == Margin(Decimal(500))


def test_a_tenth_of_a_percent_is_the_least() -> None:
    wished = plan({"sizing": {"margin_pct": 0.1}}, regime=Regime.HIGH)
    assert isinstance(wished, EntryPlan)
    assert wished.margin == Margin(Decimal(10))


def test_only_what_is_free_is_used() -> None:
    wished = plan(max_margin=Margin(Decimal(70)))
    assert isinstance(wished, EntryPlan)
    assert wished.margin == Margin(Decimal(70))


def test_the_exposure_cap_shrinks_an_entry_and_then_refuses_it() -> None:
    smaller = plan(positions=[held(9_400)])
    assert isinstance(smaller, EntryPlan)
    assert smaller.notional.amount == 600
    for full in (10_000, 9_999):
        refused = plan(positions=[held(full)], min_margin=Margin(Decimal(1)))
        assert isinstance(refused, Refusal)
        assert refused.reason is Reason.EXPOSURE_LIMIT


def test_equity_too_small_for_the_market_is_a_size_too_small_not_a_full_book() -> None:
    refused = plan(equity=Decimal(1), min_margin=Margin(Decimal(1)))
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.SIZE_TOO_SMALL


@pytest.mark.parametrize(
    ("section", "changed", "reason"),
    [
        (None, {"positions": [held(1)] * 5}, Reason.MAX_OPEN_POSITIONS_REACHED),
        (None, {"leverage": Decimal(11)}, Reason.LEVERAGE_LIMIT),
        (None, {"leverage": Decimal("0.5")}, Reason.LEVERAGE_LIMIT),
        ({"leverage": {"regime_caps": {"MEDIUM": 5}}}, {}, Reason.LEVERAGE_LIMIT),
        (None, {"min_margin": Margin(Decimal(201))}, Reason.SIZE_TOO_SMALL),
        (None, {"min_size": Decimal(13)}, Reason.SIZE_TOO_SMALL),
        (None, {"max_margin": Margin(Decimal(0))}, Reason.SIZE_TOO_SMALL),
        ({"sizing": {"regime_multipliers": {"MEDIUM": 0}}}, {}, Reason.SIZE_TOO_SMALL),
        ({"limits": {"min_liquidation_buffer_pct": 17}}, {}, Reason.LIQUIDATION_BUFFER),
    ],
)
def test_an_entry_over_a_limit_is_refused_with_its_reason(
    section: dict[str, Any] | None, changed: dict[str, Any], reason: Reason
) -> None:
    refused = plan(section, **changed)
    assert isinstance(refused, Refusal)
    assert refused.reason is reason
    assert {"margin", "notional"} <= set(refused.details)


requests = st.builds(
    EntryRequest,
    pair=st.just("BTC/USDT:USDT"),
    side=st.sampled_from(Side),
    price=st.decimals("0.0001", 100_000, places=4),
    equity=st.decimals(1, 10_000_000, places=2),
    regime=st.sampled_from(Regime),
    leverage=st.integers(1, 125).map(Decimal),
    max_margin=st.decimals(0, 1_000_000, places=2).map(Margin),
    min_margin=st.decimals(0, 100, places=2).map(Margin),
    min_size=st.decimals(0, 10, places=3),
    positions=st.lists(st.decimals("0.01", 200_000, places=2).map(held), max_size=7),
)
sections = st.fixed_dictionaries(
    {
        "sizing": st.fixed_dictionaries({"margin_pct": st.decimals("0.1", 5, places=2)}),
        "limits": st.fixed_dictionaries(
            {
                "max_exposure_pct": st.integers(10, 1000),
                "min_liquidation_buffer_pct": st.integers(0, 20),
            }
        ),
    }
)


@examples(max_examples=300, deadline=None)
@given(sections, requests)
def test_no_entry_ever_exceeds_a_cap(section: dict[str, Any], request_: EntryRequest) -> None:
    settings = load_settings(section)
    entry = RiskRules(settings).entry.plan(request_)
    if isinstance(entry, Refusal):
        return
    limits, leverage = settings.limits, request_.leverage
    tiny = Decimal("1e-15")
    assert entry.margin.amount * 100 <= limits.max_margin_pct * request_.equity
    total = entry.notional.amount + request_.open_notional.amount
    assert total * 100 <= limits.max_exposure_pct * request_.equity * (1 + tiny)
    assert 1 <= leverage <= settings.leverage.max
    assert len(request_.positions) < limits.max_open_positions
    assert request_.min_margin <= entry.margin <= request_.max_margin
    assert entry.notional.amount / request_.price >= request_.min_size
    rate = limits.maintenance_margin_pct / 100
    liquidation = liquidation_price(request_.price, leverage, request_.side, rate)
    buffer = liquidation_buffer(request_.price, liquidation)
    assert buffer.percent >= limits.min_liquidation_buffer_pct


@given(st.decimals(100, 100_000, places=2), st.decimals(0, 1000, places=2))
def test_more_equity_never_means_less_margin(equity: Decimal, more: Decimal) -> None:
    small, large = plan(equity=equity), plan(equity=equity + more)
    assert isinstance(small, EntryPlan)
    assert isinstance(large, EntryPlan)
    assert small.margin <= large.margin
