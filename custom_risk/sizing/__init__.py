"""Sizing models: how much margin and leverage a signal deserves."""

from __future__ import annotations

from collections.abc import Callable

from custom_risk.settings import RiskSettings
from custom_risk.sizing.confidence_table import ConfidenceTable
from custom_risk.sizing.edge import Edge
from custom_risk.sizing.fixed_fraction import FixedFraction
from custom_risk.sizing.inputs import NoSize, Sized, SizingInputs
from custom_risk.sizing.kelly import Kelly
from custom_risk.sizing.model import SizingModel
from custom_risk.sizing.strength import Strength

__all__ = ["SIZING_MODELS", "NoSize", "Sized", "SizingInputs", "SizingModel"]

SIZING_MODELS: dict[str, Callable[[RiskSettings], SizingModel]] = {
    "fixed_fraction": FixedFraction,
    "strength": Strength,
    "edge": Edge,
    "kelly": Kelly,
    "confidence_table": ConfidenceTable,
}
"""The models by the name that `custom_risk.sizing.model` gives."""
