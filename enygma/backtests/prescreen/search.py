"""A search in the model, whose best sets of parameters freqtrade then runs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from freqtrade.enums import HyperoptState
from freqtrade.optimize.hyperopt_tools import HyperoptStateContainer
from freqtrade.util import get_progress_tracker

from enygma.backtests.prescreen.hindrance import hindrance
from enygma.backtests.prescreen.screen import BAD_LOSS, Screen, Screened, UnknownStatisticError

logger = logging.getLogger(__name__)

ASKED_AT_MOST = 3
"""How often the sampler is asked for each set that is wanted: it may repeat itself."""


def screened(optimizer: Any, study: Any, count: int, kept: list[Screened]) -> None:
    """Put up to `count` different sets into `kept`, as the study's sampler proposes them.

    Where the model does not know something of the search, nothing is kept and the log says why.
    """
    # as freqtrade does before an epoch: parameters that are read now follow the search
    HyperoptStateContainer.set_state(HyperoptState.OPTIMIZE)
    reason = hindrance(optimizer)
    if reason is None:
        reason = _screen(optimizer, study, count, kept)
    if reason is not None:
        kept.clear()
        logger.warning("Pre-screen steps aside, every epoch is freqtrade's own: %s.", reason)
        return
    logger.info("Pre-screen: %d sets of parameters were looked at in the model.", len(kept))


def _screen(optimizer: Any, study: Any, count: int, kept: list[Screened]) -> str | None:
    screen, seen = Screen(optimizer), dict[tuple[Any, ...], float]()
    with _progress(count) as advance:
        for _ in range(ASKED_AT_MOST * count):
            if len(kept) == count:
                break
            trial = study.ask(optimizer.o_dimensions)
            key = tuple(trial.params.items())
            if key not in seen:
                try:
                    found = screen.epoch(trial.params)
                except UnknownStatisticError as error:
                    return f"the loss function asks for {error} of the statistics"
                except ValueError as error:
                    return str(error)
                seen[key] = found.loss
                kept.append(found)
                advance()
            study.tell(trial, seen[key])
    return None


@contextmanager
def _progress(count: int) -> Iterator[Any]:
    began = monotonic()
    with get_progress_tracker() as bar:
        task = bar.add_task("Pre-screen", total=count)
        yield lambda: bar.update(task, advance=1)
    logger.info("Pre-screen: took %.0f s.", monotonic() - began)


def best(found: list[Screened], count: int) -> list[dict[str, Any]]:
    """The sets with the lowest losses, one of those that traded the same."""
    chosen: dict[tuple[float, int], dict[str, Any]] = {}
    for each in sorted(found, key=lambda one: one.loss):
        if each.loss < BAD_LOSS:
            chosen.setdefault((each.loss, each.trades), each.parameters)
    return list(chosen.values())[:count]
