"""The order book around a price."""

from decimal import Decimal

import numpy as np

from enygma.sandbox.market.candles import Floats
from enygma.sandbox.market.noise import hash_key, hashed_uniforms
from enygma.sandbox.market.protocol import Book
from enygma.sandbox.market.ticks import decimals_of

# A book keeps its shape for this long; only the price it stands around moves in between.
BOOK_MS = 1_000
# Mean distance of neighbouring levels as a fraction of the price, for ticks finer than that.
_LEVEL_SPACING = 1e-5
# Lots resting at the best price, as a share of the lots traded in an average minute.
_TOUCH_SHARE = 0.03
_GROWTH_PER_LEVEL = 0.04


def draw_book(
    symbol: str, now_ms: int, levels: int, touch: tuple[float, float], tick: Decimal, flow: float
) -> Book:
    """A book of `levels` a side around the touch (best bid, best ask).

    `flow` is the recent mean of lots traded per minute: depth is in proportion to it and grows
    away from the touch, each level with exponentially distributed size.
    """
    moment = now_ms // BOOK_MS
    bids = _side(hash_key(symbol, moment, 0), levels, touch[0], tick, -1.0, flow)
    asks = _side(hash_key(symbol, moment, 1), levels, touch[1], tick, 1.0, flow)
    return Book(bids[bids[:, 0] > 0.0], asks)


def _side(
    key: int, levels: int, best: float, tick: Decimal, direction: float, flow: float
) -> Floats:
    noise, step = hashed_uniforms(key, 2 * levels), float(tick)
    spacing = max(0.0, best * _LEVEL_SPACING / step - 1.0)
    skipped = np.floor(-np.log(noise[:levels]) * spacing)
    skipped[0] = 0.0
    ticks = np.rint(best / step) + direction * (np.cumsum(1.0 + skipped) - 1.0)
    prices = np.round(ticks * step, decimals_of(tick))
    mean = max(flow, 1.0) * _TOUCH_SHARE * (1.0 + _GROWTH_PER_LEVEL * np.arange(levels))
    lots = np.ceil(-np.log(noise[levels:]) * mean)
    return np.column_stack((prices, lots))
