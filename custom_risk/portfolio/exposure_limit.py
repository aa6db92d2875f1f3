"""Stops entries while what is open has grown over a cap, because prices moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from custom_risk.events import Reason
from custom_risk.limits.limit import EVERY_PAIR, Violation
from custom_risk.portfolio.portfolio import Portfolio
from custom_risk.settings.section import Number, Section, Whole
from custom_risk.side import Side

if TYPE_CHECKING:
    from custom_risk.account import Account

BOTH_SIDES = "*"


class ExposureSettings(Section):
    """How `PortfolioExposure` is configured: caps in percent of the equity, None for no cap."""

    max_exposure_pct: Number | None = Field(None, gt=0, le=1000)
    """Notional of all positions, longs and shorts added up."""
    max_net_pct: Number | None = Field(None, gt=0, le=1000)
    """Longs less shorts, in either direction."""
    max_heat_pct: Number | None = Field(None, gt=0, le=100)
    """What is lost if every position goes to its stop."""
    cooldown_minutes: Whole = Field(60, ge=1, le=10_080)
    """How long entries stay locked after each look that finds too much open."""

    @model_validator(mode="after")
    def _watches_something(self) -> Self:
        if self.max_exposure_pct is self.max_net_pct is self.max_heat_pct is None:
            raise ValueError("one of max_exposure_pct, max_net_pct and max_heat_pct is wanted")
        net, gross = self.max_net_pct, self.max_exposure_pct
        if net is not None and gross is not None and net > gross:
            raise ValueError(
                f"max_net_pct {net} is above max_exposure_pct {gross}: it would never be reached"
            )
        return self


@dataclass(frozen=True, slots=True)
class _Cap:
    """One quantity against its cap."""

    reason: Reason
    name: str
    side: str
    percent: Decimal
    most: Decimal


class ExposureLimit:
    """Locks every entry while total exposure or heat is over its cap.

    Over the cap of the net exposure only the side that has too much of it is locked: an entry on
    the other side brings it down.
    """

    def __init__(self, settings: ExposureSettings) -> None:
        self._settings = settings
        self._pause = timedelta(minutes=settings.cooldown_minutes)

    def __str__(self) -> str:
        most = self._settings
        caps = {
            "exposure": most.max_exposure_pct,
            "net exposure": most.max_net_pct,
            "heat": most.max_heat_pct,
        }
        return ", ".join(
            f"{name} at most {cap} % of equity" for name, cap in caps.items() if cap is not None
        )

    def violation(self, account: Account, now: datetime, pair: str) -> Violation | None:  # noqa: ARG002
        """What is over its cap at this moment; a lock of both sides before one of a single side.

        Raises
        ------
        RiskInputError
            If the equity or a position has no usable numbers.
        """
        account.observe(now)  # an account that only knows closed trades counts them here
        portfolio = Portfolio.of(account.positions(), account.equity())
        for cap in self._caps(portfolio):
            if cap.percent > cap.most:
                return Violation(
                    reason=cap.reason,
                    until=now + self._pause,
                    text=f"{cap.name} {cap.percent:.2f} % of equity is above {cap.most} %",
                    pair=EVERY_PAIR,
                    side=cap.side,
                    details={"open_pct": cap.percent, "max_pct": cap.most},
                )
        return None

    def _caps(self, portfolio: Portfolio) -> Iterator[_Cap]:
        most = self._settings
        if most.max_exposure_pct is not None:
            gross = portfolio.percent(portfolio.gross.amount)
            reason = Reason.EXPOSURE_LIMIT
            yield _Cap(reason, "exposure", BOTH_SIDES, gross, most.max_exposure_pct)
        if most.max_heat_pct is not None:
            heat = portfolio.percent(portfolio.heat)
            yield _Cap(Reason.HEAT_LIMIT, "heat", BOTH_SIDES, heat, most.max_heat_pct)
        if most.max_net_pct is not None:
            side = Side.LONG if portfolio.net >= 0 else Side.SHORT
            net = portfolio.percent(abs(portfolio.net))
            reason, name = Reason.EXPOSURE_LIMIT_NET, f"net {side} exposure"
            yield _Cap(reason, name, side.value, net, most.max_net_pct)
