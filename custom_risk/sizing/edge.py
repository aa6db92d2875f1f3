"""A small notional that rises with how far the confidence is above a coin's."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.events import Reason
from custom_risk.inputs import RiskInputError, finite
from custom_risk.leverage import leverage_for
from custom_risk.margin import Notional
from custom_risk.roi import HUNDRED
from custom_risk.settings import RiskSettings
from custom_risk.sizing.inputs import NoSize, Sized, SizingInputs

ZERO = Decimal(0)
COIN = Decimal("0.5")
"""The confidence of whoever knows nothing."""


class Edge:
    """`notional = equity x base x m`, m linear in the edge, within bounds of its own."""

    def __init__(self, settings: RiskSettings) -> None:
        self._edge = settings.sizing.edge
        self._leverage = settings.leverage

    def leverage(self, inputs: SizingInputs) -> Decimal:
        """The configured leverage under the regime's and the market's cap."""
        return leverage_for(self._leverage, inputs.regime, inputs.leverage)

    def margin(self, inputs: SizingInputs) -> Sized:
        """The notional's margin; none below the least edge or when the pair has its share.

        Raises
        ------
        RiskInputError
            If the confidence or what is open in the pair is not known.
        """
        edge = max(ZERO, inputs.confidence - COIN)
        if edge < self._edge.min_edge:
            return NoSize(Reason.EDGE_TOO_SMALL, {"edge": edge, "min_edge": self._edge.min_edge})
        room = self._room(inputs)
        if room.amount <= 0:
            return NoSize(Reason.EXPOSURE_LIMIT, {"max_symbol_pct": self._edge.max_symbol_pct})
        return min(self.notional(inputs.equity, edge), room).margin(inputs.leverage)

    def notional(self, equity: Decimal, edge: Decimal) -> Notional:
        """What an edge of at least `min_edge` is worth before the pair's share is looked at."""
        wish = equity * self._edge.base_notional_pct / HUNDRED * self.times(edge)
        return Notional(max(self._edge.min_notional, min(self._edge.max_notional, wish)))

    def times(self, edge: Decimal) -> Decimal:
        """The multiplier m: linear between the least and the full edge, flat beyond."""
        settings = self._edge
        share = (edge - settings.min_edge) / (settings.full_edge - settings.min_edge)
        rise = settings.times_at_full - settings.times_at_min
        return settings.times_at_min + rise * max(ZERO, min(Decimal(1), share))

    def _room(self, inputs: SizingInputs) -> Notional:
        held = inputs.pair_notional
        amount = finite("open notional of the pair", held.amount if held is not None else None)
        if amount < 0:
            raise RiskInputError("open notional of the pair", amount)
        return Notional(inputs.equity * self._edge.max_symbol_pct / HUNDRED - amount)
