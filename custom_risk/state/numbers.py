"""Numbers as they are stored: decimal digits in a text, so that none is lost."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def number(text: object) -> Decimal:
    """The number that was stored.

    Raises
    ------
    ValueError
        If it is not a text of decimal digits, or not finite.
    """
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is no text with a number")  # noqa: TRY004 - bad data, not code
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is no number") from error
    if not value.is_finite():
        raise ValueError(f"{text!r} is not finite")
    return value
