"""One run of the model over all candles of all pairs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from enygma.backtests.prescreen.account import Account, enter, observe, opened
from enygma.backtests.prescreen.compiled import compiled, kept, sources
from enygma.backtests.prescreen.position import (
    STILL_OPEN,
    Held,
    accrue,
    leaving,
    leaving_rate,
    sell,
    sell_slice,
)
from enygma.backtests.prescreen.stop import on_tick
from enygma.backtests.prescreen.terms import FORCE_EXIT, Market, Terms, Trades, Whole


@compiled
def nothing_held(pairs: int) -> Held:
    """No position in any pair."""
    whole, numbers = np.zeros((5, pairs), np.int64), np.zeros((13, pairs))
    return Held(
        whole[0], whole[1], whole[2], whole[3], whole[4],
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6],
        numbers[7], numbers[8], numbers[9], numbers[10], numbers[11], numbers[12],
    )  # fmt: skip


@compiled
def close(
    terms: Terms,
    account: Account,
    held: Held,
    trades: Trades,
    pair: int,
    candle: int,
    rate: float,
    reason: int,
) -> None:
    """Sell all of a position and write its trade down."""
    size, entry, leverage = held.size[pair], held.entry[pair], held.leverage[pair]
    account.total[0] += sell(terms, held, pair, rate, size)
    row = int(account.exits[0])
    account.exits[0] += 1
    side, stake = held.side[pair], size * entry / leverage
    paid = held.first_size[pair] * entry * (1.0 + side * terms.fee)
    profit = held.realised[pair]
    trades.whole[row] = np.array([pair, held.opened[pair], candle, side, reason])
    trades.numbers[row] = np.array(
        [entry, rate, size, leverage, stake, profit, profit / paid * leverage, held.booked[pair]]
    )
    held.side[pair] = 0


@compiled
def tend(
    market: Market,
    terms: Terms,
    account: Account,
    held: Held,
    trades: Trades,
    pair: int,
    candle: int,
) -> None:
    """What becomes of an open position on a candle."""
    if market.pays[candle] == 1:
        accrue(market, held, pair, candle)
    account.total[0] += sell_slice(market, terms, held, pair, candle)
    reason = leaving(market, terms, held, pair, candle)
    if reason == STILL_OPEN:
        return
    rate = leaving_rate(market, terms, held, pair, candle, reason)
    close(terms, account, held, trades, pair, candle, rate, reason)


@compiled
def visit(
    market: Market,
    terms: Terms,
    account: Account,
    held: Held,
    trades: Trades,
    pair: int,
    candle: int,
) -> None:
    """One candle of one pair; where a position turns, freqtrade goes over it twice."""
    wanted = market.side[pair, candle]
    for _ in range(2):
        before = held.side[pair]
        if before == 0 and wanted != 0 and candle < len(market.day) - 1:
            count = 0
            for each in range(len(held.side)):
                count += held.side[each] != 0
            if count < terms.most_trades:
                enter(market, terms, account, held, pair, candle)
        if held.side[pair] != 0:
            tend(market, terms, account, held, trades, pair, candle)
        turned = before != 0 and held.side[pair] == 0 and wanted != 0 and wanted != before
        if not (terms.can_short and turned):
            return


@compiled
def close_all(market: Market, terms: Terms, account: Account, held: Held, trades: Trades) -> None:
    """What is open at the end is closed at the open of its last candle."""
    for pair in range(len(held.side)):
        if held.side[pair] != 0:
            last = market.after[pair] - 1
            rate = on_tick(market.open[pair, last], held.tick[pair])
            close(terms, account, held, trades, pair, last, rate, FORCE_EXIT)


@compiled
def in_turn(held: Held, order: Whole) -> None:
    """Pairs in the order in which freqtrade visits them: what is open first, oldest first."""
    pairs, place = len(held.side), 0
    last = -1
    for _ in range(pairs):
        oldest = -1
        for pair in range(pairs):
            if held.side[pair] == 0 or held.turn[pair] <= last:
                continue
            if oldest < 0 or held.turn[pair] < held.turn[oldest]:
                oldest = pair
        if oldest < 0:
            break
        last = held.turn[oldest]
        order[place] = oldest
        place += 1
    for pair in range(pairs):
        if held.side[pair] == 0:
            order[place] = pair
            place += 1


def _runner(digest: str) -> Callable[[Market, Terms, int], tuple[Trades, int]]:
    def run(market: Market, terms: Terms, most: int) -> tuple[Trades, int]:
        if len(digest) == 0:
            raise ValueError("the sources of the model are not known")
        pairs, candles = market.open.shape
        held, account = nothing_held(pairs), opened(terms)
        trades = Trades(np.full((most, 5), -1, np.int64), np.zeros((most, 8)))
        order = np.arange(pairs)
        for candle in range(candles):
            observe(account, held, market.day[candle])
            in_turn(held, order)
            for place in range(pairs):
                pair = order[place]
                if market.first[pair] <= candle < market.after[pair]:
                    visit(market, terms, account, held, trades, pair, candle)
        close_all(market, terms, account, held, trades)
        return trades, int(account.exits[0])

    return kept(run)


run = _runner(sources())
"""The trades of one epoch and how many they are; there is room for `most`, one a signal and one."""
