"""A walk-forward as a person reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enygma.research.walk_forward.outcome import Outcome
    from enygma.research.walk_forward.stability import Parameter

WINDOW_COLUMNS = (
    "Window", "unseen", "epochs", "searched: trades", "profit", "unseen: trades", "profit",
)  # fmt: skip
NONE = "-"
DAY = timedelta(days=1)


def headline(outcomes: Sequence[Outcome], starting_balance: float, currency: str) -> str:
    """What all unseen stretches came to, in one sentence."""
    profits = [trade["profit_abs"] for each in outcomes for trade in each.trades]
    first, last = outcomes[0].window.unseen.start, outcomes[-1].window.unseen.end
    days = f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
    if not profits:
        return f"no trade in {len(outcomes)} unseen windows from {days}: nothing to measure"
    won = sum(each > 0 for each in profits)
    return (
        f"{len(profits)} trades in {len(outcomes)} unseen windows from {days}, "
        f"{sum(profits):+,.2f} {currency} ({sum(profits) / starting_balance:+.2%}), {won} won, "
        f"profit factor {_factor(profits)}"
    )


def window_row(outcome: Outcome) -> list[str]:
    """A window in the columns `WINDOW_COLUMNS`."""
    window, trained = outcome.window, outcome.trained
    return [
        str(window.number),
        str(window.unseen),
        NONE if trained is None else str(trained.epochs),
        NONE if trained is None else str(trained.trades),
        NONE if trained is None else f"{trained.profit:+,.2f}",
        NONE if outcome.traded is None else str(len(outcome.trades)),
        NONE if outcome.traded is None else f"{outcome.traded.profit:+,.2f}",
    ]


def parameter_row(parameter: Parameter) -> list[str]:
    """Name, range, a value for each window, spread."""
    spread = NONE if parameter.spread is None else f"{parameter.spread:.0%}"
    return [parameter.name, parameter.range, *map(_value, parameter.values), spread]


def daily(outcomes: Sequence[Outcome]) -> tuple[float | None, float | None]:
    """Mean profit a day in the stake currency: of the best epochs where they were searched, and
    of the same parameters in the unseen days. `None` where nothing was traded.
    """
    traded = [(each.window, each.trained, each.traded) for each in outcomes]
    known = [(w, chosen, made) for w, chosen, made in traded if chosen and made]
    if not known:
        return None, None
    searched_days = sum(window.training.length / DAY for window, _, _ in known)
    unseen_days = sum(window.unseen.length / DAY for window, _, _ in known)
    searched = sum(chosen.profit for _, chosen, _ in known) / searched_days
    return searched, sum(made.profit for _, _, made in known) / unseen_days


def notes(outcomes: Sequence[Outcome]) -> list[str]:
    """What one has to know to read the result."""
    told = []
    searched, unseen = daily(outcomes)
    if searched is not None:
        told.append(
            f"a day: {searched:+,.2f} for the best epochs where they were searched, {unseen:+,.2f} "
            "in the unseen days after"
        )
    idle = [str(each.window.number) for each in outcomes if each.trained is None]
    if idle:
        told.append(
            f"window {', '.join(idle)}: no epoch made enough trades, so nothing was chosen and "
            "nothing traded"
        )
    empty = [str(each.window.number) for each in outcomes if each.trained and not each.traded]
    if empty:
        told.append(f"window {', '.join(empty)}: the wallet was empty, so nothing was traded")
    silent = [str(each.window.number) for each in outcomes if each.traded and not each.trades]
    if silent:
        told.append(f"window {', '.join(silent)}: its parameters made no trade")
    forced = sum(each.traded.forced for each in outcomes if each.traded)
    if forced:
        told.append(f"{forced} trades were closed because their window ended")
    return told


def _factor(profits: Sequence[float]) -> str:
    lost = -sum(each for each in profits if each < 0)
    return f"{sum(each for each in profits if each > 0) / lost:.2f}" if lost else "without a loss"


def _value(value: Any) -> str:
    if value is None:
        return NONE
    return f"{value:.4g}" if isinstance(value, float) else str(value)
