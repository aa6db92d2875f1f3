"""Exits by time, climate, imbalance and a thesis that no longer holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from custom_risk.events import Reason
from custom_risk.exits.policy import ExitPolicy
from custom_risk.inputs import finite
from custom_risk.roi import PriceMove
from custom_risk.settings import RiskSettings
from custom_risk.side import Side
from custom_risk.signal import Climate, Signal
from custom_risk.stops.signal_terms import climate_of
from custom_risk.trade_view import TradeView

RESTLESS = frozenset({Climate.CHOP, Climate.VOLATILE})
"""What a trend has ended in."""


class DynamicExits(ExitPolicy):
    """For strategies that ask for it; ENYGMA itself never leaves because of time.

    The account's imbalance is looked at first, as it needs no signal.
    """

    def __init__(self, settings: RiskSettings) -> None:
        self._exits = settings.exits.dynamic

    def reason(self, view: TradeView, imbalance: Callable[[], Decimal]) -> Reason | None:
        """The first of: imbalance, time, climate, thesis."""
        if self._outweighs(view.position.side, finite("net exposure", imbalance())):
            return Reason.PORTFOLIO_IMBALANCE
        newest = view.newest()
        climate = climate_of(newest, view.entry)
        if self._time_is_up(view, climate):
            return Reason.TIME_LIMIT_REACHED
        if self._climate_turned(view, climate):
            return Reason.CLIMATE_CHANGED
        if self._thesis_is_gone(view, newest):
            return Reason.THESIS_INVALIDATED
        return None

    def _outweighs(self, side: Side, net_pct: Decimal) -> bool:
        return net_pct * side.sign > self._exits.max_imbalance_pct

    def _time_is_up(self, view: TradeView, climate: Climate) -> bool:
        if view.move >= PriceMove(self._exits.time_limit_below_pct):
            return False
        minutes = float(self._exits.time_limit_minutes.of(climate))
        return view.age >= timedelta(minutes=minutes)

    def _climate_turned(self, view: TradeView, climate: Climate) -> bool:
        if view.entry.climate is Climate.TREND and climate in RESTLESS:
            return view.move < PriceMove(self._exits.trend_lost_below_pct)
        if view.entry.climate is Climate.RANGE and climate is Climate.TREND:
            return view.move < PriceMove(self._exits.range_left_below_pct)
        return False

    def _thesis_is_gone(self, view: TradeView, newest: Signal) -> bool:
        """Whether a reversal that was entered has run its course.

        A strategy that says no RSI had no such thesis.
        """
        if view.entry.rsi is None or newest.rsi is None:
            return False
        before, now = finite("RSI of the entry", view.entry.rsi), finite("RSI", newest.rsi)
        low, high = self._exits.oversold_rsi, self._exits.overbought_rsi
        if view.position.side is Side.LONG:
            return before <= low and now >= high
        return before >= high and now <= low
