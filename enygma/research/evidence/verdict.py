"""The verdict on a record of trades: one rule over a few figures."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from enygma.research.evidence import thresholds as limit

if TYPE_CHECKING:
    from enygma.research.evidence.strength import Strength


class Standing(StrEnum):
    """What may be said, from nothing to most."""

    NO_EDGE = "no edge measured"
    NOT_ENOUGH = "not enough trades"
    PLAUSIBLE = "edge plausible"
    EDGE = "edge"


@dataclass(frozen=True)
class Verdict:
    """A standing, why it is not a better one, and how many trades are missing."""

    standing: Standing
    reasons: list[str] = field(default_factory=list)
    more_trades: int | None = None
    """For *not enough trades*: how many more, if they come and earn as those that were measured."""

    @property
    def words(self) -> str:
        """The standing as a person reads it."""
        if self.more_trades is None:
            return str(self.standing)
        return f"{self.standing} ({self.more_trades:,} more needed at this rate)"


def judge(measured: Strength) -> Verdict:
    """The verdict on a record. Pure: the same figures always have the same verdict."""
    if measured.trades < limit.LEAST_TRADES or measured.days < limit.LEAST_DAYS:
        return Verdict(Standing.NOT_ENOUGH, _too_short(measured), _more(measured, _least(measured)))
    if not measured.profit_factor > 1.0:
        return Verdict(Standing.NO_EDGE, ["the trades lost money after costs"])
    doubts = _doubts(measured)
    if not doubts:
        return Verdict(Standing.EDGE)
    fatal = _objections(measured)
    if not fatal and measured.deflated_sharpe >= limit.PLAUSIBLE_CONFIDENCE:
        return Verdict(Standing.PLAUSIBLE, doubts)
    if not fatal and measured.days_needed <= limit.LONGEST_RECORD * measured.days:
        return Verdict(Standing.NOT_ENOUGH, doubts, _more(measured, measured.days_needed))
    return Verdict(Standing.NO_EDGE, fatal or doubts)


def _doubts(measured: Strength) -> list[str]:
    """Everything that stands between the record and *edge*."""
    found = [
        (
            measured.trades < limit.EDGE_TRADES or measured.days < limit.EDGE_DAYS,
            (
                f"{measured.trades} trades in {measured.days} days; an edge takes "
                f"{limit.EDGE_TRADES} in {limit.EDGE_DAYS}"
            ),
        ),
        (
            measured.deflated_sharpe < limit.EDGE_CONFIDENCE,
            (
                f"the Sharpe ratio is above what chance gives with a probability of "
                f"{measured.deflated_sharpe:.1%}, not {limit.EDGE_CONFIDENCE:.1%}"
            ),
        ),
        (
            not measured.profit_factor_low > 1.0,
            f"the profit factor may be as low as {measured.profit_factor_low:.2f}",
        ),
        (measured.placebo is None, "without candles there is no placebo to compare with"),
        (measured.looks > 1, f"the hold-out was looked at {measured.looks} times"),
    ]
    return [words for holds, words in found if holds] + _weak(
        measured, limit.EDGE_PLACEBO, limit.EDGE_OVERFITTING
    )


def _objections(measured: Strength) -> list[str]:
    """What even *edge plausible* cannot stand with."""
    return _weak(measured, limit.PLAUSIBLE_PLACEBO, limit.PLAUSIBLE_OVERFITTING)


def _weak(measured: Strength, placebo: float, overfitting: float) -> list[str]:
    found = []
    if not measured.profit_factor_without_best > 1.0:
        found.append(f"without its {limit.BEST_TRADES} best trades it loses")
    if measured.placebo is not None and measured.placebo > placebo:
        found.append(
            f"{measured.placebo:.0%} of the placebos, the same entries at other times, "
            "earned as much"
        )
    if measured.overfitting is not None and measured.overfitting > overfitting:
        found.append(
            f"choosing the best variant fails on other days with a probability of "
            f"{measured.overfitting:.0%}"
        )
    return found


def _too_short(measured: Strength) -> list[str]:
    return [
        (
            f"{measured.trades} trades in {measured.days} days; below {limit.LEAST_TRADES} trades "
            f"and {limit.LEAST_DAYS} days nothing is said"
        )
    ]


def _least(measured: Strength) -> float:
    """Days until there is enough to say anything, at the rate of trades so far."""
    by_trades = limit.LEAST_TRADES * measured.days / max(1, measured.trades)
    return max(float(limit.LEAST_DAYS), by_trades)


def _more(measured: Strength, days: float) -> int:
    rate = measured.trades / max(1, measured.days)
    return max(1, math.ceil((days - measured.days) * rate))
