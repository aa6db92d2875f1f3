"""A take profit that goes with the stop."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.exits.policy import ExitPolicy
from custom_risk.inputs import positive
from custom_risk.position import Position
from custom_risk.roi import Roi
from custom_risk.settings import RiskSettings
from custom_risk.settings.stops import AtrMeasure
from custom_risk.signal import Signal
from custom_risk.stops import STOP_POLICIES
from custom_risk.stops.signal_terms import is_volatile, strength_share
from custom_risk.trade_view import TradeView


class Target(ExitPolicy):
    """By the measure of the stop: strength, volatility band, percent, or a capped stop's multiple.

    By strength `S`: `ATR x (base_atr + more_at_full_strength_atr x S/100)`. By band: `ATR x
    below_atr` or `ATR x above_atr`. In percent: the stop's distance times a reward. With a
    `cap_pct`: the stop's distance times `capped_reward`.
    """

    def __init__(self, settings: RiskSettings) -> None:
        self._target = settings.exits.target
        self._stops = settings.stops
        self._policy = STOP_POLICIES[settings.stops.policy](settings)

    def target_roi(self, view: TradeView) -> Roi:
        """What closing at the target gives, after fees and funding."""
        position = view.position
        return position.roi_at(self.price(position, view.entry))

    def price(self, position: Position, signal: Signal) -> Decimal:
        """The target, not rounded.

        Raises
        ------
        RiskInputError
            If the signal lacks what the measure needs.
        """
        return position.entry + position.side.sign * self._distance(position, signal)

    def _distance(self, position: Position, signal: Signal) -> Decimal:
        in_percent = self._stops.policy == "percent"
        own = self._stops.percent if in_percent else self._stops.atr
        if own.cap_pct is None and not in_percent:
            return positive("ATR", signal.atr) * self._ranges(position, signal)
        reward = self._target.capped_reward
        if own.cap_pct is None:
            volatile = is_volatile(position, signal, own.threshold_pct)
            reward = self._target.above_reward if volatile else self._target.below_reward
        return abs(position.entry - self._policy.first_stop(position, signal)) * reward

    def _ranges(self, position: Position, signal: Signal) -> Decimal:
        target, atr = self._target, self._stops.atr
        if atr.by is AtrMeasure.STRENGTH:
            return target.base_atr + target.more_at_full_strength_atr * strength_share(signal)
        volatile = is_volatile(position, signal, atr.threshold_pct)
        return target.above_atr if volatile else target.below_atr
