"""The whole `custom_risk` section, and what its parts must agree on."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import model_validator

from custom_risk.settings.breaker import BreakerSettings
from custom_risk.settings.climate import ClimateSettings
from custom_risk.settings.emergency import EmergencySettings
from custom_risk.settings.evidence import EvidenceSettings, Without
from custom_risk.settings.exits import ExitSettings
from custom_risk.settings.leverage import LeverageSettings
from custom_risk.settings.limits import LimitSettings
from custom_risk.settings.portfolio import PortfolioSettings
from custom_risk.settings.section import Section
from custom_risk.settings.signal import SignalSettings
from custom_risk.settings.sizing import SizingSettings
from custom_risk.settings.stops import StopSettings

STOPS_WITH_A_TARGET = ("atr", "percent")


class RiskSettings(Section):
    """Everything under `custom_risk`. Without a section these are the canonical rules."""

    sizing: SizingSettings = SizingSettings()
    leverage: LeverageSettings = LeverageSettings()
    limits: LimitSettings = LimitSettings()
    stops: StopSettings = StopSettings()
    exits: ExitSettings = ExitSettings()
    signal: SignalSettings = SignalSettings()
    climate: ClimateSettings = ClimateSettings()
    portfolio: PortfolioSettings | None = None
    """None: no caps but those of `limits`."""
    emergency: EmergencySettings | None = None
    breaker: BreakerSettings | None = None
    """None: no circuit breaker."""
    require_evidence: bool = False
    """On: without evidence of an edge a live bot does not start, and enters nothing."""
    evidence: EvidenceSettings = EvidenceSettings()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.sizing.margin_pct > self.limits.max_margin_pct:
            raise ValueError(
                f"sizing.margin_pct {self.sizing.margin_pct} is above "
                f"limits.max_margin_pct {self.limits.max_margin_pct}"
            )
        if self.break_even_roi >= self.exits.take_profit_roi:
            raise ValueError(
                f"stops.break_even moves at roi {self.break_even_roi}, not below "
                f"exits.take_profit_roi {self.exits.take_profit_roi}"
            )
        if self.exits.policy == "target" and self.stops.policy not in STOPS_WITH_A_TARGET:
            raise ValueError(
                f"exits.policy target goes with stops.policy {' or '.join(STOPS_WITH_A_TARGET)}, "
                f"not with {self.stops.policy}"
            )
        return self

    @model_validator(mode="after")
    def _evidence_is_wanted_or_not(self) -> Self:
        if self.require_evidence and self.evidence.without is Without.FULL_SIZE:
            raise ValueError(
                "require_evidence true and evidence.without full_size exclude each other: "
                "leave one of them out"
            )
        return self

    @property
    def break_even_roi(self) -> Decimal:
        """The ROI at which the stop moves to break-even at the default leverage."""
        leverage = self.leverage.default if self.stops.break_even.leverage_aware else 1
        costs = 2 * self.stops.taker_fee_pct * leverage + self.stops.break_even.buffer_roi
        return max(self.stops.break_even.activation_roi, costs)
