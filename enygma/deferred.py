"""Modules that freqtrade imports at its start and a backtest does not need."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import LazyLoader, find_spec, module_from_spec

COMMANDS = ("backtesting", "hyperopt")
"""Commands that take less time without them. A bot that trades loads everything at its start."""
STATISTICS = "scipy.stats"
"""freqtrade's p-values are from there: the third of the time that its imports take."""


def defer(name: str = STATISTICS) -> None:
    """Let a module of a package be loaded when something of it is asked for.

    Nothing happens where it is loaded already, is not installed, or another command runs.
    """
    if name in sys.modules or not any(each in COMMANDS for each in sys.argv[1:2]):
        return
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = LazyLoader(spec.loader)
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    package, _, own_name = name.rpartition(".")
    setattr(import_module(package), own_name, module)
