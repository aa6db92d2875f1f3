"""Money to the last digit: the one place where amounts are rounded."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from functools import lru_cache

ZERO = Decimal(0)
# KuCoin settles fees and results in USDT with eight decimals.
SETTLE = Decimal("1e-8")


def settled(amount: Decimal) -> Decimal:
    """`amount` rounded half up to the settlement precision."""
    return amount.quantize(SETTLE, ROUND_HALF_UP)


def reserved(amount: Decimal) -> Decimal:
    """`amount` rounded up: a reserve is never smaller than what it has to pay."""
    return amount.quantize(SETTLE, ROUND_UP)


def floor_settled(amount: Decimal) -> Decimal:
    """`amount` rounded towards zero to the settlement precision."""
    return amount.quantize(SETTLE, ROUND_DOWN)


@lru_cache(16_384)
def exact(number: float) -> Decimal:
    """The decimal number that `number` prints as: 0.1 is a tenth."""
    return Decimal(repr(number))


def on_grid(price: Decimal, tick: Decimal) -> bool:
    """Whether `price` is a multiple of `tick`."""
    return price % tick == 0


def nearest_tick(price: Decimal, tick: Decimal) -> Decimal:
    """The multiple of `tick` nearest to `price`."""
    return (price / tick).to_integral_value() * tick
