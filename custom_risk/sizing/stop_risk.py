"""A position that loses a given part of the equity where its stop is hit."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.events import Reason
from custom_risk.margin import Notional
from custom_risk.roi import HUNDRED
from custom_risk.sizing.inputs import NoSize, Sized, SizingInputs


def margin_at_risk(inputs: SizingInputs, risk: Decimal, most: Notional) -> Sized:
    """Margin of `notional = risk / stop distance`, at most `most`; fees are not in the risk.

    `risk` is in stake currency. A stop at the price itself would make any size look free of
    risk: nothing is traded then.

    Raises
    ------
    RiskInputError
        If the stop's distance is not known.
    """
    distance = inputs.stop_distance
    if distance.percent == 0:
        return NoSize(Reason.STOP_DISTANCE_ZERO, {"leverage": inputs.leverage})
    notional = Notional(risk / distance.percent * HUNDRED)
    return min(notional, most).margin(inputs.leverage)
