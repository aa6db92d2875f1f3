"""Signals of an epoch whose parameters are those of another: they are computed once.

Most of a search of stops and sizes changes no signal. Which parameters a strategy reads while it
makes its signals is noted; they are made again as soon as one of those has another value.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from freqtrade.strategy import parameters
from freqtrade.strategy.interface import IStrategy
from pandas import DataFrame

from enygma.backtests.epochs.candles import Source, shared_copy, source_of
from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

logger = logging.getLogger(__name__)

DECLARED = "signals_by_parameters"
"""Attribute of a strategy that makes signals of candles and its parameters, and nothing else."""
OWN_TERMS = (
    "minimal_roi",
    "stoploss",
    "trailing_stop",
    "trailing_stop_positive",
    "trailing_stop_positive_offset",
    "trailing_only_offset_is_reached",
    "max_open_trades",
)
"""Attributes that freqtrade's own spaces change."""
_advise: Any = IStrategy.ft_advise_signals
_warn: Any = parameters.BaseParameter._warn_static_indicator_use  # noqa: SLF001 - every read's
_READ: list[list[Any]] = []
"""Parameters that were read, of every computation that goes on."""


@dataclass
class Kept:
    """The signals of one pair, and what they were made of."""

    terms: dict[str, Any]
    read: Mapping[str, Any]
    """Values by the names of the parameters that were read."""
    frame: DataFrame
    is_checked: bool = False
    """Whether they were made once more, and were the same."""


_KEPT: dict[Source, Kept] = {}
_IMPURE: set[str] = set()
"""Strategies whose signals did not hang on their parameters alone."""


def noted(parameter: Any) -> None:
    """`BaseParameter._warn_static_indicator_use`, which freqtrade calls on every read."""
    for each in _READ:
        each.append(parameter)
    _warn(parameter)


def advise_signals(self: Any, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
    """`IStrategy.ft_advise_signals`."""
    source, name = source_of(dataframe), type(self).__name__
    if source is None or name in _IMPURE or not getattr(self, DECLARED, False):
        own: DataFrame = _advise(self, dataframe, metadata)
        return own
    kept = _KEPT.get(source)
    if kept is None or not _fits(kept, self):
        return _made(self, dataframe, metadata, source)
    if kept.is_checked:
        return shared_copy(kept.frame)
    return _checked(kept, self, dataframe, metadata)


def _made(
    strategy: Any, dataframe: DataFrame, metadata: dict[str, Any], source: Source
) -> DataFrame:
    with _reading() as read:
        made: DataFrame = _advise(strategy, dataframe, metadata)
    named = {id(each): name for name, each in strategy.enumerate_parameters()}
    for other in [each for each in _KEPT if each == source or each[0] != source[0]]:
        del _KEPT[other]
    if all(id(each) in named for each in read):
        values = {named[id(each)]: each.value for each in read}
        _KEPT[source] = Kept(_terms(strategy), values, shared_copy(made))
    return made


def _checked(
    kept: Kept, strategy: Any, dataframe: DataFrame, metadata: dict[str, Any]
) -> DataFrame:
    """Made once more: what is kept must be the same."""
    made: DataFrame = _advise(strategy, dataframe, metadata)
    kept.is_checked = made.equals(kept.frame)
    if not kept.is_checked:
        name = type(strategy).__name__
        _IMPURE.add(name)
        logger.warning(
            "Signals of %s are made anew in every epoch: they hang on more than its parameters. "
            "Say so with %s = False in the strategy.",
            name, DECLARED,
        )  # fmt: skip
    return made


def _fits(kept: Kept, strategy: Any) -> bool:
    values = dict(strategy.enumerate_parameters())
    same = all(name in values and values[name].value == each for name, each in kept.read.items())
    return same and kept.terms == _terms(strategy)


def _terms(strategy: Any) -> dict[str, Any]:
    terms = {name: getattr(strategy, name, None) for name in OWN_TERMS}
    return terms | {"strategy": f"{type(strategy).__module__}.{type(strategy).__qualname__}"}


@contextmanager
def _reading() -> Iterator[list[Any]]:
    read: list[Any] = []
    _READ.append(read)
    try:
        yield read
    finally:
        _READ.remove(read)


_PARAMETER = "freqtrade.strategy.parameters:BaseParameter"
_STRATEGY = "freqtrade.strategy.interface:IStrategy"

PIECE = Piece(
    "signals of a search",
    (
        Place(_PARAMETER, "_warn_static_indicator_use", noted),
        Place(_STRATEGY, "ft_advise_signals", advise_signals),
    ),
    (
        Upstream(f"{_PARAMETER}.value", "7d880cdb13214cc0"),
        Upstream(f"{_PARAMETER}._warn_static_indicator_use", "d6c236427fc00fd7"),
        Upstream(f"{_STRATEGY}.ft_advise_signals", "c988a772c75074fb"),
        Upstream(
            "freqtrade.strategy.hyper:HyperStrategyMixin.enumerate_parameters", "d05991ab1909bf37"
        ),
        Upstream(
            "freqtrade.optimize.backtesting:Backtesting._get_ohlcv_as_lists", "b8168aa844d5b366"
        ),
    ),
)
