"""Where the staircase of ROI puts the stop of a position: `custom_risk.stops` in doubles."""

from __future__ import annotations

from math import ceil, floor

from enygma.backtests.prescreen.compiled import compiled
from enygma.backtests.prescreen.terms import TICK_SHARE, Terms


@compiled
def profit_ratio(
    side: int, size: float, entry: float, rate: float, fee: float, funding: float, leverage: float
) -> float:
    """freqtrade's: on the margin, after both fees and funding, to eight digits."""
    paid = size * entry * (1.0 + side * fee)
    got = size * rate * (1.0 - side * fee) + side * funding
    return round(side * (got / paid - 1.0) * leverage, 8)


@compiled
def initial_stop(terms: Terms, side: int, entry: float, leverage: float) -> float:
    """By ROI on the margin, two taker fees nearer."""
    roi = 2.0 * terms.taker_fee_pct - terms.initial_roi
    return entry * (1.0 + side * roi / leverage / 100.0)


@compiled
def break_even_roi(terms: Terms, leverage: float) -> float:
    """What the price has to gain, seen on the margin, before the costs are paid for."""
    costs = 2.0 * terms.taker_fee_pct
    if terms.fees_times_leverage:
        costs = max(costs, 200.0 * terms.fee) * leverage
    return costs + terms.break_even_buffer_roi


@compiled
def locked_price(
    terms: Terms, side: int, size: float, entry: float, funding: float, leverage: float, roi: float
) -> float:
    """The price at which closing gives a ROI."""
    paid = size * entry * (1.0 + side * terms.fee)
    got = paid * (1.0 + side * roi / 100.0 / leverage)
    return (got - side * funding) / (size * (1.0 - side * terms.fee))


@compiled
def wanted_stop(
    terms: Terms,
    side: int,
    size: float,
    entry: float,
    funding: float,
    leverage: float,
    price: float,
    roi: float,
) -> float:
    """The most protective of the stops that a ROI at a price has earned."""
    best = side * initial_stop(terms, side, entry, leverage)
    free = break_even_roi(terms, leverage)
    if roi >= max(terms.break_even_from_roi, free):
        gain = free - funding * leverage / (size * entry) * 100.0
        best = max(best, side * entry * (1.0 + side * gain / leverage / 100.0))
    for step in range(len(terms.reached_roi)):
        if roi >= terms.reached_roi[step]:
            locked = terms.locked_roi[step]
            held = locked_price(terms, side, size, entry, funding, leverage, locked)
            best = max(best, side * held)
            break
    if roi >= terms.trail_from_roi:
        best = max(best, side * price * (1.0 - side * terms.trail_roi / leverage / 100.0))
    return side * best


@compiled
def price_of(steps: float, tick: float) -> float:
    """The double nearest to a number of ticks: what candles hold, too."""
    return steps / round(1.0 / tick) if tick < 1.0 else steps * tick


@compiled
def advanced(wanted: float, current: float, price: float, side: int, tick: float) -> float:
    """The stop on the grid, a tick or more away from the price; the current one if it is better."""
    if side > 0:
        steps = min(ceil(wanted / tick - TICK_SHARE), floor(price / tick + TICK_SHARE) - 1)
    else:
        steps = max(floor(wanted / tick + TICK_SHARE), ceil(price / tick - TICK_SHARE) + 1)
    stop = price_of(steps, tick)
    if stop <= 0.0 or side * (stop - current) <= tick * TICK_SHARE:
        return current
    return stop


@compiled
def on_tick(price: float, tick: float) -> float:
    """The nearest price on the grid."""
    return price_of(round(price / tick), tick)


@compiled
def whole_lots(size: float, lot: float) -> float:
    """The largest size of whole lots within a size."""
    return floor(size / lot + TICK_SHARE) * lot
