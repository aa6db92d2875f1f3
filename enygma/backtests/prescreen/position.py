"""An open position in the model: what freqtrade and the rules of risk do to it on a candle."""

from __future__ import annotations

from typing import NamedTuple

from enygma.backtests.prescreen.compiled import compiled
from enygma.backtests.prescreen.stop import (
    advanced,
    on_tick,
    profit_ratio,
    wanted_stop,
    whole_lots,
)
from enygma.backtests.prescreen.terms import (
    AFTER_CANDLES,
    EXIT_SIGNAL,
    HARD_LIMIT,
    ROI,
    STOP_LOSS,
    TRAILING_STOP,
    Floats,
    Market,
    Terms,
    Whole,
)

STAKE_RESERVE = 1.5
"""What freqtrade puts on top of a market's minimum, at most (`custom_risk.position_care`)."""
BEHIND = 1 / 32
"""Ticks: how far behind a stop its distance aims (`custom_risk.stop_distance`)."""
STILL_OPEN = -1


class Held(NamedTuple):
    """One position at most for each pair; every array has one place for each."""

    side: Whole
    """1 long, -1 short, 0 where nothing is open."""
    trails: Whole
    """1 as soon as the stop has moved on its own."""
    opened: Whole
    """Candle."""
    filled: Whole
    """Candle of the last fill."""
    turn: Whole
    """Which entry of the run it is."""
    entry: Floats
    size: Floats
    first_size: Floats
    leverage: Floats
    tick: Floats
    stop: Floats
    distance: Floats
    """Of the stop from the price that it was set at, as a share of that price."""
    booked: Floats
    """Funding that filled orders hold."""
    running: Floats
    """Funding since the last fill."""
    funding: Floats
    """What freqtrade reckons profits with."""
    realised: Floats
    """Profit of the slices sold."""
    mark: Floats
    """The price it was marked at last."""
    marked: Floats
    """Profit there."""


@compiled
def accrue(market: Market, held: Held, pair: int, candle: int) -> None:
    """Funding since the last fill."""
    paid = market.funding[pair, candle] - market.funding_before[pair, held.filled[pair]]
    held.running[pair] = -held.side[pair] * paid * held.size[pair]
    held.funding[pair] = held.booked[pair] + held.running[pair]


@compiled
def profit_at(terms: Terms, held: Held, pair: int, rate: float) -> float:
    """freqtrade's profit ratio of closing at a rate."""
    return profit_ratio(
        held.side[pair],
        held.size[pair],
        held.entry[pair],
        rate,
        terms.fee,
        held.funding[pair],
        held.leverage[pair],
    )


@compiled
def move_stop(terms: Terms, held: Held, pair: int, price: float, after_fill: bool) -> None:
    """The stop that the rules want at a price, if it is an advance."""
    side, leverage = held.side[pair], held.leverage[pair]
    roi = profit_at(terms, held, pair, price) * 100.0
    wanted = wanted_stop(
        terms,
        side,
        held.size[pair],
        held.entry[pair],
        held.funding[pair],
        leverage,
        price,
        roi,
    )
    stop = advanced(wanted, held.stop[pair], price, side, held.tick[pair])
    if stop == held.stop[pair]:
        return
    held.stop[pair] = stop
    held.distance[pair] = (abs(price - stop) + BEHIND * held.tick[pair]) / price
    if not after_fill:
        held.trails[pair] = 1


@compiled
def sell(terms: Terms, held: Held, pair: int, rate: float, size: float) -> float:
    """Sell a part or all of it; the profit, in stake currency."""
    side, entry = held.side[pair], held.entry[pair]
    paid = size * entry * (1.0 + side * terms.fee)
    got = size * rate * (1.0 - side * terms.fee) + side * held.running[pair]
    profit: float = side * (got - paid)
    held.booked[pair] += held.running[pair]
    held.realised[pair] += profit
    return profit


@compiled
def slice_due(market: Market, terms: Terms, held: Held, pair: int, price: float) -> float:
    """The size to sell at a price by the levels of ROI reached, 0 for none."""
    roi = profit_at(terms, held, pair, price) * 100.0
    percent = 0.0
    for level in range(len(terms.slice_roi)):
        if roi >= terms.slice_roi[level]:
            percent = terms.slice_pct[level]
            break
    if percent == 0.0:
        return 0.0
    lot, left = market.lot[pair], held.size[pair]
    gone = held.first_size[pair] - left
    size = whole_lots(whole_lots(held.first_size[pair] * percent / 100.0, lot) - gone, lot)
    rest = left - size
    least = max(market.least_size[pair] * price, market.least_cost[pair]) * STAKE_RESERVE
    if size < lot / 2 or (rest > lot / 2 and rest * price < least):
        return 0.0
    return size


@compiled
def sell_slice(market: Market, terms: Terms, held: Held, pair: int, candle: int) -> float:
    """What is due at a candle's open is sold there; the profit, in stake currency."""
    price = market.open[pair, candle]
    size = slice_due(market, terms, held, pair, price)
    if size == 0.0:
        return 0.0
    profit = sell(terms, held, pair, on_tick(price, held.tick[pair]), size)
    held.filled[pair] = candle
    accrue(market, held, pair, candle)
    move_stop(terms, held, pair, price, True)
    held.size[pair] -= size
    held.funding[pair] = held.booked[pair]
    return profit


@compiled
def roi_rate(terms: Terms, held: Held, pair: int) -> float:
    """The rate that gives the take profit."""
    side, size = held.side[pair], held.size[pair]
    paid = size * held.entry[pair] * (1.0 + side * terms.fee)
    got = paid * (1.0 + side * terms.take_profit / held.leverage[pair])
    rate: float = (got - side * held.funding[pair]) / (size * (1.0 - side * terms.fee))
    return rate


@compiled
def stop_rate(market: Market, held: Held, pair: int, candle: int) -> float:
    """Where freqtrade fills a stop: the open beyond it, the worst on the candle of the entry."""
    side, rate = held.side[pair], float(held.stop[pair])
    high, low = market.high[pair, candle], market.low[pair, candle]
    if (side > 0 and rate > high) or (side < 0 and rate < low):
        rate = market.open[pair, candle]
    elif held.trails[pair] == 1 and held.opened[pair] == candle:
        worst = market.open[pair, candle] * (1.0 - side * held.distance[pair])
        rate = max(low, worst) if side > 0 else min(high, worst)
    return rate


@compiled
def leaving(market: Market, terms: Terms, held: Held, pair: int, candle: int) -> int:
    """Why a position is closed on a candle, in freqtrade's order; its stop and mark are moved."""
    side = held.side[pair]
    opened = market.open[pair, candle]
    high, low = market.high[pair, candle], market.low[pair, candle]
    best, worst = (high, low) if side > 0 else (low, high)
    profit = profit_at(terms, held, pair, opened)
    if side * (worst - held.stop[pair]) > 0.0:
        move_stop(terms, held, pair, best, False)
    if market.leaves[pair, candle] & (1 if side > 0 else 2):
        return EXIT_SIGNAL
    held.mark[pair] = opened
    held.marked[pair] = profit * held.size[pair] * held.entry[pair] / held.leverage[pair]
    if profit <= terms.hard_limit:
        return HARD_LIMIT
    if terms.longest_candles > 0 and candle - held.opened[pair] >= terms.longest_candles:
        return AFTER_CANDLES
    is_hit = side * (worst - held.stop[pair]) <= 0.0
    if is_hit and held.trails[pair] == 0:
        return STOP_LOSS
    if profit_at(terms, held, pair, best) > terms.take_profit:
        return ROI
    return TRAILING_STOP if is_hit else STILL_OPEN


@compiled
def leaving_rate(
    market: Market, terms: Terms, held: Held, pair: int, candle: int, reason: int
) -> float:
    """The rate of that exit, on the market's grid."""
    rate = market.open[pair, candle]
    if reason in (STOP_LOSS, TRAILING_STOP):
        rate = stop_rate(market, held, pair, candle)
    elif reason == ROI:
        reached = roi_rate(terms, held, pair)
        rate = min(max(reached, market.low[pair, candle]), market.high[pair, candle])
    return on_tick(rate, held.tick[pair])
