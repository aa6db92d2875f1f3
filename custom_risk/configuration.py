"""Reads the `custom_risk` section and says what is wrong with it in a trader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from custom_risk.exits import EXIT_POLICIES
from custom_risk.settings import RiskSettings
from custom_risk.settings.wording import RiskConfigError, config_error, likeliest
from custom_risk.sizing import SIZING_MODELS
from custom_risk.stops import STOP_POLICIES

__all__ = ["SECTION", "RiskConfigError", "load_settings"]

SECTION = "custom_risk"


def load_settings(section: Mapping[str, Any] | None) -> RiskSettings:
    """The validated settings; the canonical ones where the section leaves something out.

    Raises
    ------
    RiskConfigError
        If a key is unknown, a value is of the wrong type or outside its range, or if values
        that are fine alone cannot hold together. All that is wrong is named at once.
    """
    if section is not None and not isinstance(section, Mapping):
        raise RiskConfigError(f"{SECTION}: {section!r} is not a section of keys and values")
    try:
        settings = RiskSettings.model_validate(dict(section or {}))
    except ValidationError as error:
        raise config_error(SECTION, RiskSettings, error) from error
    _require_known("sizing.model", settings.sizing.model, SIZING_MODELS)
    _require_known("stops.policy", settings.stops.policy, STOP_POLICIES)
    _require_known("exits.policy", settings.exits.policy, EXIT_POLICIES)
    return settings


def _require_known(key: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        names = ", ".join(sorted(known))
        hint = likeliest(name, known)
        raise RiskConfigError(f"{SECTION}.{key}: {name!r} is none of {names}{hint}")
