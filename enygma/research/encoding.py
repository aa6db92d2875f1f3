"""Numbers packed for a browser: a page holds years of candles in a few megabytes."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = {"f4": "<f4", "i2": "<i2", "i1": "<i1"}
"""Array kinds the page's script decodes: 32-bit floats, 16- and 8-bit integers, little-endian."""


def pack(values: Iterable[Any], kind: str) -> dict[str, str]:
    """A one-dimensional array as base64 text and its kind.

    A 32-bit float keeps seven digits, finer than the tick of any contract.
    """
    array = np.asarray(values).astype(KINDS[kind])
    return {"kind": kind, "data": b64encode(array.tobytes()).decode("ascii")}
