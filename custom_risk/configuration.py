"""Reads the `custom_risk` section and says what is wrong with it in a trader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from custom_risk.settings import RiskSettings
from custom_risk.sizing import SIZING_MODELS
from custom_risk.stops import STOP_POLICIES

SECTION = "custom_risk"
_OUT_OF_RANGE = frozenset(
    {"greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number"}
)


class RiskConfigError(ValueError):
    """The configuration cannot be traded with. The message names key, value and range."""


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
        raise RiskConfigError("; ".join(map(_in_words, error.errors()))) from error
    _require_known("sizing.model", settings.sizing.model, SIZING_MODELS)
    _require_known("stops.policy", settings.stops.policy, STOP_POLICIES)
    return settings


def _require_known(key: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise RiskConfigError(f"{SECTION}.{key}: {name!r} is none of {', '.join(sorted(known))}")


def _in_words(error: ErrorDetails) -> str:
    key = ".".join([SECTION, *map(str, error["loc"])])
    value = error["input"]
    if error["type"] == "extra_forbidden":
        known = ", ".join(_keys_beside(error["loc"]))
        return f"{key}: there is no such key, the keys here are {known}"
    if error["type"] == "value_error":
        return f"{key}: {error['ctx']['error']}"
    if error["type"] == "missing":
        return f"{key}: missing"
    if error["type"] in _OUT_OF_RANGE:
        return f"{key}: {value} is outside {_range_of(_field_at(error['loc']))}"
    return f"{key}: {value!r} cannot be used, {_wanted(_field_at(error['loc']))}"


def _wanted(field: FieldInfo | None) -> str:
    span = _range_of(field)
    if field is None or not span:
        return "see the settings in docs/risk.md"
    kind = "a whole number" if field.annotation is int else "a number"
    return f"{kind} in {span} is wanted"


def _section_at(location: Iterable[int | str]) -> type[BaseModel] | None:
    """The section a path of keys leads to, None if it leads elsewhere."""
    section: type[BaseModel] | None = RiskSettings
    for key in location:
        if section is None:
            return None
        if isinstance(key, str):
            field = section.model_fields.get(key)
            section = _section_of(field.annotation) if field is not None else None
    return section


def _section_of(annotation: Any) -> type[BaseModel] | None:
    candidates = (annotation, *getattr(annotation, "__args__", ()))
    for each in candidates:
        if isinstance(each, type) and issubclass(each, BaseModel):
            return each
    return None


def _field_at(location: tuple[int | str, ...]) -> FieldInfo | None:
    section = _section_at(location[:-1])
    return section.model_fields.get(str(location[-1])) if section is not None else None


def _keys_beside(location: tuple[int | str, ...]) -> list[str]:
    section = _section_at(location[:-1])
    return list(section.model_fields) if section is not None else []


def _range_of(field: FieldInfo | None) -> str:
    """The allowed range as `low … high`, empty where there is none."""
    metadata = field.metadata if field is not None else []
    low = next((f"{each.ge}" for each in metadata if isinstance(each, Ge)), "")
    above = next((f"above {each.gt}" for each in metadata if isinstance(each, Gt)), "")
    high = next((f"{each.le}" for each in metadata if isinstance(each, Le)), "")
    return f"{low or above} … {high}" if (low or above) and high else ""
