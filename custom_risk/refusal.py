"""An entry that is not made, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from custom_risk.events import Reason
from custom_risk.margin import Margin, Notional

NO_TRADE = 0.0
"""A stake amount that freqtrade takes as: no trade."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that is not made."""

    reason: Reason
    details: dict[str, object] = field(default_factory=dict)

    def of(self, margin: Margin, notional: Notional) -> Refusal:
        """The same, saying what size was refused."""
        size = {"margin": margin.amount, "notional": notional.amount}
        return Refusal(self.reason, size | self.details)
