"""A market whose every answer is derived from its one-minute candles.

What differs between a synthetic and a replayed market is where minutes and funding rates come
from; aggregation, forming candles, prices, books and trades are the same and live here.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np

from enygma.sandbox.market.candles import (
    GRANULARITIES,
    MINUTE_MS,
    Candles,
    Floats,
    Ints,
    aggregate,
    bucket_ms,
)
from enygma.sandbox.market.contract import Contract
from enygma.sandbox.market.crossing import Band, MinuteWalk
from enygma.sandbox.market.errors import MarketDataError, NoPriceError, UnknownSymbolError
from enygma.sandbox.market.kind import PriceKind
from enygma.sandbox.market.ladder import draw_book
from enygma.sandbox.market.path import Path, ohlc
from enygma.sandbox.market.protocol import Book, FundingOutlook, Prices, Trades
from enygma.sandbox.market.tape import print_trades, trades_between
from enygma.sandbox.market.ticks import on_tick

WEEK_MINUTES = 10_080
WEEK_MS = WEEK_MINUTES * MINUTE_MS
_FLOW_MINUTES = 60
# A week of minutes of one price takes 0.6 MB, an aggregated one at most 0.1 MB, one of half hours
# 0.02 MB. Half hours are kept longest, as all coarser candles are made of them.
_CACHED_WEEKS = 48
_CACHED_AGGREGATES = 192
_CACHED_HALF_HOURS = 1024
_HALF_HOUR = 30
# Tapes of single minutes that resting orders wait at.
_CACHED_TAPES = 256


class MinuteMarket(ABC):
    """Base of the markets; see `Market` for what the public methods promise."""

    def __init__(
        self,
        contracts: tuple[Contract, ...],
        spans: dict[str, tuple[int, int]],
        notes: tuple[str, ...],
    ) -> None:
        self._contracts = {contract.symbol: contract for contract in contracts}
        self._spans = spans
        self._notes = notes
        self._minutes = lru_cache(_CACHED_WEEKS)(self._make_minutes)
        self._coarse = lru_cache(_CACHED_AGGREGATES)(self._make_coarse)
        self._half_hours = lru_cache(_CACHED_HALF_HOURS)(self._make_half_hours)
        self._tape = lru_cache(_CACHED_TAPES)(self._print_minute)

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """The contracts traded here."""
        return tuple(self._contracts.values())

    @property
    def first_ms(self) -> int:
        """First moment at which every contract has a price."""
        return max(first for first, _ in self._spans.values())

    @property
    def last_ms(self) -> int:
        """Moment after which no contract has a new candle."""
        return max(last for _, last in self._spans.values())

    @property
    def notes(self) -> tuple[str, ...]:
        """What an operator should know of this market, one sentence each."""
        return self._notes

    def contract(self, symbol: str) -> Contract:
        """The contract with KuCoin's `symbol`; raises UnknownSymbolError."""
        try:
            return self._contracts[symbol]
        except KeyError:
            listed = ", ".join(self._contracts)
            raise UnknownSymbolError(f"{symbol!r} is not listed here; there are {listed}") from None

    def span(self, symbol: str) -> tuple[int, int]:
        """First and last moment of one contract."""
        return self._spans[self.contract(symbol).symbol]

    def candles(
        self, symbol: str, granularity_minutes: int, start_ms: int, end_ms: int, now_ms: int
    ) -> Candles:
        """Candles that open in [start_ms, end_ms), the last one as it stands at `now_ms`."""
        return self._seen(symbol, PriceKind.LAST, granularity_minutes, start_ms, end_ms, now_ms)

    def mark_candles(
        self, symbol: str, granularity_minutes: int, start_ms: int, end_ms: int, now_ms: int
    ) -> Candles:
        """Like `candles`, of the mark price; volume and turnover are 0."""
        return self._seen(symbol, PriceKind.MARK, granularity_minutes, start_ms, end_ms, now_ms)

    def index_candles(
        self, symbol: str, granularity_minutes: int, start_ms: int, end_ms: int, now_ms: int
    ) -> Candles:
        """Like `candles`, of the index price; volume and turnover are 0."""
        return self._seen(symbol, PriceKind.INDEX, granularity_minutes, start_ms, end_ms, now_ms)

    def prices(self, symbol: str, now_ms: int) -> Prices:
        """Prices at `now_ms` along the path of its minute (see `path`)."""
        contract = self.contract(symbol)
        minutes, row = self._row_at(symbol, PriceKind.LAST, now_ms)
        fraction = _fraction(int(minutes.ms[row]), now_ms)
        path = Path.of(ohlc(minutes, row))
        related = {
            kind: path.followed_by(ohlc(*self._row_at(symbol, kind, now_ms))).at(fraction)
            for kind in (PriceKind.MARK, PriceKind.INDEX)
        }
        tick, fine = contract.tick_size, contract.index_tick_size
        step = float(tick)
        last = on_tick(path.at(fraction), tick)
        bid = last - step if path.is_rising(fraction) and last > step else last
        return Prices(
            last=last,
            mark=on_tick(related[PriceKind.MARK], fine),
            index=on_tick(related[PriceKind.INDEX], fine),
            best_bid=on_tick(bid, tick),
            best_ask=on_tick(bid + step, tick),
        )

    def book(self, symbol: str, now_ms: int, levels: int) -> Book:
        """Up to `levels` price levels a side around the last price."""
        prices = self.prices(symbol, now_ms)
        tick = self.contract(symbol).tick_size
        touch = (prices.best_bid, prices.best_ask)
        return draw_book(symbol, now_ms, levels, touch, tick, self._flow(symbol, now_ms))

    def trades(self, symbol: str, start_ms: int, end_ms: int) -> Trades:
        """Trades that happen in [start_ms, end_ms)."""
        tick = self.contract(symbol).tick_size
        minutes = self._closed(symbol, PriceKind.LAST, 1, bucket_ms(start_ms, 1), end_ms)
        return trades_between(print_trades(symbol, minutes, tick), start_ms, end_ms)

    def first_exit(
        self, symbol: str, bands: Mapping[PriceKind, Band], start_ms: int, end_ms: int
    ) -> int | None:
        """First moment in (start_ms, end_ms] at which one of the prices is outside its band."""
        found: int | None = None
        for kind, band in bands.items():
            exit_ms = self._first_exit(symbol, kind, band, (start_ms + 1, end_ms))
            if exit_ms is not None:
                found, end_ms = exit_ms, exit_ms
        return found

    def first_trades(self, symbol: str, band: Band, start_ms: int, end_ms: int) -> Trades:
        """The trades outside `band` of the first moment in (start_ms, end_ms] that has any."""
        for row_ms, _ in self._suspects(symbol, PriceKind.LAST, band, (start_ms + 1, end_ms)):
            tape = trades_between(self._tape(symbol, row_ms), start_ms + 1, end_ms + 1)
            outside = np.flatnonzero((tape.prices <= band.low) | (tape.prices >= band.high))
            if len(outside):
                rows = outside[tape.ms[outside] == tape.ms[outside[0]]]
                return tape.take(rows)
        return self._tape(symbol, -1)

    def funding_rates(
        self, symbol: str, start_ms: int, end_ms: int, now_ms: int
    ) -> tuple[Ints, Floats]:
        """Settlement times in [start_ms, end_ms) up to `now_ms`, and their rates."""
        times, rates = self._funding(self.contract(symbol).symbol)
        first, last = np.searchsorted(times, (start_ms, min(end_ms, now_ms + 1)))
        rows = slice(int(first), max(int(first), int(last)))
        return times[rows], rates[rows]

    @abstractmethod
    def predicted_funding(self, symbol: str, now_ms: int) -> FundingOutlook:
        """The last settled rate and what the next settlement would be as of `now_ms`."""

    @abstractmethod
    def _funding(self, symbol: str) -> tuple[Ints, Floats]:
        """All settlements of a contract, oldest first."""

    @abstractmethod
    def _make_minutes(self, symbol: str, kind: PriceKind, week: int) -> Candles:
        """All one-minute candles of the week `week` since 1970, whatever the time is now."""

    def _make_coarse(
        self, symbol: str, kind: PriceKind, granularity_minutes: int, week: int
    ) -> Candles:
        """All candles of one week at a granularity above a minute."""
        if granularity_minutes % _HALF_HOUR:
            return aggregate(self._minutes(symbol, kind, week), granularity_minutes)
        return aggregate(self._half_hours(symbol, kind, week), granularity_minutes)

    def _make_half_hours(self, symbol: str, kind: PriceKind, week: int) -> Candles:
        return aggregate(self._minutes(symbol, kind, week), _HALF_HOUR)

    def _print_minute(self, symbol: str, minute_ms: int) -> Trades:
        minute = self._closed(symbol, PriceKind.LAST, 1, minute_ms, minute_ms + 1)
        return print_trades(symbol, minute, self.contract(symbol).tick_size)

    def _first_exit(
        self, symbol: str, kind: PriceKind, band: Band, between: tuple[int, int]
    ) -> int | None:
        first_ms, last_ms = between
        for row_ms, until_ms in self._suspects(symbol, kind, band, between):
            walk = self._walk(symbol, kind, row_ms)
            exit_ms = walk.first_exit(band, max(row_ms, first_ms), min(until_ms, last_ms))
            if exit_ms is not None:
                return exit_ms
        return None

    def _walk(self, symbol: str, kind: PriceKind, minute_ms: int) -> MinuteWalk:
        contract = self.contract(symbol)
        path = Path.of(ohlc(*self._row_at(symbol, PriceKind.LAST, minute_ms)))
        if kind is PriceKind.LAST:
            return MinuteWalk(minute_ms, path, contract.tick_size)
        path = path.followed_by(ohlc(*self._row_at(symbol, kind, minute_ms)))
        return MinuteWalk(minute_ms, path, contract.index_tick_size)

    def _suspects(
        self, symbol: str, kind: PriceKind, band: Band, between: tuple[int, int]
    ) -> Iterator[tuple[int, int]]:
        """Minutes whose range is not inside `band`: when each opens and how long it is shown.

        The first one is the latest before the search begins, however long ago it was.
        """
        first_ms, last_ms = between
        slack = float(self.contract(symbol).tick_size) / 2
        low, high = band.low + slack, band.high - slack
        minutes, row = self._row_at(symbol, kind, first_ms)
        opened_ms = int(minutes.ms[row])
        upto_ms = min(last_ms, self.span(symbol)[1] - 1)
        held: int | None = None
        for week in range(opened_ms // WEEK_MS, upto_ms // WEEK_MS + 1):
            minutes = self._minutes(symbol, kind, week)
            begin = int(minutes.ms.searchsorted(opened_ms))
            end = int(minutes.ms.searchsorted(upto_ms, side="right"))
            if begin == end:
                continue
            if held is not None:
                yield held, int(minutes.ms[begin]) - 1
            rows = np.flatnonzero(
                (minutes.low[begin:end] <= low) | (minutes.high[begin:end] >= high)
            )
            suspects = minutes.ms[begin:end][rows].tolist()
            held = suspects.pop() if len(rows) and rows[-1] == end - begin - 1 else None
            for opens_ms, row in zip(suspects, rows.tolist(), strict=False):
                yield opens_ms, int(minutes.ms[begin + row + 1]) - 1
        if held is not None:
            yield held, last_ms

    def _closed(
        self, symbol: str, kind: PriceKind, granularity_minutes: int, start_ms: int, end_ms: int
    ) -> Candles:
        """Complete candles that open in [start_ms, end_ms), as if all of them were over."""
        first, last = self.span(symbol)
        start_ms, end_ms = max(start_ms, bucket_ms(first, granularity_minutes)), min(end_ms, last)
        weeks = range(start_ms // WEEK_MS, -(-end_ms // WEEK_MS)) if start_ms < end_ms else ()
        parts = [
            self._minutes(symbol, kind, week)
            if granularity_minutes == 1
            else self._coarse(symbol, kind, granularity_minutes, week)
            for week in weeks
        ]
        return Candles.join(parts).between(start_ms, end_ms)

    def _seen(
        self,
        symbol: str,
        kind: PriceKind,
        granularity_minutes: int,
        start_ms: int,
        end_ms: int,
        now_ms: int,
    ) -> Candles:
        if granularity_minutes not in GRANULARITIES:
            known = ", ".join(map(str, GRANULARITIES))
            raise MarketDataError(f"no candles of {granularity_minutes} minutes; there are {known}")
        self.contract(symbol)
        forming_ms = bucket_ms(now_ms, granularity_minutes)
        closed = self._closed(symbol, kind, granularity_minutes, start_ms, min(end_ms, forming_ms))
        if not start_ms <= forming_ms < end_ms:
            return closed
        return Candles.join([closed, self._forming(symbol, kind, granularity_minutes, now_ms)])

    def _forming(
        self, symbol: str, kind: PriceKind, granularity_minutes: int, now_ms: int
    ) -> Candles:
        """The candle that holds `now_ms`, from what has happened so far; none in a gap."""
        minute_ms = bucket_ms(now_ms, 1)
        over = self._closed(symbol, kind, 1, bucket_ms(now_ms, granularity_minutes), minute_ms)
        current = self._closed(symbol, kind, 1, minute_ms, minute_ms + 1)
        if len(current):
            current = self._cut(symbol, kind, current, now_ms)
        return aggregate(Candles.join([over, current]), granularity_minutes)

    def _cut(self, symbol: str, kind: PriceKind, minute: Candles, now_ms: int) -> Candles:
        """The minute as it stands at `now_ms`, with the lots traded so far."""
        contract = self.contract(symbol)
        path = Path.of(ohlc(*self._row_at(symbol, PriceKind.LAST, now_ms)))
        path = path.followed_by(ohlc(minute, 0))
        prices = path.until(_fraction(int(minute.ms[0]), now_ms))
        tick = contract.tick_size if kind is PriceKind.LAST else contract.index_tick_size
        shown = [min(max(on_tick(price, tick), minute.low[0]), minute.high[0]) for price in prices]
        lots, worth = 0.0, 0.0
        if kind is PriceKind.LAST and minute.volume[0]:
            traded = trades_between(print_trades(symbol, minute, tick), 0, now_ms + 1)
            lots = float(traded.lots.sum())
            worth = float(minute.turnover[0]) * lots / float(minute.volume[0])
        return Candles(minute.ms, *(np.array([value]) for value in (*shown, lots, worth)))

    def _row_at(self, symbol: str, kind: PriceKind, now_ms: int) -> tuple[Candles, int]:
        """Minutes, and which of them holds `now_ms` or is the latest before it."""
        first, last = self.span(symbol)
        if now_ms < first:
            raise NoPriceError(f"{symbol} has its first candle at {first} ms, asked for {now_ms}")
        latest_ms = min(now_ms, last - 1)
        week = latest_ms // WEEK_MS
        while True:
            minutes = self._minutes(symbol, kind, week)
            row = int(minutes.ms.searchsorted(latest_ms, side="right"))
            if row:
                return minutes, row - 1
            week -= 1

    def _flow(self, symbol: str, now_ms: int) -> float:
        """Mean lots a minute over the hour before the current minute."""
        end_ms = bucket_ms(now_ms, 1)
        recent = self._closed(symbol, PriceKind.LAST, 1, end_ms - _FLOW_MINUTES * MINUTE_MS, end_ms)
        return float(recent.volume.sum()) / _FLOW_MINUTES


def _fraction(opened_ms: int, now_ms: int) -> float:
    return min(1.0, (now_ms - opened_ms) / MINUTE_MS)
