"""What holds for every sizing model, whatever it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk import RiskConfigError, load_settings
from custom_risk.inputs import RiskInputError
from custom_risk.leverage import leverage_cap
from custom_risk.margin import Margin, Notional
from custom_risk.record import TradeRecord
from custom_risk.regime import Regime
from custom_risk.roi import PriceMove
from custom_risk.side import Side
from custom_risk.signal import Signal
from custom_risk.sizing import SIZING_MODELS, NoSize, SizingInputs

SizingBy = Callable[..., Any]
RecordOf = Callable[..., Callable[[], TradeRecord]]

LEVERAGES: st.SearchStrategy[dict[str, Any]] = st.builds(
    lambda most, high: {"max": most, "default": min(6, most), "regime_caps": {"HIGH": high}},
    st.integers(1, 20),
    st.sampled_from([4, 10]),
)
TINY = Decimal("1e-12")

odd = st.sampled_from([None, Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")])


def maybe(usual: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Decimal | None]:
    return st.one_of(usual, usual, usual, odd)


signals = st.builds(
    Signal,
    strength=maybe(st.decimals(0, 100, places=1)),
    confidence=maybe(st.decimals(0, 1, places=3)),
    adx=maybe(st.decimals(0, 100, places=1)),
    volatility=maybe(st.decimals(0, 3, places=2)),
)
stops = maybe(st.decimals(0, 60, places=2))
entries = st.builds(
    SizingInputs,
    equity=st.decimals(1, 10_000_000, places=2),
    side=st.sampled_from(Side),
    price=st.decimals("0.0001", 100_000, places=4),
    regime=st.sampled_from(Regime),
    leverage=st.decimals(1, 125, places=1),
    signal=signals,
    stop=stops.map(lambda roi: None if roi is None else lambda leverage: PriceMove(roi / leverage)),
    pair=st.just("BTC/USDT:USDT"),
    pair_notional=maybe(st.decimals(0, 5_000_000, places=2)).map(
        lambda amount: None if amount is None else Notional(amount)
    ),
)
profits = st.lists(st.integers(-9, 12), max_size=60)


@pytest.mark.parametrize("name", SIZING_MODELS)
@examples(max_examples=200)
@given(LEVERAGES, entries, profits)
def test_leverage_is_whole_and_within_every_cap_and_no_size_is_negative_i_003(
    record_of: RecordOf,
    name: str,
    leverage: dict[str, Any],
    entry: SizingInputs,
    earned: list[int],
) -> None:
    settings = load_settings({"sizing": {"model": name}, "leverage": leverage})
    model, entry = SIZING_MODELS[name](settings), replace(entry, record=record_of(*earned))
    try:
        wish = model.leverage(entry)
        margin = model.margin(replace(entry, leverage=wish))
    except RiskInputError:
        return
    assert wish == wish.to_integral_value()
    assert (
        1
        <= wish
        <= max(Decimal(1), min(leverage_cap(settings.leverage, entry.regime), entry.leverage))
    )
    if isinstance(margin, Margin):
        assert margin.amount.is_finite()
        assert margin.amount >= 0
        _assert_own_cap(name, entry, margin.notional(wish).amount)


def _assert_own_cap(name: str, entry: SizingInputs, notional: Decimal) -> None:
    """The most that a model itself says it asks for, in parts of the equity."""
    held = entry.pair_notional.amount if entry.pair_notional is not None else Decimal(0)
    most = {
        "fixed_fraction": Decimal("0.03") * 10,
        "strength": Decimal("0.02") * 20,
        "edge": Decimal("0.2") - held / entry.equity,
        "kelly": Decimal("0.1") * 20,
        "confidence_table": Decimal("0.25"),
    }[name]
    assert notional <= entry.equity * most * (1 + TINY)
    if name == "edge":
        assert notional <= 500 * (1 + TINY)


USED = {
    "strength": ["strength"],
    "edge": ["confidence"],
    "kelly": ["adx", "volatility"],
    "confidence_table": ["confidence"],
}


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name, fields in USED.items() for field in fields]
)
@given(equity=st.decimals(1, 10_000_000, places=2), regime=st.sampled_from(Regime), value=odd)
def test_a_missing_or_infinite_input_of_a_model_is_no_size(
    sizing_by: SizingBy,
    name: str,
    field: str,
    equity: Decimal,
    regime: Regime,
    value: Decimal | None,
) -> None:
    with pytest.raises(RiskInputError):
        sizing_by(name)({field: value}, equity=equity, regime=regime)


@pytest.mark.parametrize("name", SIZING_MODELS)
def test_a_model_asks_for_nothing_that_it_does_not_use(sizing_by: SizingBy, name: str) -> None:
    used = USED.get(name, [])
    unused = {
        each: None
        for each in ("strength", "confidence", "atr", "adx", "volatility", "rsi")
        if each not in used
    }
    assert sizing_by(name).sized(unused).notional > 0


def _notional(answer: Any) -> Decimal:
    return Decimal(0) if isinstance(answer, NoSize) else answer.notional


@pytest.mark.parametrize(
    ("name", "field", "most"),
    [
        ("strength", "strength", 100),
        ("edge", "confidence", 1),
        ("kelly", "confidence", 1),
        ("confidence_table", "confidence", 1),
    ],
)
@examples(max_examples=200)
@given(
    first=st.decimals(0, 1, places=3),
    second=st.decimals(0, 1, places=3),
    regime=st.sampled_from(Regime),
    stop_roi=st.decimals("0.5", 60, places=1),
    leverage=LEVERAGES,
)
def test_more_strength_or_confidence_never_sizes_smaller(
    sizing_by: SizingBy,
    name: str,
    field: str,
    most: int,
    first: Decimal,
    second: Decimal,
    regime: Regime,
    stop_roi: Decimal,
    leverage: dict[str, Any],
) -> None:
    low, high = sorted((first, second))
    sizing = sizing_by(name, leverage=leverage)

    def notional(value: Decimal) -> Decimal:
        return _notional(
            sizing(
                {field: value * most},
                regime=regime,
                stop=lambda times: PriceMove(stop_roi / times),
            )
        )

    assert notional(low) <= notional(high) * (1 + TINY)


@given(
    st.lists(st.integers(-9, 9), min_size=30, max_size=60), st.integers(0, 59), st.integers(1, 5)
)
def test_a_better_record_never_sizes_smaller(
    sizing_by: SizingBy, record_of: RecordOf, earned: list[int], which: int, more: int
) -> None:
    """Better: one win of the record was a larger one, or one loss a smaller one."""
    index = which % len(earned)
    better = list(earned)
    better[index] += more if earned[index] > 0 else min(more, -earned[index])
    sizing = sizing_by("kelly")
    before = _notional(sizing(record=record_of(*earned)))
    assert before <= _notional(sizing(record=record_of(*better))) * (1 + TINY)


@pytest.mark.parametrize(
    ("sizing", "message"),
    [
        ({"strength": {"times_at_zero": 3}}, "times_at_zero 3 is above times_at_full 2.0"),
        ({"strength": {"base_risk_pct": 0}}, "base_risk_pct: 0 is outside above 0 … 5"),
        ({"strength": {"base_risk": 1}}, "there is no such key, the keys here are base_risk_pct"),
        ({"edge": {"min_notional": 600}}, "min_notional 600 is above max_notional 500"),
        ({"edge": {"min_edge": 0.1}}, "min_edge 0.1 is not below full_edge 0.10"),
        ({"edge": {"times_at_min": 3}}, "times_at_min 3 is above times_at_full 2.0"),
        ({"edge": {"max_symbol_pct": float("nan")}}, "max_symbol_pct: nan is outside"),
        ({"kelly": {"window": 50}}, "sizing.kelly.window: 50 cannot be used"),
        ({"kelly": {"window": 30, "min_trades": 40}}, "min_trades 40 is above window 30"),
        ({"kelly": {"exploration_pct": 1}}, "exploration_pct 1 is above confident_exploration_pct"),
        ({"kelly": {"interval_level": 1}}, "sizing.kelly.interval_level: 1 is outside"),
        ({"kelly": {"fraction": -1}}, "sizing.kelly.fraction: -1 is outside above 0 … 1"),
        ({"confidence_table": {"bands": []}}, "sizing.confidence_table.bands"),
    ],
)
def test_numbers_that_cannot_be_are_named(sizing: dict[str, Any], message: str) -> None:
    with pytest.raises(RiskConfigError) as caught:
        load_settings({"sizing": sizing})
    assert message in str(caught.value)


def _band(from_pct: float, **changed: Any) -> dict[str, Any]:
    band = {"leverage": 5, "volatile_leverage": 2, "risk_pct": 1, "max_notional_pct": 20}
    return {"from_pct": from_pct} | band | changed


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        ([_band(60), _band(60)], "bands do not increase in from_pct"),
        ([_band(60), _band(70, leverage=4)], "the band from 70 has less leverage than the one"),
        ([_band(60), _band(70, risk_pct=0.5)], "the band from 70 has less risk_pct"),
        ([_band(60, volatile_leverage=6)], "volatile_leverage 6 is above leverage 5"),
    ],
)
def test_bands_that_would_size_a_surer_signal_smaller_are_refused(
    bands: list[dict[str, Any]], message: str
) -> None:
    with pytest.raises(RiskConfigError) as caught:
        load_settings({"sizing": {"confidence_table": {"bands": bands}}})
    assert message in str(caught.value)
