"""Says what is wrong with settings in a trader's words: the key, the value, the range."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

_OUT_OF_RANGE = frozenset(
    {"greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number"}
)
_KINDS = {
    "model_type": "a section of keys and values",
    "dict_type": "a section of keys and values",
    "list_type": "a list",
    "tuple_type": "a list",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}
"""What is wanted, by pydantic's name of the error."""


class RiskConfigError(ValueError):
    """The configuration cannot be traded with. The message names key, value and range."""


def config_error(name: str, section: type[BaseModel], error: ValidationError) -> RiskConfigError:
    """All that is wrong with a section of that name, on one line."""
    return RiskConfigError("; ".join(_in_words(name, section, each) for each in error.errors()))


def likeliest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, as the end of a message; empty where none is near."""
    near = get_close_matches(name, list(known), n=1)
    return f", did you mean {near[0]}?" if near else ""


def _in_words(name: str, section: type[BaseModel], error: ErrorDetails) -> str:
    location, value = error["loc"], error["input"]
    key, field = ".".join([name, *map(str, location)]), _field_at(section, location)
    if error["type"] == "extra_forbidden":
        known = _keys_beside(section, location)
        hint = likeliest(str(location[-1]), known)
        return f"{key}: there is no such key, the keys here are {', '.join(known)}{hint}"
    if error["type"] == "value_error":
        return f"{key}: {error['ctx']['error']}"
    if error["type"] == "missing":
        return f"{key}: missing"
    if error["type"] in ("literal_error", "enum"):
        return f"{key}: {value!r} cannot be used, {error['ctx']['expected']} is wanted"
    if error["type"] in _OUT_OF_RANGE:
        return f"{key}: {value} is outside {_range_of(field)}"
    if error["type"] in _KINDS:
        return f"{key}: {value!r} cannot be used, {_KINDS[error['type']]} is wanted"
    return f"{key}: {value!r} cannot be used, {_wanted(field)}"


def _wanted(field: FieldInfo | None) -> str:
    span = _range_of(field)
    if field is None or not span:
        return "see the settings in docs/risk.md"
    kinds = (field.annotation, *getattr(field.annotation, "__args__", ()))
    whole = any(getattr(each, "__origin__", each) is int for each in kinds)
    kind = "a whole number" if whole else "a number"
    nothing = " or null" if type(None) in kinds else ""
    return f"{kind} in {span}{nothing} is wanted"


def _section_at(root: type[BaseModel], location: Iterable[int | str]) -> type[BaseModel] | None:
    """The section a path of keys leads to, None if it leads elsewhere."""
    section: type[BaseModel] | None = root
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


def _field_at(root: type[BaseModel], location: tuple[int | str, ...]) -> FieldInfo | None:
    section = _section_at(root, location[:-1])
    if section is None or not location:
        return None
    return section.model_fields.get(str(location[-1]))


def _keys_beside(root: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    section = _section_at(root, location[:-1])
    return list(section.model_fields) if section is not None else []


def _range_of(field: FieldInfo | None) -> str:
    """The allowed range as `low … high`, empty where there is none."""
    metadata = field.metadata if field is not None else []
    low = next((f"{each.ge}" for each in metadata if isinstance(each, Ge)), "")
    above = next((f"above {each.gt}" for each in metadata if isinstance(each, Gt)), "")
    high = next((f"{each.le}" for each in metadata if isinstance(each, Le)), "")
    return f"{low or above} … {high}" if (low or above) and high else ""
