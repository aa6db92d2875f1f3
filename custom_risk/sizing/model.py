"""What every sizing model can be asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from custom_risk.sizing.inputs import Sized, SizingInputs


class SizingModel(Protocol):
    """Proposes; the caps of `custom_risk.entry` dispose."""

    def leverage(self, inputs: SizingInputs) -> Decimal:
        """Leverage, a whole number from 1 to `inputs.leverage`, the market's maximum."""

    def margin(self, inputs: SizingInputs) -> Sized:
        """Margin of the position at `inputs.leverage`, or why there is none."""
