"""Registers the plugin when freqtrade is imported, for every Python start of an environment.

A `.pth` file imports this module when the interpreter starts, so every start pays for it: it
imports nothing that Python has not already loaded by then (`importlib.abc` and `typing` alone
would cost ten times the rest) and does its work only when freqtrade is used.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec
    from types import ModuleType

SWITCH = "ENYGMA_PLUGIN"
"""Environment variable: `off`, `0`, `false` or `no` leaves freqtrade as it is."""

WATCHED = (
    "freqtrade.data.metrics",
    "freqtrade.exchange",
    "freqtrade.resolvers.protection_resolver",
    "freqtrade.rpc.rpc",
    "freqtrade.freqtradebot",
    "freqtrade.optimize.backtesting",
    "freqtrade.optimize.hyperopt.hyperopt",
    "freqtrade.optimize.optimize_reports.optimize_reports",
)
"""The modules of freqtrade that the plugin adds to, each right after it was executed.

Of the first only an import is put off, right before.
"""

_OFF = ("off", "0", "false", "no")


def is_switched_off() -> bool:
    """Whether the environment asks for freqtrade without the plugin."""
    return os.environ.get(SWITCH, "").strip().lower() in _OFF


class RegisteringLoader:
    """Runs a module as its own loader would, then lets the plugin add to it."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def __getattr__(self, name: str) -> object:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Create the module as its own loader does."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module under its own loader, then register the plugin in it."""
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        _register(module, "prepare")
        self._loader.exec_module(module)
        _register(module)


class FreqtradeFinder:
    """Finds the watched modules as Python would and wraps their loader."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Answer for the watched modules only; every other import passes by."""
        if fullname not in WATCHED:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                return _watched(spec)
        return None


def _watched(spec: ModuleSpec) -> ModuleSpec:
    if spec.loader is not None:
        spec.loader = RegisteringLoader(spec.loader)  # type: ignore[assignment] # duck-typed
    return spec


def _register(module: ModuleType, step: str = "register_into") -> None:
    try:
        from enygma import plugin

        getattr(plugin, step)(module)
    except Exception as error:  # noqa: BLE001 - a broken plugin must not break someone's Python
        sys.stderr.write(
            f"enygma: not registered with {module.__name__} "
            f"({type(error).__name__}: {error}); run: enygma doctor\n"
        )


def is_installed() -> bool:
    """Whether this interpreter watches for freqtrade's import."""
    return any(isinstance(each, FreqtradeFinder) for each in sys.meta_path)


def install() -> None:
    """Watch for freqtrade's import. Calling it again changes nothing."""
    if is_switched_off() or is_installed():
        return
    sys.meta_path.insert(0, FreqtradeFinder())


install()
