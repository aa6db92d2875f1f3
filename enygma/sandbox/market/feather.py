"""Reading freqtrade's feather files, and refusing what cannot be traded on."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike

from enygma.sandbox.market.candles import MINUTE_MS, Floats, Ints
from enygma.sandbox.market.errors import MarketDataError

_NAME = re.compile(
    r"^(?P<base>[A-Z0-9]+)_USDT_USDT-(?P<count>\d+)(?P<unit>[mhdw])"
    r"-(?P<content>futures|mark|funding_rate)\.feather$"
)
_UNIT_MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10080}
_PRICES = ("open", "high", "low", "close")
_AGAIN = "delete the file and fetch it again with `freqtrade download-data`"


class Content(StrEnum):
    """What a file holds, by the last part of its name."""

    CANDLES = "futures"
    MARK = "mark"
    FUNDING = "funding_rate"


@dataclass(frozen=True, slots=True)
class FeatherFile:
    """A file of a freqtrade data directory, as its name describes it."""

    path: Path
    pair: str
    minutes: int
    content: Content


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Columns of a candle or mark price file; `ms` is the open time."""

    ms: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats


def list_files(folder: Path) -> list[FeatherFile]:
    """The feather files of a data directory (one with `futures/`) or of the ones inside it.

    Raises MarketDataError when the folder is missing or holds no USDT-margined futures data.
    """
    if not folder.is_dir():
        raise MarketDataError(f"data directory {folder} does not exist")
    homes = [folder / "futures"] if (folder / "futures").is_dir() else []
    homes = homes or sorted(path for path in folder.glob("*/futures") if path.is_dir())
    files = [found for home in homes for found in map(_parse, sorted(home.iterdir())) if found]
    if not files:
        raise MarketDataError(
            f"data directory {folder} has no futures candles: it must contain "
            "`futures/BTC_USDT_USDT-30m-futures.feather` or the like, as written by "
            "`freqtrade download-data --trading-mode futures`"
        )
    return files


def read_prices(file: FeatherFile) -> PriceTable:
    """Candles of a file, checked: known columns, increasing dates, sane prices.

    Raises MarketDataError naming the file, what is wrong with it, and the mend.
    """
    table = _read(file.path)
    ms = _dates(file.path, table)
    if np.any(ms % (file.minutes * MINUTE_MS)):
        row = int(np.flatnonzero(ms % (file.minutes * MINUTE_MS))[0])
        raise _broken(file.path, f"row {row} is not at a full {file.minutes} minutes")
    columns = {name: _numbers(file.path, table, name) for name in (*_PRICES, "volume")}
    _check_prices(file.path, columns)
    return PriceTable(ms, *columns.values())


def read_funding(file: FeatherFile) -> tuple[Ints, Floats]:
    """Settlement times and rates of a file; raises MarketDataError like `read_prices`.

    Older versions of freqtrade kept the rate in the column `open`.
    """
    table = _read(file.path)
    name = "funding_rate" if "funding_rate" in table.column_names else "open"
    return _dates(file.path, table), _numbers(file.path, table, name)


def _parse(path: Path) -> FeatherFile | None:
    match = _NAME.match(path.name)
    if match is None:
        return None
    minutes = int(match["count"]) * _UNIT_MINUTES[match["unit"]]
    return FeatherFile(path, f"{match['base']}/USDT:USDT", minutes, Content(match["content"]))


def _read(path: Path) -> pa.Table:
    try:
        with pa.OSFile(str(path)) as source:
            table = pa.ipc.open_file(source).read_all()
    except (pa.ArrowException, OSError) as error:
        raise _broken(path, f"is not a readable feather file ({error})") from error
    if not table.num_rows:
        raise _broken(path, "holds no row")
    return table


def _dates(path: Path, table: pa.Table) -> Ints:
    if "date" not in table.column_names:
        raise _broken(path, f"has no column 'date' (columns: {', '.join(table.column_names)})")
    column = table.column("date")
    if not pa.types.is_timestamp(column.type) or column.null_count:
        raise _broken(path, "column 'date' must hold timestamps without gaps")
    try:
        moments: Ints = _array(column.cast(pa.timestamp("ms", "UTC")), pa.int64())
    except pa.ArrowException as error:
        raise _broken(path, f"column 'date' is not in milliseconds ({error})") from error
    unsorted = np.flatnonzero(np.diff(moments) <= 0)
    if len(unsorted):
        row = int(unsorted[0]) + 1
        word = "repeats" if moments[row] == moments[row - 1] else "is earlier than"
        raise _broken(path, f"the date of row {row} {word} the one before")
    return moments


def _numbers(path: Path, table: pa.Table, name: str) -> Floats:
    if name not in table.column_names:
        raise _broken(path, f"has no column {name!r} (columns: {', '.join(table.column_names)})")
    column = table.column(name)
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
        raise _broken(path, f"column {name!r} must hold numbers, not {column.type}")
    if column.null_count:
        raise _broken(path, f"column {name!r} lacks {column.null_count} values")
    numbers: Floats = _array(column, pa.float64())
    _refuse(path, ~np.isfinite(numbers), f"column {name!r} is not a number")
    return numbers


def _array(column: pa.ChunkedArray, kind: pa.DataType) -> np.ndarray[Any, Any]:
    """A column without nulls; by DLPack, as Arrow's own conversion would import pandas (1 s)."""
    return np.from_dlpack(column.cast(kind).combine_chunks())


def _check_prices(path: Path, columns: dict[str, Floats]) -> None:
    prices = np.stack([columns[name] for name in _PRICES])
    _refuse(path, (prices <= 0.0).any(axis=0), "a price is not above zero")
    _refuse(path, columns["high"] < prices.max(axis=0), "the high is below another price")
    _refuse(path, columns["low"] > prices.min(axis=0), "the low is above another price")
    _refuse(path, columns["volume"] < 0.0, "the volume is negative")


def _refuse(path: Path, wrong: ArrayLike, what: str) -> None:
    rows = np.flatnonzero(np.asarray(wrong))
    if len(rows):
        raise _broken(path, f"{what} in row {int(rows[0])} (and {len(rows) - 1} more)")


def _broken(path: Path, what: str) -> MarketDataError:
    return MarketDataError(f"{path}: {what}; {_AGAIN}")
