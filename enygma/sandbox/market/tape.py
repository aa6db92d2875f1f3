"""Public trades of a minute, cut so that they add up to its candle."""

from decimal import Decimal

import numpy as np

from enygma.sandbox.market.candles import MINUTE_MS, Candles, Floats, Ints
from enygma.sandbox.market.noise import hash_key, hashed_uniforms
from enygma.sandbox.market.path import Path, ohlc
from enygma.sandbox.market.protocol import Trades
from enygma.sandbox.market.ticks import on_tick

IDS_PER_MINUTE = 64
_MOST_TRADES = 24
_LOTS_PER_TRADE = 20


def print_trades(symbol: str, minutes: Candles, tick: Decimal) -> Trades:
    """The trades of every minute: at the four waypoints of its path and at moments in between.

    Their first, highest, lowest and last price are those of the candle as far as it has lots
    for four trades, and their lots sum to its volume. A minute without volume has no trade.
    """
    rows = [row for row in range(len(minutes)) if minutes.volume[row] >= 1.0]
    parts = [_minute(symbol, minutes, row, tick) for row in rows]
    if not parts:
        none = np.empty(0, dtype=np.int64)
        return Trades(none, none, np.empty(0), none, none)
    return Trades(
        ids=np.concatenate([part.ids for part in parts]),
        ms=np.concatenate([part.ms for part in parts]),
        prices=np.concatenate([part.prices for part in parts]),
        lots=np.concatenate([part.lots for part in parts]),
        sides=np.concatenate([part.sides for part in parts]),
    )


def trades_between(trades: Trades, start_ms: int, end_ms: int) -> Trades:
    """The trades at or after `start_ms` and before `end_ms`."""
    first, last = (int(row) for row in np.searchsorted(trades.ms, (start_ms, end_ms)))
    return trades.take(slice(first, last))


def _minute(symbol: str, minutes: Candles, row: int, tick: Decimal) -> Trades:
    opened, volume = int(minutes.ms[row]), int(minutes.volume[row])
    path = Path.of(ohlc(minutes, row))
    count = min(volume, _MOST_TRADES, 4 + volume // _LOTS_PER_TRADE)
    noise = hashed_uniforms(hash_key(symbol, opened), 2 * count)
    between = noise[: max(count - 4, 0)].tolist()
    fractions = sorted([*path.times[:count], *between])
    on_ticks = [on_tick(path.at(fraction), tick) for fraction in fractions]
    prices = np.clip(on_ticks, minutes.low[row], minutes.high[row])
    return Trades(
        ids=opened // MINUTE_MS * IDS_PER_MINUTE + np.arange(count, dtype=np.int64),
        ms=opened + (np.array(fractions) * (MINUTE_MS - 1)).astype(np.int64),
        prices=prices,
        lots=_deal(volume, noise[count:]),
        sides=np.array([1 if path.is_rising(fraction) else -1 for fraction in fractions]),
    )


def _deal(volume: int, noise: Floats) -> Ints:
    """At least one lot for every trade, the rest by exponentially distributed shares."""
    weights = -np.log(noise)
    upto = np.floor(np.cumsum(weights / weights.sum()) * (volume - len(noise)) + 1e-6)
    upto[-1] = volume - len(noise)
    return 1 + np.diff(upto, prepend=0.0).astype(np.int64)
