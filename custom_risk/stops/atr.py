"""A stop in average true ranges: from the entry, and behind the price."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.inputs import positive
from custom_risk.position import Position
from custom_risk.settings import RiskSettings
from custom_risk.settings.stops import AtrMeasure
from custom_risk.signal import Signal
from custom_risk.stops.entry_stop import EntryStop
from custom_risk.stops.signal_terms import is_volatile, strength_share
from custom_risk.trade_view import TradeView


class AtrStop(EntryStop):
    """Nearer the stronger the signal, or nearer in a volatile market.

    By strength `S`: `ATR x (base_atr - less_at_full_strength_atr x S/100)`.
    By band: `ATR x below_atr` or `ATR x above_atr`, as `ATR/entry` lies to the threshold.
    With a `trail_atr` it follows the price that far behind, in ranges of the entry's ATR, so that a
    restart finds the same stop again.
    """

    def __init__(self, settings: RiskSettings) -> None:
        super().__init__(settings.stops, settings.stops.atr.cap_pct)
        self._atr = settings.stops.atr

    def distance(self, position: Position, signal: Signal) -> Decimal:
        """How far the stop is from the entry, in the price's unit, before any cap."""
        return positive("ATR", signal.atr) * self._ranges(position, signal)

    def stop_price(self, view: TradeView) -> Decimal:
        """The better of the first stop and the trail, once that has begun."""
        first = super().stop_price(view)
        if self._atr.trail_atr == 0:
            return first
        position, atr = view.position, positive("ATR", view.entry.atr)
        sign = position.side.sign
        if sign * (view.price - position.entry) < self._atr.trail_from_atr * atr:
            return first
        trail = view.price - sign * self._atr.trail_atr * atr
        return trail if position.side.is_better_stop(trail, first) else first

    def _ranges(self, position: Position, signal: Signal) -> Decimal:
        atr = self._atr
        if atr.by is AtrMeasure.STRENGTH:
            return atr.base_atr - atr.less_at_full_strength_atr * strength_share(signal)
        volatile = is_volatile(position, signal, atr.threshold_pct)
        return atr.above_atr if volatile else atr.below_atr
