"""Registers the plugin when freqtrade is imported, for every Python start of an environment.

A `.pth` file imports this module when the interpreter starts, so it costs every start: it imports
nothing but the standard library's import machinery and does its work only when freqtrade is used.
"""

from __future__ import annotations

import os
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SWITCH = "ENYGMA_PLUGIN"
"""Environment variable: `off`, `0`, `false` or `no` leaves freqtrade as it is."""

_OFF = frozenset({"off", "0", "false", "no"})


def is_switched_off() -> bool:
    """Whether the environment asks for freqtrade without the plugin."""
    return os.environ.get(SWITCH, "").strip().lower() in _OFF


class _RegisteringLoader(Loader):
    """Runs a module as its own loader would, then lets the plugin add to it."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        _register(module)


class _FreqtradeFinder(MetaPathFinder):
    """Finds the two modules of freqtrade that the plugin adds to."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in ("freqtrade.exchange", "freqtrade.resolvers.protection_resolver"):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _RegisteringLoader(spec.loader)
        return spec


def _register(module: ModuleType) -> None:
    try:
        from enygma import plugin

        plugin.register_into(module)
    except Exception as error:  # noqa: BLE001 - a broken plugin must not break someone's Python
        sys.stderr.write(
            f"enygma: not registered with {module.__name__} "
            f"({type(error).__name__}: {error}); run: enygma doctor\n"
        )


def install() -> None:
    """Watch for freqtrade's import. Calling it again changes nothing."""
    if is_switched_off() or any(isinstance(each, _FreqtradeFinder) for each in sys.meta_path):
        return
    sys.meta_path.insert(0, _FreqtradeFinder())


install()
