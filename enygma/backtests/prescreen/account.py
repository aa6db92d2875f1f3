"""The account in the model: what may be entered, and with how much."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from enygma.backtests.prescreen.compiled import compiled
from enygma.backtests.prescreen.position import Held, accrue, move_stop
from enygma.backtests.prescreen.stop import on_tick, whole_lots
from enygma.backtests.prescreen.terms import Floats, Market, Terms

STAKE_MARGIN = 1.05
"""What freqtrade puts on top of a market's smallest order (`amount_reserve_percent`)."""


class Account(NamedTuple):
    """Arrays of one number each: a compiled function cannot change a field."""

    total: Floats
    """Balance with what was realised."""
    peak: Floats
    """Highest equity of the day."""
    day: Floats
    entries: Floats
    """How many there were so far."""
    exits: Floats
    """Trades that are over."""


@compiled
def opened(terms: Terms) -> Account:
    """Before the first candle."""
    numbers = np.zeros((5, 1))
    numbers[0, 0], numbers[2, 0] = terms.balance, -1.0
    return Account(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])


@compiled
def equity_of(account: Account, held: Held) -> float:
    """With the open profit, as far as positions were marked."""
    equity: float = account.total[0]
    for pair in range(len(held.side)):
        if held.side[pair] != 0:
            equity += held.marked[pair]
    return equity


@compiled
def observe(account: Account, held: Held, day: int) -> float:
    """Count the equity into the day, and return it."""
    equity = equity_of(account, held)
    if account.day[0] != day:
        account.day[0] = day
        account.peak[0] = equity
    account.peak[0] = max(account.peak[0], equity)
    return equity


@compiled
def tied_and_open(held: Held) -> tuple[float, float, int]:
    """Margin and notional of what is open, and how many positions that is."""
    tied, notional, count = 0.0, 0.0, 0
    for pair in range(len(held.side)):
        if held.side[pair] != 0:
            tied += held.size[pair] * held.entry[pair] / held.leverage[pair]
            notional += held.size[pair] * held.mark[pair]
            count += 1
    return tied, notional, count


@compiled
def margin_of(
    market: Market,
    terms: Terms,
    account: Account,
    held: Held,
    pair: int,
    candle: int,
    leverage: float,
) -> float:
    """The margin that every cap leaves to an entry, 0 for none."""
    regime = market.regime[pair, candle]
    tied, notional, count = tied_and_open(held)
    equity = equity_of(account, held)
    price = market.open[pair, candle]
    usable = min(account.total[0] * terms.usable_share - tied, account.total[0] - tied)
    least = max(market.least_size[pair] * price * STAKE_MARGIN, market.least_cost[pair]) / leverage
    room = (equity * terms.most_exposure_pct / 100.0 - notional) / leverage
    buffer_pct = (100.0 - terms.maintenance_pct) / leverage
    if (
        count >= terms.most_positions
        or not 1.0 <= leverage <= terms.most_leverage_of_regime[regime]
        or room <= 0.0
        or (notional > 0.0 and room < least)
        or buffer_pct < terms.least_buffer_pct
        or usable < terms.fixed_stake
    ):
        return 0.0
    wish = equity * terms.margin_pct[regime] / 100.0
    margin = min(wish, equity * terms.most_margin_pct / 100.0, room, usable)
    return margin if margin >= least else 0.0


@compiled
def enter(
    market: Market, terms: Terms, account: Account, held: Held, pair: int, candle: int
) -> bool:
    """Enter at a candle's open where everything allows it."""
    regime = market.regime[pair, candle]
    if regime < 0:
        return False
    leverage = max(1.0, float(int(min(terms.leverage[regime], terms.most_leverage[pair]))))
    margin = margin_of(market, terms, account, held, pair, candle, leverage)
    price = market.open[pair, candle]
    size = whole_lots(margin / price * leverage, market.lot[pair])
    if size <= 0.0:
        return False
    equity = observe(account, held, market.day[candle])
    fallen_pct = (account.peak[0] - equity) / account.peak[0] * 100.0
    if fallen_pct > terms.most_drawdown_pct:
        return False
    open_position(market, held, pair, candle, size, leverage)
    account.entries[0] += 1
    held.turn[pair] = int(account.entries[0])
    held.stop[pair] = price * (1.0 + market.side[pair, candle] * terms.hard_limit / leverage)
    accrue(market, held, pair, candle)
    move_stop(terms, held, pair, price, True)
    return True


@compiled
def open_position(
    market: Market, held: Held, pair: int, candle: int, size: float, leverage: float
) -> None:
    """Note a filled entry."""
    price = market.open[pair, candle]
    held.side[pair] = market.side[pair, candle]
    held.trails[pair] = 0
    held.opened[pair] = held.filled[pair] = candle
    held.tick[pair] = market.tick[pair, candle]
    held.entry[pair] = on_tick(price, held.tick[pair])
    held.size[pair] = held.first_size[pair] = size
    held.leverage[pair] = leverage
    held.booked[pair] = held.running[pair] = held.funding[pair] = 0.0
    held.realised[pair] = held.marked[pair] = 0.0
    held.mark[pair] = held.entry[pair]
    held.distance[pair] = 0.0
