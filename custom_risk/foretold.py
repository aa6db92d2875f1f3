"""Callbacks that are foretold: it is known beforehand when they answer nothing.

A backtest asks every callback on every candle of a trade, and most of the time hears nothing. A
strategy that says where its callbacks stay silent need not be asked there, and one whose callbacks
only read a trade need not be given a copy of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from freqtrade.strategy import IStrategy

F = TypeVar("F", bound=Callable[..., Any])

MARK = "is_foretold"


def foretold(callback: F) -> F:
    """Mark a callback: it changes nothing of a trade, and the strategy foretells its silence.

    For callbacks of a trade `silence` of the strategy does, for `bot_loop_start` `pass_quietly`.
    """
    setattr(callback, MARK, True)
    return callback


def is_foretold(strategy: Any, name: str) -> bool:
    """Whether every class of a strategy that answers a callback foretells it.

    One that answers it without the mark may do anything, also behind a `super()`.
    """
    kind: Any = type(strategy)
    return name not in vars(strategy) and _is_foretold(kind, name)


@lru_cache(maxsize=256)
def _is_foretold(kind: Any, name: str) -> bool:
    answers = [vars(each)[name] for each in kind.__mro__ if name in vars(each)]
    own = [each for each in answers if each is not vars(IStrategy).get(name)]
    return bool(own) and all(getattr(each, MARK, False) for each in own)
