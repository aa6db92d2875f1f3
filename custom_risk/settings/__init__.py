"""The `custom_risk` section of the configuration: what can be set, in which range."""

from custom_risk.settings.breaker import BreakerSettings
from custom_risk.settings.climate import ClimateMultipliers, ClimateSettings
from custom_risk.settings.emergency import EmergencySettings
from custom_risk.settings.evidence import EvidenceSettings
from custom_risk.settings.exits import ExitSettings, PartialExit
from custom_risk.settings.leverage import LeverageSettings, RegimeLeverageCaps
from custom_risk.settings.limits import LimitSettings
from custom_risk.settings.portfolio import CorrelationSettings, PortfolioSettings
from custom_risk.settings.risk import RiskSettings
from custom_risk.settings.sizing import RegimeMultipliers, SizingSettings
from custom_risk.settings.stops import BreakEvenSettings, Milestone, StopSettings, TrailingSettings

__all__ = [
    "BreakEvenSettings",
    "BreakerSettings",
    "ClimateMultipliers",
    "ClimateSettings",
    "CorrelationSettings",
    "EmergencySettings",
    "EvidenceSettings",
    "ExitSettings",
    "LeverageSettings",
    "LimitSettings",
    "Milestone",
    "PartialExit",
    "PortfolioSettings",
    "RegimeLeverageCaps",
    "RegimeMultipliers",
    "RiskSettings",
    "SizingSettings",
    "StopSettings",
    "TrailingSettings",
]
