"""The limits of a trading session, as `SessionLimit` is configured."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from custom_risk.limits.day_result import DailyLoss, DailyProfitLock
from custom_risk.limits.limit import Limit
from custom_risk.limits.loss_streak import LossStreak
from custom_risk.limits.pause import PauseSettings
from custom_risk.limits.symbol_cooldown import SymbolCooldown
from custom_risk.limits.trades_per_hour import TradesPerHour
from custom_risk.settings.section import Number, Whole


class SessionSettings(PauseSettings):
    """Each part can be switched off with null."""

    max_trades_per_hour: Whole | None = Field(100, ge=1, le=100_000)
    max_daily_loss: Number | None = Field(Decimal(200), gt=0, le=Decimal(10) ** 12)
    """In stake currency."""
    max_daily_loss_pct: Number | None = Field(Decimal("5.0"), gt=0, le=100)
    """In percent of the equity that the UTC day began with."""
    daily_profit_lock: Number | None = Field(None, gt=0, le=Decimal(10) ** 12)
    """In stake currency."""
    daily_profit_lock_pct: Number | None = Field(None, gt=0, le=1000)
    """In percent of the equity that the UTC day began with."""
    max_consecutive_losses: Whole | None = Field(5, ge=1, le=1000)
    symbol_cooldown_minutes: Whole | None = Field(30, ge=1, le=10_080)
    """Has its own end: neither `halt` nor `cooldown_minutes` change it."""

    @model_validator(mode="after")
    def _limits_something(self) -> Self:
        if not session_limits(self):
            raise ValueError("every part is null: nothing is limited")
        return self


def session_limits(settings: SessionSettings) -> list[Limit]:
    """The parts that are switched on."""
    limits: list[Limit] = []
    if settings.max_trades_per_hour is not None:
        limits.append(TradesPerHour(settings.max_trades_per_hour, settings))
    lost, lost_pct = settings.max_daily_loss, settings.max_daily_loss_pct
    if lost is not None or lost_pct is not None:
        limits.append(DailyLoss(lost, lost_pct, settings))
    gained, gained_pct = settings.daily_profit_lock, settings.daily_profit_lock_pct
    if gained is not None or gained_pct is not None:
        limits.append(DailyProfitLock(gained, gained_pct, settings))
    if settings.max_consecutive_losses is not None:
        limits.append(LossStreak(settings.max_consecutive_losses, settings))
    if settings.symbol_cooldown_minutes is not None:
        limits.append(SymbolCooldown(settings.symbol_cooldown_minutes))
    return limits
