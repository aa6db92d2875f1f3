"""The candles of a search, kept in the process that runs its epochs.

freqtrade reads them from a file in every epoch. An epoch is given frames of its own here, too:
what it writes into them is not seen by the next.
"""

from __future__ import annotations

import os
from datetime import date
from types import NoneType
from typing import IO, Any

import joblib
import numpy as np
import pandas as pd
from pandas import DataFrame

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_MODULE = "freqtrade.optimize.hyperopt.hyperopt_optimizer"
_FIXED = (NoneType, bool, int, float, str, date, np.generic)
"""Types whose values nobody can change: frames may share them."""
_SHARES = int(pd.__version__.split(".")[0]) >= 3
"""Whether a shallow copy of a frame is one of its own as soon as somebody writes into it."""

Key = tuple[str, int, int, int]
Source = tuple[Key, str]
"""A file and a pair in it."""
_KEPT: dict[Key, dict[str, DataFrame]] = {}
"""What the newest file holds, by that file."""
_GIVEN: dict[int, tuple[DataFrame, Source]] = {}
"""The frames of the newest epoch, by identity."""


def load(file: IO[bytes]) -> Any:
    """`joblib.load` of a file with frames by pair; one that has not changed is not read again."""
    key = _key(file)
    if key not in _KEPT:
        found = joblib.load(file)
        if not can_be_shared(found):
            return found
        _KEPT.clear()
        _KEPT[key] = found
    given = {pair: shared_copy(frame) for pair, frame in _KEPT[key].items()}
    _GIVEN.clear()
    _GIVEN.update({id(frame): (frame, (key, pair)) for pair, frame in given.items()})
    return given


def shared_copy(frame: DataFrame) -> DataFrame:
    """A frame of its own, without the time that a copy takes where pandas can do without."""
    return frame.copy(deep=not _SHARES)


def source_of(frame: DataFrame) -> Source | None:
    """Where a frame that an epoch was given comes from; None for any other."""
    found = _GIVEN.get(id(frame))
    return None if found is None or found[0] is not frame else found[1]


def can_be_shared(found: Any) -> bool:
    """Whether copies of these frames have nothing in common that one of them could change."""
    if not isinstance(found, dict):
        return False
    return all(isinstance(each, DataFrame) and _is_plain(each) for each in found.values())


def _is_plain(frame: DataFrame) -> bool:
    columns = (frame.iloc[:, place] for place in range(frame.shape[1]))
    objects = (each for each in columns if each.dtype == object)
    return all(issubclass(kind, _FIXED) for column in objects for kind in set(map(type, column)))


def _key(file: IO[bytes]) -> Key:
    told = os.fstat(file.fileno())
    return file.name, told.st_ino, told.st_mtime_ns, told.st_size


PIECE = Piece(
    "candles of a search",
    (Place(f"{_MODULE}:", "load", load),),
    (
        Upstream(f"{_MODULE}:HyperOptimizer.generate_optimizer", "e2cd411292eafd27"),
        Upstream(f"{_MODULE}:HyperOptimizer.prepare_hyperopt_data", "5e16ee764b511d58"),
    ),
)
