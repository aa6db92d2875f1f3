"""Sizing models: how much margin and leverage a signal deserves."""

from __future__ import annotations

from collections.abc import Callable

from custom_risk.settings import RiskSettings
from custom_risk.sizing.fixed_fraction import FixedFraction
from custom_risk.sizing.inputs import NoSize, Sized, SizingInputs
from custom_risk.sizing.model import SizingModel

__all__ = ["SIZING_MODELS", "NoSize", "Sized", "SizingInputs", "SizingModel"]

SIZING_MODELS: dict[str, Callable[[RiskSettings], SizingModel]] = {"fixed_fraction": FixedFraction}
"""The models by the name that `custom_risk.sizing.model` gives."""
