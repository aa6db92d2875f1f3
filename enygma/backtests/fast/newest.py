"""Values on the newest candle that a strategy may see, without a slice of all that it may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from enygma.backtests.fast.piece import Piece
from enygma.backtests.fast.upstream import Upstream

NAME = "newest_values"
"""What rules of risk look for on freqtrade's data provider (`custom_risk.strategy_candles`)."""


class Newest:
    """Reads the frames of a data provider by column."""

    def __init__(self, provider: Any) -> None:
        private = vars(provider)
        self._frames: dict[Any, Any] = private["_DataProvider__cached_pairs"]
        self._ends: dict[str, int] = private["_DataProvider__slice_index"]
        self._kind = private["_default_candle_type"]
        self._columns: dict[str, tuple[Any, dict[str, Any]]] = {}

    def __call__(self, pair: str, timeframe: str, columns: Iterable[str]) -> dict[str, Any] | None:
        """Values of the columns that there are; None where no candle may be seen."""
        known, end = self._frames.get((pair, timeframe, self._kind)), self._ends.get(pair)
        if known is None or not end:
            return None
        frame = known[0]
        place = min(end, len(frame)) - 1
        if place < 0:
            return None
        return {
            name: values[place]
            for name in columns
            if (values := self._column(pair, frame, name)) is not None
        }

    def _column(self, pair: str, frame: Any, name: str) -> Any:
        kept = self._columns.get(pair)
        if kept is None or kept[0] is not frame:
            kept = self._columns[pair] = (frame, {})
        if name not in kept[1]:
            kept[1][name] = frame[name].array if name in frame else None
        return kept[1][name]


@contextmanager
def newest_told(provider: Any) -> Iterator[None]:
    """The data provider tells values of its newest candles, for the time of a run."""
    if not PIECE.is_usable():
        yield
        return
    setattr(provider, NAME, Newest(provider))
    try:
        yield
    finally:
        vars(provider).pop(NAME, None)


_CLASS = "freqtrade.data.dataprovider:DataProvider"

PIECE = Piece(
    "newest values",
    (),
    (
        Upstream(f"{_CLASS}.__init__", "a47f83f0d7789c93"),
        Upstream(f"{_CLASS}.get_analyzed_dataframe", "b3f20023eb1a1b03"),
        Upstream(f"{_CLASS}._set_cached_df", "805c7c7024db96a2"),
        Upstream(f"{_CLASS}._set_dataframe_max_index", "abfd9e4e41cd0123"),
        Upstream(f"{_CLASS}.clear_cache", "5442026fb519c5eb"),
    ),
)
"""Puts nothing in place: freqtrade has no such question."""
