"""Refuses candle files that cannot be read.

freqtrade logs a broken file and goes on as if the pair had no candles, no mark price or no funding,
so that a backtest would end well with fewer trades or without costs.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
from freqtrade.misc import pair_to_filename
from pyarrow import feather


class CandleFileError(ValueError):
    """A candle file that is there but cannot be read."""


def require_readable(datadir: Path, pairs: Iterable[str]) -> None:
    """Read every feather file of the pairs: candles, mark prices and funding rates.

    A file that is missing is freqtrade's business. Raises CandleFileError naming the first file
    that cannot be read, and how to mend it.
    """
    for pair in pairs:
        for path in sorted(datadir.rglob(f"{pair_to_filename(pair)}-*.feather")):
            _require_readable(path, pair)


def _require_readable(path: Path, pair: str) -> None:
    try:
        feather.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        reason = str(error).splitlines()[0]
        raise CandleFileError(
            f"{path} cannot be read ({reason}). Download the candles of {pair} again: "
            f"freqtrade download-data --pairs {pair} --erase"
        ) from error
