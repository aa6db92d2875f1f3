"""Stop policies: where the stop of an open position belongs now."""

from __future__ import annotations

from collections.abc import Callable

from custom_risk.settings import RiskSettings
from custom_risk.stops.advance import advanced_stop
from custom_risk.stops.atr import AtrStop
from custom_risk.stops.dynamic import DynamicStop
from custom_risk.stops.ladder import LadderStop
from custom_risk.stops.percent import PercentStop
from custom_risk.stops.policy import StopPolicy
from custom_risk.stops.roi_staircase import RoiStaircase

__all__ = [
    "STOP_POLICIES",
    "AtrStop",
    "DynamicStop",
    "LadderStop",
    "PercentStop",
    "RoiStaircase",
    "StopPolicy",
    "advanced_stop",
]

STOP_POLICIES: dict[str, Callable[[RiskSettings], StopPolicy]] = {
    "roi_staircase": RoiStaircase,
    "atr": AtrStop,
    "percent": PercentStop,
    "ladder": LadderStop,
    "dynamic": DynamicStop,
}
"""The policies by the name that `custom_risk.stops.policy` gives."""
