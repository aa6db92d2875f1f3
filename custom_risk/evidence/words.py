"""What the gate says to a person."""

from __future__ import annotations

from collections.abc import Sequence

from custom_risk.evidence.standing import Size, Standing, Terms
from custom_risk.settings.evidence import Without

SHOWN_PAIRS = 12
FULL_SIZE = "custom_risk.evidence.without is full_size"
REQUIRED = "custom_risk.require_evidence is true"


def told(standing: Standing) -> str:
    """What counts or what is missing, what follows, and how to mend it."""
    if standing.counts:
        rest = (_chosen(standing), _uncovered(standing), _switch(standing.terms))
        return f"{_evidence(standing)}{''.join(rest)}"
    return f"{headline(standing)} Why: {why(standing)}. {mend(standing)}"


def headline(standing: Standing) -> str:
    """What follows from evidence that is missing."""
    terms = standing.terms
    missing = f"NO EVIDENCE OF AN EDGE for {standing.subject.strategy}"
    if not terms.binds:
        return f"{missing}. Paper money is traded all the same; {_live(terms)}."
    if terms.without is Size.NONE:
        return f"{missing}, NO ENTRIES: {REQUIRED}."
    if terms.without is Size.FULL:
        return f"{missing}, FULL SIZE all the same: {FULL_SIZE}."
    return f"{missing}, EXPLORATION SIZE: entries have {_share(terms)} of their size."


def why(standing: Standing) -> str:
    """What is missing."""
    if standing.objections:
        return "; ".join(each.text for each in standing.objections)
    return f"none of the traded pairs was measured ({_listed(standing.pairs)})"


def mend(standing: Standing) -> str:
    """What to do, with the commands."""
    name, timeframe = standing.subject.strategy, standing.subject.timeframe
    if [each.code for each in standing.objections] == ["verdict"]:
        return f"What the verdict lacks is on its page, evidence/{name}.html of the user directory."
    return (
        "To mend it, measure what is traded, up to now, with the bot's own --config: "
        f"freqtrade backtesting --strategy {name} --timeframe {timeframe} --enable-protections, "
        f"then enygma evidence --strategy {name}."
    )


def _live(terms: Terms) -> str:
    size = Terms(terms.settings, is_live=True).without
    if size is Size.NONE:
        return f"a live bot would not start ({REQUIRED})"
    if size is Size.FULL:
        return f"so would real money be ({FULL_SIZE})"
    return f"a live bot would enter in exploration size, {_share(terms)} of the full one"


def _share(terms: Terms) -> str:
    return f"{terms.settings.evidence.exploration_multiplier.normalize():f}"


def _evidence(standing: Standing) -> str:
    found = standing.evidence
    if found is None:
        raise ValueError("there is no evidence to tell of")
    until = found.end + standing.terms.max_age
    return (
        f"Evidence for {standing.subject.strategy}: {found.verdict.words}, from "
        f"{found.statistics.trades:,} trades between {found.start:%Y-%m-%d} and "
        f"{found.end:%Y-%m-%d}. It counts until {until:%Y-%m-%d}."
    )


def _chosen(standing: Standing) -> str:
    """That some pairs were measured and are not traded: what is left may have been picked."""
    measured = standing.evidence.pairs if standing.evidence is not None else frozenset()
    traded = measured.intersection(standing.pairs)
    if len(traded) == len(measured) or not standing.pairs:
        return ""
    count = f"{len(measured)} pairs were measured together, {len(traded)} of them traded"
    return f" {count}: the others may have earned it."


def _uncovered(standing: Standing) -> str:
    if not standing.uncovered:
        return ""
    follows = {
        Size.FULL: "entered at full size all the same",
        Size.EXPLORATION: "entered in exploration size",
        Size.NONE: "not entered",
    }
    size = follows[standing.terms.without]
    return f" Not measured, and {size}: {_listed(standing.uncovered)}."


def _switch(terms: Terms) -> str:
    if terms.binds and terms.settings.evidence.without is Without.FULL_SIZE:
        return f" {FULL_SIZE}: entries stay at full size when it counts no more."
    return ""


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - SHOWN_PAIRS
    shown = ", ".join(names[:SHOWN_PAIRS])
    return f"{shown} and {rest} more" if rest > 0 else shown
