"""How numbers look on KuCoin's wire."""

from decimal import Decimal

import numpy as np

from enygma.sandbox.market.candles import Floats


def decimals(step: Decimal) -> int:
    """Digits after the point that a multiple of `step` needs."""
    exponent = step.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(amount: Decimal) -> str:
    """`amount` without an exponent and without trailing zeros."""
    written = f"{amount:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def text(number: float, digits: int) -> str:
    """`number` with at most `digits` decimals and no trailing zeros, never in exponent form."""
    written = f"{rounded(number, digits):.{digits}f}"
    return written.rstrip("0").rstrip(".") if digits else written


def rounded(number: float, digits: int) -> float:
    """`number` with at most `digits` decimals; without the sign of a negative zero."""
    return round(number, digits) + 0.0


def rows(levels: Floats, digits: int) -> list[list[float]]:
    """Book levels as [price, lots] numbers, prices with at most `digits` decimals."""
    prices = np.round(levels[:, 0], digits).tolist()
    return [[price, int(lots)] for price, lots in zip(prices, levels[:, 1].tolist(), strict=True)]


def text_rows(levels: Floats, digits: int) -> list[list[str | int]]:
    """Book levels as [price text, lots]."""
    return [[text(price, digits), int(lots)] for price, lots in levels.tolist()]
