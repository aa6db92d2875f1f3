"""A part of the Kelly fraction of what was really traded."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.climate import size_multiplier
from custom_risk.events import Reason
from custom_risk.inputs import RiskInputError
from custom_risk.leverage import leverage_cap, leverage_for
from custom_risk.margin import Notional
from custom_risk.record import Window
from custom_risk.roi import HUNDRED
from custom_risk.settings import RiskSettings
from custom_risk.sizing.inputs import NoSize, Sized, SizingInputs
from custom_risk.sizing.stop_risk import margin_at_risk


class Kelly:
    """Explores with a small risk until enough trades closed, then risks by their edge."""

    def __init__(self, settings: RiskSettings) -> None:
        self._kelly = settings.sizing.kelly
        self._climate = settings.climate
        self._leverage = settings.leverage

    def leverage(self, inputs: SizingInputs) -> Decimal:
        """The configured leverage under the regime's and the market's cap."""
        return leverage_for(self._leverage, inputs.regime, inputs.leverage)

    def margin(self, inputs: SizingInputs) -> Sized:
        """`risk / stop distance`, the risk times the climate's multiplier; none without an edge.

        Raises
        ------
        RiskInputError
            If the record, the ADX, the volatility or the stop's distance is not known.
        """
        window = self._window(inputs)
        multiplier = size_multiplier(inputs.signal, self._climate)
        if window.count < self._kelly.min_trades:
            share = self._exploration_pct(inputs) / HUNDRED
        else:
            share = self.risked(window)
        if share <= 0:
            return NoSize(Reason.NO_EDGE, _told(window))
        return margin_at_risk(inputs, inputs.equity * share * multiplier, self._most(inputs))

    def risked(self, window: Window) -> Decimal:
        """Share of the equity to risk after these trades, 0 where they show no edge."""
        if window.expectancy <= 0:
            return Decimal(0)
        level = self._kelly.interval_level
        fraction = window.kelly if level is None else window.kelly_lower_bound(level)
        return max(Decimal(0), self._kelly.fraction * fraction)

    def _window(self, inputs: SizingInputs) -> Window:
        if inputs.record is None:
            raise RiskInputError("record of closed trades", None)
        record = inputs.record()
        if self._kelly.per_pair and inputs.pair is None:
            raise RiskInputError("pair", None)
        if self._kelly.per_pair:
            own = record.window(self._kelly.window, inputs.pair)
            if own.count >= self._kelly.min_trades:
                return own
        return record.window(self._kelly.window)

    def _exploration_pct(self, inputs: SizingInputs) -> Decimal:
        """More where the signal is confident; a strategy that does not say is not."""
        is_confident = (
            inputs.signal.confidence is not None and inputs.confidence > self._kelly.confident_above
        )
        if is_confident:
            return self._kelly.confident_exploration_pct
        return self._kelly.exploration_pct

    def _most(self, inputs: SizingInputs) -> Notional:
        cap = leverage_cap(self._leverage, inputs.regime)
        return Notional(inputs.equity * self._kelly.max_notional_pct / HUNDRED * cap)


def _told(window: Window) -> dict[str, object]:
    return {
        "trades": window.count,
        "win_rate": window.win_rate,
        "expectancy": window.expectancy,
        "kelly": window.kelly,
    }
