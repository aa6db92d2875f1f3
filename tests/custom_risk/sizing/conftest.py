"""Entries to be sized, and a way to ask a model for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import pytest

from custom_risk import load_settings
from custom_risk.account import ClosedTrade
from custom_risk.margin import Margin, Notional
from custom_risk.record import TradeRecord
from custom_risk.regime import Regime
from custom_risk.roi import PriceMove
from custom_risk.side import Side
from custom_risk.signal import Signal
from custom_risk.sizing import SIZING_MODELS, NoSize, SizingInputs, SizingModel

MARKET_MAX = Decimal(125)

ENTRY = SizingInputs(
    equity=Decimal(10_000),
    side=Side.LONG,
    price=Decimal(100),
    regime=Regime.MEDIUM,
    leverage=MARKET_MAX,
    signal=Signal(
        strength=Decimal(50),
        confidence=Decimal("0.65"),
        atr=Decimal(1),
        adx=Decimal(30),
        volatility=Decimal("0.4"),
    ),
    stop=lambda leverage: PriceMove(Decimal(6) / leverage),
    pair="BTC/USDT:USDT",
    pair_notional=Notional(Decimal(0)),
    record=TradeRecord,
)
"""A calm trend, a stop at 6 percent of the margin, nothing open, nothing closed."""


@dataclass(frozen=True)
class Size:
    """What a model made of an entry."""

    leverage: Decimal
    margin: Margin

    @property
    def notional(self) -> Decimal:
        return self.margin.notional(self.leverage).amount


def model_of(name: str, sizing: Mapping[str, Any], **sections: Any) -> SizingModel:
    """A model with these numbers under `sizing.<name>` and other sections beside."""
    section = {"sizing": {"model": name, name: dict(sizing)}} if sizing else {}
    return SIZING_MODELS[name](load_settings(section | sections))


def size(model: SizingModel, entry: SizingInputs) -> Size | NoSize:
    """Leverage first, then the margin at it: as freqtrade asks."""
    leverage = model.leverage(entry)
    margin = model.margin(replace(entry, leverage=leverage))
    return margin if isinstance(margin, NoSize) else Size(leverage, margin)


@dataclass(frozen=True)
class Desk:
    """An entry with some of its signal or account changed, sized by a model."""

    name: str
    sizing: Mapping[str, Any]
    sections: Mapping[str, Any]

    def __call__(self, signal: Mapping[str, Any] | None = None, **changed: Any) -> Size | NoSize:
        said = replace(ENTRY.signal, **(signal or {}))
        entry = replace(ENTRY, **({"signal": said} | changed))
        return size(self.model, entry)

    @cached_property
    def model(self) -> SizingModel:
        return model_of(self.name, self.sizing, **self.sections)

    def sized(self, signal: Mapping[str, Any] | None = None, **changed: Any) -> Size:
        answer = self(signal, **changed)
        assert isinstance(answer, Size), answer
        return answer

    def refused(self, signal: Mapping[str, Any] | None = None, **changed: Any) -> NoSize:
        answer = self(signal, **changed)
        assert isinstance(answer, NoSize), answer
        return answer


MakeDesk = Callable[..., Desk]


@pytest.fixture(name="sizing_by", scope="session")
def sizing_by_fixture() -> MakeDesk:
    """`sizing_by(model, its numbers, other sections)`."""

    def make(name: str, sizing: Mapping[str, Any] | None = None, **sections: Any) -> Desk:
        return Desk(name, sizing or {}, sections)

    return make


@pytest.fixture(name="record_of", scope="session")
def record_of_fixture(
    closed_trades: Callable[..., list[ClosedTrade]],
) -> Callable[..., Callable[[], TradeRecord]]:
    """A record of trades with these profits, as `SizingInputs.record` has it."""

    def make(*profits: float, pair: str = "BTC/USDT:USDT") -> Callable[[], TradeRecord]:
        return lambda: TradeRecord().read(closed_trades(*profits, pair=pair))

    return make
