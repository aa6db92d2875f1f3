"""Entries of a backtest and of a live run, matched by pair, side and candle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .traded import Traded


@dataclass(frozen=True)
class Match:
    """An entry that at least one of the two made."""

    tested: Traded | None
    live: Traded | None

    @property
    def open_ms(self) -> int:
        """When it was entered."""
        found = self.tested or self.live
        assert found is not None
        return found.open_ms


def matched(tested: Sequence[Traded], live: Sequence[Traded], timeframe_ms: int) -> list[Match]:
    """Every entry of both, in the order of time."""
    ours = {each.key(timeframe_ms): each for each in live}
    theirs = {each.key(timeframe_ms): each for each in tested}
    pairs = [Match(theirs.get(key), ours.get(key)) for key in theirs.keys() | ours.keys()]
    return sorted(pairs, key=lambda each: (each.open_ms, (each.tested or each.live).pair))  # type: ignore[union-attr]
