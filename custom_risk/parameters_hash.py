"""One short name for everything that was chosen, so that a change of it is seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

LENGTH = 16
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "custom_risk": frozenset({"evidence", "require_evidence"}),
    "enygma": frozenset(
        {
            "audit",
            "fast_backtest",
            "kill_switch_file",
            "prescreen",
            "reconcile_seconds",
            "shadow",
            "unknown_positions",
        }
    ),
}
"""The sections of a configuration whose values decide about trades, without the keys that do not:
what is measured and what is traded may differ in those."""


def choices(
    settings: Mapping[str, Any], timeframe: str, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    """What was chosen, as values of JSON.

    Args:
        settings: freqtrade's configuration, of which two sections count.
        timeframe: of the candles that are traded.
        parameters: the strategy's own, as freqtrade keeps them beside it after a hyperopt
            (`params` of its JSON file); empty where there is no such file.
    """
    sections = {name: _counted(settings.get(name) or {}, out) for name, out in LEFT_OUT.items()}
    chosen = {"settings": sections, "timeframe": timeframe, "parameters": parameters}
    plain: dict[str, Any] = json.loads(json.dumps(chosen, sort_keys=True, default=str))
    return plain


def _counted(section: Any, left_out: frozenset[str]) -> Any:
    if not isinstance(section, Mapping):
        return section
    return {key: value for key, value in section.items() if key not in left_out}


def hash_of(chosen: Mapping[str, Any]) -> str:
    """Sixteen hexadecimal digits: the same ones for the same choices, in whatever order."""
    text = json.dumps(chosen, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def parameters_hash(
    settings: Mapping[str, Any], timeframe: str, parameters: Mapping[str, Any]
) -> str:
    """The hash of `choices` of the same arguments."""
    return hash_of(choices(settings, timeframe, parameters))


def source_hash(source: bytes) -> str:
    """Sixteen hexadecimal digits of a strategy's file; empty for an empty one.

    Line ends do not count: they differ between systems.
    """
    told = b"\n".join(source.splitlines())
    return hashlib.sha256(told).hexdigest()[:LENGTH] if told else ""
