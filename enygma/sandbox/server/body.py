"""JSON bodies, read once and refused in KuCoin's words.

KuCoin takes numbers as JSON numbers or as text, and so does this.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

import orjson

from enygma.sandbox.server.envelope import ApiError, Json, invalid_parameter

_Term = TypeVar("_Term", bound=StrEnum)
_NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?")
_WHOLE = re.compile(r"[+-]?\d{1,18}(\.0{1,18})?")


class Body:
    """The JSON object that a request carries; a field that is null counts as missing."""

    def __init__(self, values: Mapping[str, Json]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def text(self, name: str, longest: int = 128) -> str:
        """The field `name`; refused when it is missing, empty, not text or too long."""
        value = self.optional_text(name, longest)
        if not value:
            raise invalid_parameter(f"{name} is required")
        return value

    def optional_text(self, name: str, longest: int = 128) -> str | None:
        """The field `name`, None when it is missing or empty."""
        value = self._values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise invalid_parameter(f"{name} must be text")
        if len(value) > longest:
            raise invalid_parameter(f"{name} must not be longer than {longest} characters")
        return value

    def term(self, name: str, kind: type[_Term]) -> _Term:
        """The field `name` as one of the words of `kind`; refused when it is missing."""
        return self._one_of(name, self.text(name), kind)

    def optional_term(self, name: str, kind: type[_Term]) -> _Term | None:
        """The field `name` as one of the words of `kind`, None when it is missing."""
        value = self.optional_text(name)
        return None if value is None else self._one_of(name, value, kind)

    def flag(self, name: str, default: bool = False) -> bool:
        """The field `name` as true or false, `default` when it is missing."""
        value = self._values.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        if not isinstance(value, bool):
            raise invalid_parameter(f"{name} must be true or false")
        return value

    def decimal(self, name: str) -> Decimal:
        """The field `name` as a number; refused when it is missing."""
        value = self.optional_decimal(name)
        if value is None:
            raise invalid_parameter(f"{name} is required")
        return value

    def optional_decimal(self, name: str) -> Decimal | None:
        """The field `name` as a number, None when it is missing."""
        written = self._number(name)
        if written is None:
            return None
        if not _NUMBER.fullmatch(written):
            raise invalid_parameter(f"{name} must be a number")
        return Decimal(written)

    def optional_integer(self, name: str) -> int | None:
        """The field `name` as a whole number of at most 18 digits, None when it is missing."""
        written = self._number(name)
        if written is None:
            return None
        if not _WHOLE.fullmatch(written):
            raise invalid_parameter(f"{name} must be a whole number")
        return int(Decimal(written))

    def integer(self, name: str) -> int:
        """The field `name` as a whole number; refused when it is missing."""
        value = self.optional_integer(name)
        if value is None:
            raise invalid_parameter(f"{name} is required")
        return value

    def texts(self, name: str, most: int) -> list[str]:
        """The field `name` as a list of text, empty when it is missing."""
        values = self.items(name, most)
        if not all(isinstance(each, str) and each for each in values):
            raise invalid_parameter(f"{name} must be a list of text")
        return values

    def objects(self, name: str, most: int) -> "list[Body]":
        """The field `name` as a list of objects, empty when it is missing."""
        return _bodies(self.items(name, most), name)

    def items(self, name: str, most: int) -> list[Json]:
        """The field `name` as a list of at most `most` values, empty when it is missing."""
        values = self._values.get(name)
        if values is None:
            return []
        if not isinstance(values, list):
            raise invalid_parameter(f"{name} must be a list")
        if len(values) > most:
            raise invalid_parameter(f"{name} must not have more than {most} items")
        return values

    def _number(self, name: str) -> str | None:
        value = self._values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise invalid_parameter(f"{name} must be a number")
        return str(value)

    def _one_of(self, name: str, value: str, kind: type[_Term]) -> _Term:
        try:
            return kind(value)
        except ValueError:
            words = ", ".join(sorted(kind))
            raise invalid_parameter(f"{name} must be one of {words}") from None


def parse_body(text: str) -> Body:
    """The body of a request that carries one object; an empty body is an empty object.

    Raises ApiError 400000 when it is not JSON, 100001 when it is JSON but no object.
    """
    value = _json(text) if text else {}
    if not isinstance(value, dict):
        raise invalid_parameter("the body must be a JSON object")
    return Body(value)


def parse_bodies(text: str, most: int) -> list[Body]:
    """The body of a request that carries a list of 1 to `most` objects."""
    value = _json(text) if text else []
    if not isinstance(value, list):
        raise invalid_parameter("the body must be a JSON list")
    if not 1 <= len(value) <= most:
        raise invalid_parameter(f"the list must have 1 to {most} items")
    return _bodies(value, "the list")


def _bodies(values: list[Json], name: str) -> list[Body]:
    if not all(isinstance(each, dict) for each in values):
        raise invalid_parameter(f"{name} must hold JSON objects")
    return [Body(each) for each in values]


def _json(text: str) -> Json:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise ApiError("400000", "Bad Request", status=400) from None
