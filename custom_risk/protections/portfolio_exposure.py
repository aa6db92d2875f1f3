"""The protection `PortfolioExposure`."""

from __future__ import annotations

from custom_risk.portfolio.exposure_limit import ExposureLimit, ExposureSettings
from custom_risk.protections.limit_protection import LimitProtection

__all__ = ["ExposureLimit", "ExposureSettings", "PortfolioExposure"]


class PortfolioExposure(LimitProtection):
    """Total and net exposure and the sum of the risks to the stops, as prices moved them."""
