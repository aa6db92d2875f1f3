"""Recorded candles as a market."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from enygma.sandbox.market.candles import MINUTE_MS, Candles, Floats, Ints, aggregate
from enygma.sandbox.market.kind import PriceKind
from enygma.sandbox.market.minute_market import WEEK_MINUTES, WEEK_MS, MinuteMarket
from enygma.sandbox.market.noise import stream
from enygma.sandbox.market.protocol import FundingOutlook
from enygma.sandbox.market.recording import (
    Frames,
    Recording,
    VolumeUnit,
    coverage,
    load_recordings,
)
from enygma.sandbox.market.refine import refine
from enygma.sandbox.market.ticks import all_on_tick, decimals_of


class ReplayMarket(MinuteMarket):
    """Candles of freqtrade feather files, at the times they happened or whole weeks later.

    The finest recorded timeframe of a pair at a time is its base: finer candles are derived from
    it (see `refine`), coarser ones aggregated unless a file has them. A gap in the recording
    stays a gap. The index price, which nobody records, equals the mark price.

    Raises MarketDataError for data that is missing or broken.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        pairs: Sequence[str] | None = None,
        volume: VolumeUnit = "auto",
        seed: int = 42,
        shifted_weeks: int = 0,
    ) -> None:
        recordings = load_recordings(folders, pairs, volume)
        self._seed = seed
        self._shift_ms = shifted_weeks * WEEK_MS
        self._recordings: dict[str, Recording] = {
            recording.contract.symbol: recording.later(self._shift_ms) for recording in recordings
        }
        super().__init__(
            contracts=tuple(recording.contract for recording in recordings),
            spans={symbol: kept.span for symbol, kept in self._recordings.items()},
            notes=(
                *(note for recording in recordings for note in recording.notes),
                _finest(recordings),
            ),
        )

    def recorded(self, symbol: str, granularity_minutes: int) -> Candles:
        """The candles of a file, untouched; none where that timeframe was not recorded."""
        frames = self._recordings[self.contract(symbol).symbol].frames
        return frames.get(granularity_minutes, Candles.empty())

    def predicted_funding(self, symbol: str, now_ms: int) -> FundingOutlook:
        """The last settled rate, which also stands for the next: recordings hold no forecast."""
        contract = self.contract(symbol)
        times, rates = self._funding(symbol)
        row = int(np.searchsorted(times, now_ms, side="right"))
        interval = contract.funding_interval_ms
        rate = float(rates[row - 1]) if row else float(contract.interest_rate)
        settled_ms = int(times[row - 1]) if row else now_ms // interval * interval
        upcoming = int(times[row]) if row < len(times) else (now_ms // interval + 1) * interval
        return FundingOutlook(settled_ms, rate, upcoming, rate)

    def _funding(self, symbol: str) -> tuple[Ints, Floats]:
        recording = self._recordings[symbol]
        return recording.funding_ms, recording.funding_rates

    def _make_minutes(self, symbol: str, kind: PriceKind, week: int) -> Candles:
        if kind is PriceKind.LAST:
            return self._refined_week(symbol, week)
        return self._mark_week(symbol, week)

    def _make_coarse(
        self, symbol: str, kind: PriceKind, granularity_minutes: int, week: int
    ) -> Candles:
        recording = self._recordings[symbol]
        frames = recording.frames if kind is PriceKind.LAST else recording.mark_frames
        start_ms, end_ms = week * WEEK_MS, (week + 1) * WEEK_MS
        for minutes in _coarsest_first(frames, granularity_minutes):
            first, last = coverage(frames[minutes], minutes)
            if first <= start_ms and end_ms <= last:
                return aggregate(frames[minutes].between(start_ms, end_ms), granularity_minutes)
        derived = super()._make_coarse(symbol, kind, granularity_minutes, week)
        if granularity_minutes not in frames:
            return derived
        native = frames[granularity_minutes]
        outside = _outside(derived.ms, [coverage(native, granularity_minutes)])
        return _by_time([derived.take(outside), native.between(start_ms, end_ms)])

    def _refined_week(self, symbol: str, week: int) -> Candles:
        recording = self._recordings[symbol]
        start_ms, end_ms = week * WEEK_MS, (week + 1) * WEEK_MS
        decimals = decimals_of(recording.contract.tick_size)
        parts: list[Candles] = []
        finer: list[tuple[int, int]] = []
        for minutes, frame in recording.frames.items():
            candles = frame.between(start_ms, end_ms)
            draws = self._draws(symbol, minutes, week, candles)
            fine = refine(candles, minutes, draws, decimals)
            parts.append(fine.take(_outside(fine.ms, finer)))
            finer.append(coverage(frame, minutes))
            if any(first <= start_ms and end_ms <= last for first, last in finer):
                break
        return _by_time(parts)

    def _draws(self, symbol: str, minutes: int, week: int, candles: Candles) -> Floats:
        """Noise by a candle's place in its unshifted week: neither gaps nor shifts move it."""
        unshifted = week - self._shift_ms // WEEK_MS
        rng = stream(self._seed, f"{symbol} {minutes}", unshifted)
        normals = rng.standard_normal((3, WEEK_MINUTES // minutes, minutes))
        return normals[:, (candles.ms - week * WEEK_MS) // (minutes * MINUTE_MS)]

    def _mark_week(self, symbol: str, week: int) -> Candles:
        """The last price moved by the recorded distance of the mark price from it."""
        last = self._minutes(symbol, PriceKind.LAST, week)
        distance = self._mark_distance(symbol, last)
        nothing = np.zeros(len(last))
        tick = self.contract(symbol).index_tick_size
        moved = [
            all_on_tick(prices * distance, tick)
            for prices in (last.open, last.high, last.low, last.close)
        ]
        return Candles(last.ms, moved[0], moved[1], moved[2], moved[3], nothing, nothing)

    def _mark_distance(self, symbol: str, last: Candles) -> Floats:
        """Mark over last price for every minute, linear between the opens of mark candles."""
        frames = self._recordings[symbol].mark_frames
        if not frames or not len(last):
            return np.ones(len(last))
        mark = next(iter(frames.values())).between(int(last.ms[0]), int(last.ms[-1]) + 1)
        _, rows, marked = np.intersect1d(last.ms, mark.ms, return_indices=True)
        if not len(rows):
            return np.ones(len(last))
        return np.interp(last.ms, last.ms[rows], mark.open[marked] / last.open[rows])


def _finest(recordings: Sequence[Recording]) -> str:
    """A backtest on candles finer than these is measured on invented prices."""
    finest = (f"{each.contract.pair} {min(each.frames)} min" for each in recordings)
    return f"Recorded at the finest: {', '.join(finest)}. Prices in between are invented."


def _coarsest_first(frames: Frames, granularity_minutes: int) -> list[int]:
    return [minutes for minutes in reversed(frames) if not granularity_minutes % minutes]


def _outside(ms: Ints, spans: list[tuple[int, int]]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    keep = np.ones(len(ms), dtype=np.bool_)
    for first, last in spans:
        keep &= (ms < first) | (ms >= last)
    return keep


def _by_time(parts: list[Candles]) -> Candles:
    joined = Candles.join(parts)
    return joined.take(np.argsort(joined.ms, kind="stable"))
