"""A piece of a faster backtest: what it puts in whose place, and what it relies on."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from enygma.backtests.fast.upstream import Upstream, found

logger = logging.getLogger(__name__)

_TOLD: set[str] = set()
"""Names of the pieces whose absence was logged: a backtest is run often."""


@dataclass(frozen=True)
class Place:
    """A name in a module or class of freqtrade, and what stands there while a backtest runs."""

    owner: str
    """Path of the module or class, as `freqtrade.optimize.backtesting:` or `module:Class`."""
    name: str
    replacement: Any


@dataclass(frozen=True)
class Piece:
    """Replacements that belong together. All of them take their places, or none."""

    name: str
    places: tuple[Place, ...]
    upstream: tuple[Upstream, ...]
    """What is replaced, and what that calls and the replacement leaves out."""

    @property
    def changed(self) -> list[str]:
        """Paths of what is not as it was when the piece was written."""
        return [each.path for each in self.upstream if not each.is_known]

    def is_usable(self) -> bool:
        """Whether it may be used; where not, that is logged once in a process."""
        changed = self.changed
        if changed and self.name not in _TOLD:
            _TOLD.add(self.name)
            logger.warning(
                "Fast backtest: '%s' is left out, freqtrade's own runs: %s is not the one it was "
                "written for.",
                self.name,
                ", ".join(changed),
            )
        return not changed


@contextmanager
def in_place(pieces: Sequence[Piece]) -> Iterator[None]:
    """Put the replacements in place, and freqtrade's own back at the end, whatever happened."""
    with ExitStack() as stack:
        for piece in pieces:
            if piece.is_usable():
                for place in piece.places:
                    _put(stack, place)
        yield


def _put(stack: ExitStack, place: Place) -> None:
    owner = found(place.owner)
    before = vars(owner)[place.name]
    setattr(owner, place.name, place.replacement)
    stack.callback(setattr, owner, place.name, before)
