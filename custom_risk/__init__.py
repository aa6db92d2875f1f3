"""Leverage-aware risk: sizing, stops, exits, limits."""

from custom_risk.configuration import RiskConfigError, load_settings
from custom_risk.inputs import RiskInputError
from custom_risk.settings import RiskSettings

__all__ = ["RiskConfigError", "RiskInputError", "RiskSettings", "load_settings"]
