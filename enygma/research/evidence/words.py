"""The figures as a person reads them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from enygma.research.evidence.thresholds import BEST_TRADES

if TYPE_CHECKING:
    from enygma.research.evidence.evidence import Evidence

NOT_KNOWN = "not known"


def rows(evidence: Evidence) -> list[tuple[str, str, str]]:
    """Name, value and what it means, in the order of the page."""
    measured, sample = evidence.figures, evidence.sample
    strength, total = measured.strength, measured.total
    moments = strength.moments
    return [
        (
            "Trades",
            f"{strength.trades:,}",
            f"closed in {strength.days:,} days on {len(sample.pairs)} pairs",
        ),
        (
            "Result",
            f"{total.profit_of_start:+.2%}",
            (
                f"{total.profit:+,.2f} {sample.currency} after {measured.fees:,.2f} of fees and "
                f"{measured.funding:+,.2f} of funding"
            ),
        ),
        (
            "Profit factor · win rate",
            f"{number(strength.profit_factor)} · {total.win_rate or 0.0:.1%}",
            (
                f"nine times in ten the factor is within {number(strength.profit_factor_low)} ... "
                f"{number(strength.profit_factor_high)}"
            ),
        ),
        (
            "Expectancy",
            NOT_KNOWN if measured.expectancy_r is None else f"{measured.expectancy_r:+.3f} R",
            f"mean profit / initial risk to the stop, {measured.with_stop:,} trades with a stop",
        ),
        (
            "Sharpe · deflated",
            f"{moments.annual_sharpe:.2f} · {strength.deflated_sharpe:.1%}",
            f"from daily returns; the probability that it is above {_chance(measured.trials)}",
        ),
        (
            "Overfitting",
            NOT_KNOWN if strength.overfitting is None else f"{strength.overfitting:.0%}",
            "how often the best variant of one half of the days fails in the other",
        ),
        (
            "Placebo",
            NOT_KNOWN if strength.placebo is None else f"{strength.placebo:.1%}",
            "share of the same entries at other times that earned as much",
        ),
        (
            f"Without its {BEST_TRADES} best trades",
            f"PF {number(strength.profit_factor_without_best)}",
            "below 1 the result hangs on a handful of trades",
        ),
    ]


def number(value: float) -> str:
    """Two digits; words for what is no number."""
    if math.isnan(value):
        return "none"
    return "no loss" if math.isinf(value) else f"{value:.2f}"


def _chance(trials: int) -> str:
    """What the Sharpe ratio is held against, see `sharpe.best_of_chance`."""
    if trials == 1:
        return "zero, as the ledger knows of no other variant"
    return f"what the best of {trials:,} trials shows without an edge"
