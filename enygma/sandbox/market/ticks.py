"""Prices on the grid the exchange accepts."""

from decimal import Decimal
from functools import lru_cache

import numpy as np

from enygma.sandbox.market.candles import Floats


@lru_cache(256)
def decimals_of(tick: Decimal) -> int:
    """Decimal places a multiple of `tick` needs."""
    exponent = tick.normalize().as_tuple().exponent
    return max(0, -int(exponent))


def on_tick(price: float, tick: Decimal) -> float:
    """The multiple of `tick` nearest to `price`, as the double that prints without noise."""
    step = float(tick)
    return round(round(price / step) * step, decimals_of(tick))


def all_on_tick(prices: Floats, tick: Decimal) -> Floats:
    """Like `on_tick` for arrays, and never below one tick."""
    step = float(tick)
    return np.asarray(np.round(np.maximum(np.rint(prices / step), 1.0) * step, decimals_of(tick)))
