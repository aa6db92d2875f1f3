"""Whether a function of freqtrade still is the one that something here was written against."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DIGITS = 16
"""Of a fingerprint: 64 bits tell versions of one function apart."""


@dataclass(frozen=True)
class Upstream:
    """A function or class by where it is defined, and the fingerprint of its source."""

    path: str
    """Module and name, as `freqtrade.persistence.trade_model:LocalTrade.close`."""
    fingerprint: str

    @property
    def is_known(self) -> bool:
        """Whether the source that is installed is the one this was written against."""
        return fingerprint_of(self.path) == self.fingerprint


@cache
def fingerprint_of_file(package: str, name: str) -> str | None:
    """The fingerprint of a file of a package, which is not imported; None where there is none."""
    spec = find_spec(package)
    folders = (spec and spec.submodule_search_locations) or []
    files = (each for folder in folders if (each := Path(folder) / name).is_file())
    first = next(files, None)
    return None if first is None else sha256(first.read_bytes()).hexdigest()[:DIGITS]


@cache
def fingerprint_of(path: str) -> str | None:
    """The fingerprint of what is installed, None where nothing of that name is."""
    try:
        value: Any = found(path)
        value = value.fget if isinstance(value, property) else value
        source = inspect.getsource(inspect.unwrap(value))
    except (ImportError, AttributeError, OSError, TypeError):
        return None
    return sha256(source.encode()).hexdigest()[:DIGITS]


def found(path: str) -> Any:
    """What stands at a path; behind a class that the plugin put there, freqtrade's own.

    Raises ImportError or AttributeError where nothing does.
    """
    module, _, names = path.partition(":")
    value: Any = import_module(module)
    for name in filter(None, names.split(".")):
        value = _behind_ours(getattr(value, name))
    return value


def _behind_ours(value: Any) -> Any:
    if not isinstance(value, type):
        return value
    return next(each for each in value.__mro__ if not each.__module__.startswith("enygma."))
