"""Stops entries while what is open has grown over a cap, because prices moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from custom_risk.events import Reason
from custom_risk.limits.limit import EVERY_PAIR, Violation
from custom_risk.portfolio.portfolio import Portfolio
from custom_risk.side import Side

if TYPE_CHECKING:
    from custom_risk.account import Account

BOTH_SIDES = "*"


@dataclass(frozen=True, slots=True)
class ExposureCaps:
    """In percent of the equity. None: no such cap."""

    max_exposure_pct: Decimal | None = None
    """Notional of all positions."""
    max_net_pct: Decimal | None = None
    """Longs less shorts, in either direction."""
    max_heat_pct: Decimal | None = None
    """What is lost if every position goes to its stop."""


@dataclass(frozen=True, slots=True)
class _Excess:
    reason: Reason
    name: str
    side: str
    percent: Decimal
    most: Decimal

    def __str__(self) -> str:
        return f"{self.name} {self.percent:.2f} % of equity is above {self.most} %"


class ExposureLimit:
    """Locks every entry while total exposure or heat is over its cap.

    Over the cap of the net exposure only the side that has too much of it is locked: an entry on
    the other side brings it down.
    """

    def __init__(self, caps: ExposureCaps, pause: timedelta) -> None:
        """`pause` is how long entries stay locked after each look that finds too much open."""
        self._caps = caps
        self._pause = pause

    def violation(self, account: Account, now: datetime, pair: str) -> Violation | None:  # noqa: ARG002 - a limit over all pairs
        """What is over its cap at this moment; a lock of both sides before one of a single side.

        Raises
        ------
        RiskInputError
            If the equity or a position has no usable numbers.
        """
        portfolio = Portfolio.of(account.positions(), account.equity())
        for excess in self._excesses(portfolio):
            if excess.percent > excess.most:
                return Violation(
                    reason=excess.reason,
                    until=now + self._pause,
                    text=str(excess),
                    pair=EVERY_PAIR,
                    side=excess.side,
                    details={"open_pct": excess.percent, "max_pct": excess.most},
                )
        return None

    def _excesses(self, portfolio: Portfolio) -> Iterator[_Excess]:
        caps = self._caps
        if caps.max_exposure_pct is not None:
            gross = portfolio.percent(portfolio.gross.amount)
            reason, most = Reason.EXPOSURE_LIMIT, caps.max_exposure_pct
            yield _Excess(reason, "exposure", BOTH_SIDES, gross, most)
        if caps.max_heat_pct is not None:
            heat = portfolio.percent(portfolio.heat)
            yield _Excess(Reason.HEAT_LIMIT, "heat", BOTH_SIDES, heat, caps.max_heat_pct)
        if caps.max_net_pct is not None:
            side = Side.LONG if portfolio.net >= 0 else Side.SHORT
            net = portfolio.percent(abs(portfolio.net))
            reason, name = Reason.EXPOSURE_LIMIT_NET, f"net {side} exposure"
            yield _Excess(reason, name, side.value, net, caps.max_net_pct)
