"""The portfolio: what is open together, and how much more may come."""

from custom_risk.portfolio.correlation import CloseSeries, Correlate, Correlations, unknown
from custom_risk.portfolio.exposure import Exposure, Exposures, exposure_by
from custom_risk.portfolio.portfolio import Holding, Portfolio
from custom_risk.portfolio.rules import NewPosition, PortfolioRules, Room

__all__ = [
    "CloseSeries",
    "Correlate",
    "Correlations",
    "Exposure",
    "Exposures",
    "Holding",
    "NewPosition",
    "Portfolio",
    "PortfolioRules",
    "Room",
    "exposure_by",
    "unknown",
]
