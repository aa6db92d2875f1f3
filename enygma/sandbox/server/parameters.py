"""Query parameters, read once and refused in KuCoin's words."""

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from enygma.sandbox.server.envelope import ApiError, invalid_parameter

_DECIMAL = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")
_LARGEST = 2**53  # beyond it JSON numbers lose digits; no instant or count comes near


class Parameters:
    """The parameters of one request.

    `refuse` makes the error of the API family that the request belongs to.
    """

    def __init__(
        self,
        values: Mapping[str, str],
        refuse: Callable[[str], ApiError] = invalid_parameter,
    ) -> None:
        self._values = values
        self._refuse = refuse

    def text(self, name: str) -> str:
        """The parameter `name`; refused when it is missing or empty."""
        value = self._values.get(name, "")
        if not value:
            raise self._refuse(f"{name} is required")
        return value

    def optional_text(self, name: str) -> str | None:
        """The parameter `name`, None when it is missing or empty."""
        return self._values.get(name) or None

    def integer(self, name: str) -> int:
        """The parameter `name` as a whole number of at least 0; refused when it is missing."""
        return self._parse(name, self.text(name))

    def optional_integer(self, name: str) -> int | None:
        """The parameter `name` as a whole number of at least 0, None when it is missing."""
        value = self.optional_text(name)
        return None if value is None else self._parse(name, value)

    def decimal(self, name: str) -> Decimal:
        """The parameter `name` as a number of at least 0; refused when it is missing."""
        return self._parse_decimal(name, self.text(name))

    def optional_decimal(self, name: str) -> Decimal | None:
        """The parameter `name` as a number of at least 0, None when it is missing."""
        value = self.optional_text(name)
        return None if value is None else self._parse_decimal(name, value)

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """The parameter `name`; refused unless it is one of `allowed`."""
        value = self.text(name)
        if value not in allowed:
            raise self._refuse(f"{name} must be one of {', '.join(sorted(allowed))}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """The parameter `name` as true or false, `default` when it is missing."""
        value = self.optional_text(name)
        if value is None:
            return default
        if value.lower() not in {"true", "false"}:
            raise self._refuse(f"{name} must be true or false")
        return value.lower() == "true"

    def window(self, start_name: str, end_name: str, now: int) -> tuple[int | None, int]:
        """An interval whose start may be open and whose end is `now` unless given."""
        start = self.optional_integer(start_name)
        end = self.optional_integer(end_name)
        end = now if end is None else end
        if start is not None and start > end:
            raise self._refuse(f"{start_name} must not be after {end_name}")
        return start, end

    def _parse_decimal(self, name: str, value: str) -> Decimal:
        if not _DECIMAL.fullmatch(value):
            raise self._refuse(f"{name} must be a number")
        return Decimal(value)

    def _parse(self, name: str, value: str) -> int:
        digits = value.removeprefix("+")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LARGEST))):
            raise self._refuse(f"{name} must be a whole number")
        number = int(digits)
        if number > _LARGEST:
            raise self._refuse(f"{name} is too large")
        return number
