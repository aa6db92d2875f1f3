"""Numbers that come from outside: refused when missing or not finite, exact from then on."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from math import isfinite


class RiskInputError(ValueError):
    """A number that risk depends on is missing, not finite or not positive: nothing is traded."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(f"{name} is {value!r}: without a usable {name} nothing is traded")
        self.name = name
        self.value = value


def finite(name: str, value: float | Decimal | None) -> Decimal:
    """The number exactly as it is written in decimal digits.

    A float is taken by its shortest representation, so 0.1 is one tenth and not the binary
    fraction next to it.

    Raises
    ------
    RiskInputError
        If the value is missing, not a number, NaN or infinite.
    """
    if isinstance(value, Decimal):
        if value.is_finite():
            return value
    elif isinstance(value, int | float) and isfinite(value):
        return _exact(float(value))
    raise RiskInputError(name, value)


# the same prices, sizes and fees come again on every candle
@lru_cache(maxsize=4096)
def _exact(value: float) -> Decimal:
    return Decimal(repr(value))


def positive(name: str, value: float | Decimal | None) -> Decimal:
    """As `finite`, and above zero.

    Raises
    ------
    RiskInputError
        If the value is missing, not finite, zero or negative.
    """
    number = finite(name, value)
    if number <= 0:
        raise RiskInputError(name, value)
    return number


def within(name: str, value: float | Decimal | None, most: int) -> Decimal:
    """As `finite`, and from 0 to `most`.

    Raises
    ------
    RiskInputError
        If the value is missing, not finite or outside of that.
    """
    number = finite(name, value)
    if not 0 <= number <= most:
        raise RiskInputError(name, value)
    return number
