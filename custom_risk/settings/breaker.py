"""`custom_risk.breaker`: when trading slows down and stops because something is wrong."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from custom_risk.settings.section import Number, Section, Whole


class _Rising(Section):
    """Values of which each is above the one before."""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        names = list(type(self).model_fields)
        for low, high in pairwise(names):
            if getattr(self, high) <= getattr(self, low):
                raise ValueError(
                    f"{high} {getattr(self, high)} is not above {low} {getattr(self, low)}"
                )
        return self


class LatencyLevels(_Rising):
    """Mean latency of the exchange's answers, in seconds."""

    alert: Number = Field(Decimal("0.5"), gt=0, le=120)
    throttle: Number = Field(Decimal(1), gt=0, le=120)
    halt: Number = Field(Decimal(3), gt=0, le=120)


class OrderFailureLevels(_Rising):
    """Orders that failed in a row."""

    alert: Whole = Field(2, ge=1, le=1000)
    throttle: Whole = Field(3, ge=1, le=1000)
    halt: Whole = Field(5, ge=1, le=1000)
    shutdown: Whole = Field(10, ge=1, le=1000)


class SlippageLevels(_Rising):
    """How much worse than decided an entry was filled, in percent of the price."""

    alert: Number = Field(Decimal("0.1"), gt=0, le=50)
    throttle: Number = Field(Decimal("0.3"), gt=0, le=50)
    halt: Number = Field(Decimal("0.5"), gt=0, le=50)


class Cooldowns(Section):
    """Seconds without a trigger after which a level becomes the one below it."""

    alert: Number = Field(Decimal(60), ge=1, le=86_400)
    throttle: Number = Field(Decimal(300), ge=1, le=86_400)
    halt: Number = Field(Decimal(900), ge=1, le=86_400)


class BreakerSettings(Section):
    """What opens the circuit breaker, how far, and for how long."""

    latency_s: LatencyLevels = LatencyLevels()
    latency_requests: Whole = Field(10, ge=1, le=1000)
    """Over how many of the latest requests the latency is averaged."""
    order_failures: OrderFailureLevels = OrderFailureLevels()
    slippage_pct: SlippageLevels = SlippageLevels()
    loss_pct: Number = Field(Decimal(5), gt=0, le=100)
    """Fall of the equity within `loss_minutes`, in percent; more than that halts."""
    loss_minutes: Number = Field(Decimal(5), gt=0, le=1440)
    failure_rate_pct: Number = Field(Decimal(30), gt=0, le=100)
    """Share of the latest requests that failed; that much or more halts."""
    failure_rate_requests: Whole = Field(20, ge=2, le=1000)
    """Of how many requests it is the share; with fewer nothing is concluded."""
    degradation: bool = True
    """Whether how the latest trades went counts as a trigger."""
    cooldown_s: Cooldowns = Cooldowns()
    throttle_confidence: Number = Field(Decimal("0.9"), ge=0, le=1)
    """Least confidence of an entry at THROTTLE."""
    throttle_multiplier: Number = Field(Decimal("0.5"), gt=0, le=1)
    """What margins are multiplied with at THROTTLE."""
