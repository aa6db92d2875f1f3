"""What a sizing model may know, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from custom_risk.events import Reason
from custom_risk.margin import Margin
from custom_risk.regime import Regime
from custom_risk.roi import PriceMove
from custom_risk.side import Side
from custom_risk.signal import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class SizingInputs:
    """The entry to be sized. What is None is not known; a model that needs it answers so."""

    equity: Decimal
    """In stake currency, open profit included."""
    side: Side
    price: Decimal
    regime: Regime
    leverage: Decimal
    """The leverage that the same model gave for this entry, or the market's maximum before."""
    signal: Signal = field(default_factory=Signal)
    """What the strategy said on the signal's candle."""
    stop: Callable[[Decimal], PriceMove] | None = None
    """How far the first stop lies from the entry at a leverage, as a positive move."""


@dataclass(frozen=True, slots=True)
class NoSize:
    """A model's refusal to size an entry."""

    reason: Reason
    details: dict[str, object] = field(default_factory=dict)


Sized = Margin | NoSize
