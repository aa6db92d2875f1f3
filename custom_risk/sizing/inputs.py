"""What a sizing model may know, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from custom_risk.events import Reason
from custom_risk.inputs import RiskInputError, finite, within
from custom_risk.margin import Margin, Notional
from custom_risk.record import TradeRecord
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
    pair: str | None = None
    pair_notional: Notional | None = None
    """Open positions of the pair, at their present prices."""
    record: Callable[[], TradeRecord] | None = None
    """The trades that closed before this entry; looked up on demand."""

    @property
    def strength(self) -> Decimal:
        """Of the signal, 0 ... 100.

        Raises
        ------
        RiskInputError
            If it is missing, not finite or outside of that.
        """
        return within("strength", self.signal.strength, 100)

    @property
    def confidence(self) -> Decimal:
        """Of the signal's direction, 0 ... 1.

        Raises
        ------
        RiskInputError
            As `strength`.
        """
        return within("confidence", self.signal.confidence, 1)

    @property
    def stop_distance(self) -> PriceMove:
        """How far the first stop lies from the entry at `leverage`, 0 or more.

        Raises
        ------
        RiskInputError
            If there is no stop or its distance is not finite or negative.
        """
        distance = self.stop(self.leverage) if self.stop is not None else None
        percent = finite("stop distance", distance.percent if distance is not None else None)
        if percent < 0:
            raise RiskInputError("stop distance", percent)
        return PriceMove(percent)


@dataclass(frozen=True, slots=True)
class NoSize:
    """A model's refusal to size an entry."""

    reason: Reason
    details: dict[str, object] = field(default_factory=dict)


Sized = Margin | NoSize
