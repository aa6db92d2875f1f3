"""Functions that numba compiles, and keeps compiled between runs."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from numba import njit

FILES = ("account.py", "compiled.py", "position.py", "run.py", "stop.py", "terms.py")
"""Those with compiled functions."""

P = ParamSpec("P")
T = TypeVar("T")


def compiled(function: Callable[P, T]) -> Callable[P, T]:
    """The same function, compiled with the one that calls it: numbers, arrays, named tuples."""
    return cast("Callable[P, T]", njit(error_model="numpy")(function))


def kept(function: Callable[P, T]) -> Callable[P, T]:
    """As `compiled`, and stored on disk for the next process.

    What is stored belongs to the function's code and to what it closes over, not to the functions
    it calls: close over `sources()` where those may change. Where no folder can be written to,
    every process compiles it.
    """
    try:
        return cast("Callable[P, T]", njit(error_model="numpy", cache=True)(function))
    except RuntimeError:
        # what numba raises where it finds no place for its files
        return compiled(function)


def sources() -> str:
    """A digest of all that is compiled here."""
    folder = Path(__file__).parent
    return sha256(b"".join((folder / each).read_bytes() for each in FILES)).hexdigest()
