"""Sizing by what was really traded."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.events import Reason
from custom_risk.inputs import RiskInputError
from custom_risk.record import TradeRecord
from custom_risk.signal import Climate

SizingBy = Callable[..., Any]
RecordOf = Callable[..., Callable[[], TradeRecord]]

FLAT = {"adx": Decimal(20), "volatility": Decimal("0.3"), "climate": Climate.RANGE}
"""A market whose multiplier is 1 with `PLAIN`."""
PLAIN: dict[str, Any] = {"climate": {"multipliers": {"range": 1}}}
STOP_PCT = 1
"""The stop of the entry at leverage 6, in percent of the price: risk x 100 is the notional."""


def risk_pct(size: Any) -> Decimal:
    """What the sized entry loses at its stop, in percent of the equity."""
    loss: Decimal = size.notional * STOP_PCT / 100
    return loss / 10_000 * 100


@pytest.mark.parametrize(
    ("confidence", "expected"), [(None, "0.5"), ("0.7", "0.5"), ("0.71", "0.75"), ("1", "0.75")]
)
def test_it_explores_below_thirty_trades(
    sizing_by: SizingBy, record_of: RecordOf, confidence: str | None, expected: str
) -> None:
    said = FLAT | {"confidence": Decimal(confidence) if confidence else None}
    size = sizing_by("kelly", **PLAIN).sized(said, record=record_of(*[-1] * 29))
    assert risk_pct(size) == pytest.approx(Decimal(expected))


def test_from_thirty_trades_on_it_risks_a_quarter_of_the_fraction(
    sizing_by: SizingBy, record_of: RecordOf
) -> None:
    # 11 of 20 won as much as the rest lost: f = 0.1, a quarter of it is 2.5 percent
    record = record_of(*[1, -1] * 18, *[1] * 4)
    size = sizing_by("kelly", {"max_notional_pct": 100}, **PLAIN).sized(FLAT, record=record)
    assert risk_pct(size) == pytest.approx(Decimal("2.5"))


@pytest.mark.parametrize("profits", [[1, -1] * 20, [1] * 10 + [-1] * 20, [-1] * 30, [0] * 30])
def test_without_an_edge_nothing_is_traded(
    sizing_by: SizingBy, record_of: RecordOf, profits: list[float]
) -> None:
    refused = sizing_by("kelly").refused(record=record_of(*profits))
    assert refused.reason is Reason.NO_EDGE
    assert refused.details["trades"] == len(profits)


def test_the_lower_bound_asks_for_more_proof(sizing_by: SizingBy, record_of: RecordOf) -> None:
    few, many = record_of(*[1, 1, -1] * 10), record_of(*[1, 1, -1] * 33)
    bound = {"interval_level": 0.95, "max_notional_pct": 100}
    plain = sizing_by("kelly", {"max_notional_pct": 100}, **PLAIN).sized(FLAT, record=many)
    careful = sizing_by("kelly", bound, **PLAIN).sized(FLAT, record=many)
    assert risk_pct(careful) < risk_pct(plain)
    thirty = sizing_by("kelly", bound, **PLAIN).sized(FLAT, record=few)
    assert risk_pct(thirty) < risk_pct(careful)
    hardly = record_of(*[1, 1, 1, -1, -1] * 8)
    assert sizing_by("kelly", bound).refused(record=hardly).reason is Reason.NO_EDGE


def test_a_pair_counts_by_itself_once_it_has_enough_trades(
    sizing_by: SizingBy, record_of: RecordOf
) -> None:
    own = sizing_by("kelly", {"per_pair": True}, **PLAIN)
    losses = record_of(*[-1] * 40, pair="ETH/USDT:USDT")
    assert own.refused(FLAT, record=losses).reason is Reason.NO_EDGE
    wins = record_of(*[2, -1] * 20, pair="BTC/USDT:USDT")
    assert own.sized(FLAT, record=wins).notional > 0
    with pytest.raises(RiskInputError, match="usable pair"):
        own(FLAT, pair=None)


def test_the_climate_is_a_factor_of_the_risk(sizing_by: SizingBy, record_of: RecordOf) -> None:
    sizing, record = sizing_by("kelly"), record_of()
    trend = sizing.sized({"adx": Decimal(30), "volatility": Decimal("0.4")}, record=record)
    assert risk_pct(trend) == pytest.approx(Decimal("0.65"))
    wild = sizing.sized({"adx": Decimal(30), "volatility": Decimal("1.4")}, record=record)
    assert risk_pct(wild) == pytest.approx(Decimal("0.15"))


def test_the_notional_stays_under_a_tenth_of_equity_times_the_leverage_cap(
    sizing_by: SizingBy, record_of: RecordOf
) -> None:
    size = sizing_by("kelly").sized(record=record_of(*[1] * 40))
    assert size.notional == pytest.approx(Decimal(10_000))


@pytest.mark.parametrize(
    ("signal", "changed", "name"),
    [
        ({}, {"record": None}, "record of closed trades"),
        ({"adx": None}, {}, "ADX"),
        ({"volatility": Decimal("NaN")}, {}, "volatility"),
        ({"confidence": Decimal("NaN")}, {}, "confidence"),
    ],
)
def test_what_is_missing_is_named(
    sizing_by: SizingBy, signal: dict[str, Any], changed: dict[str, Any], name: str
) -> None:
    with pytest.raises(RiskInputError) as caught:
        sizing_by("kelly")(signal, **changed)
    assert caught.value.name == name


@given(st.lists(st.integers(-9, 9), min_size=30, max_size=100))
def test_the_risk_is_that_of_a_plain_reference(
    sizing_by: SizingBy, record_of: RecordOf, profits: list[int]
) -> None:
    wins, rest = [each for each in profits if each > 0], [each for each in profits if each <= 0]
    answer = sizing_by("kelly", **PLAIN)(FLAT, record=record_of(*profits))
    if sum(profits) <= 0:
        assert answer.reason is Reason.NO_EDGE
        return
    p, average_win = len(wins) / len(profits), sum(wins) / len(wins)
    average_loss = -sum(rest) / len(rest) if rest else 0.0
    f = (
        p
        if average_loss == 0
        else (p * average_win / average_loss - (1 - p)) / (average_win / average_loss)
    )
    assert float(risk_pct(answer)) == pytest.approx(min(25 * f, 1), rel=1e-9)
