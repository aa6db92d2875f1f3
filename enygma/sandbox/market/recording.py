"""What was recorded of one pair: candles, mark prices and funding rates, made ready to serve."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

import numpy as np

from enygma.sandbox.market.candles import GRANULARITIES, MINUTE_MS, Candles, Floats, Ints
from enygma.sandbox.market.contract import Contract, contract_for
from enygma.sandbox.market.errors import MarketDataError
from enygma.sandbox.market.feather import (
    Content,
    FeatherFile,
    PriceTable,
    list_files,
    read_funding,
    read_prices,
)
from enygma.sandbox.market.funding import settlement_times

VolumeUnit = Literal["auto", "lots", "base"]
Frames = dict[int, Candles]
Tables = dict[int, PriceTable]
# Weekly files begin on Mondays while our weeks begin with the epoch, so weeks are aggregated.
_USABLE_MINUTES = GRANULARITIES[:-1]
_TICK_SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Recording:
    """One pair's data; `frames` and `mark_frames` are keyed by minutes, finest first."""

    contract: Contract
    frames: Frames
    mark_frames: Frames
    funding_ms: Ints
    funding_rates: Floats
    notes: tuple[str, ...]

    @property
    def span(self) -> tuple[int, int]:
        """From the first candle's open to the last candle's end."""
        spans = [coverage(candles, minutes) for minutes, candles in self.frames.items()]
        return min(first for first, _ in spans), max(last for _, last in spans)

    def later(self, shift_ms: int) -> "Recording":
        """The same recording, moved `shift_ms` later in time."""
        return replace(
            self,
            frames=_shifted(self.frames, shift_ms),
            mark_frames=_shifted(self.mark_frames, shift_ms),
            funding_ms=self.funding_ms + shift_ms,
        )


def coverage(candles: Candles, minutes: int) -> tuple[int, int]:
    """First open and last end of candles that last `minutes` each."""
    return int(candles.ms[0]), int(candles.ms[-1]) + minutes * MINUTE_MS


def load_recordings(
    folders: Sequence[Path], pairs: Sequence[str] | None, volume: VolumeUnit
) -> list[Recording]:
    """The recordings of `pairs` (all pairs that have candles when None).

    A pair's candles come from the first folder that has any; its mark prices and funding rates
    from the first folder that has some for that time. Raises MarketDataError for missing pairs
    and for files that are missing or broken.
    """
    files = [file for folder in folders for file in list_files(folder)]
    recorded = list(dict.fromkeys(f.pair for f in files if f.content is Content.CANDLES))
    missing = [pair for pair in pairs or () if pair not in recorded]
    if missing or not recorded:
        places = ", ".join(map(str, folders))
        raise MarketDataError(
            f"no candles of {', '.join(missing) or 'any pair'} in {places}; "
            f"recorded there: {', '.join(recorded) or 'none'}"
        )
    homes = {pair: _home(pair, files) for pair in pairs or recorded}
    tables = {pair: _read_candles(pair, home, files) for pair, home in homes.items()}
    return [
        _recording(
            pair,
            tables[pair],
            [file for file in files if file.pair == pair],
            in_lots=_in_lots(volume, [tables[one] for one in homes if homes[one] == home]),
        )
        for pair, home in homes.items()
    ]


def _home(pair: str, files: Iterable[FeatherFile]) -> Path:
    """The folder of the first candle file of a pair."""
    return next(f.path.parent for f in files if f.pair == pair and f.content is Content.CANDLES)


def _read_candles(pair: str, home: Path, files: Iterable[FeatherFile]) -> Tables:
    usable = [
        file
        for file in files
        if (file.pair, file.path.parent) == (pair, home)
        and file.content is Content.CANDLES
        and file.minutes in _USABLE_MINUTES
    ]
    if not usable:
        raise MarketDataError(
            f"{home}: no candles of {pair} in a timeframe KuCoin has; download 30m or 1h"
        )
    return {file.minutes: read_prices(file) for file in sorted(usable, key=lambda f: f.minutes)}


def _in_lots(volume: VolumeUnit, neighbours: Iterable[Tables]) -> bool:
    """Whether a folder's volume is in lots; all its pairs decide, as one exchange wrote them."""
    if volume != "auto":
        return volume == "lots"
    volumes = (table.volume for tables in neighbours for table in tables.values())
    return all(bool(np.all(lots == np.rint(lots))) for lots in volumes)


def _recording(
    pair: str, tables: Tables, files: Sequence[FeatherFile], *, in_lots: bool
) -> Recording:
    closes = next(iter(tables.values())).close
    contract = _with_fine_tick(contract_for(pair, float(closes[-1])), closes)
    frames = _frames(tables, float(contract.multiplier), in_lots=in_lots)
    first = min(coverage(candles, minutes)[0] for minutes, candles in frames.items())
    last = max(coverage(candles, minutes)[1] for minutes, candles in frames.items())
    mark_frames = _load_mark(files, (first, last))
    times, rates, assumed = _load_funding(contract, files, (first, last))
    notes = _notes(contract, len(times), assumed, in_lots=in_lots, marked=bool(mark_frames))
    return Recording(contract, frames, mark_frames, times, rates, notes)


def _frames(tables: Tables, multiplier: float, *, in_lots: bool) -> Frames:
    frames: Frames = {}
    for minutes, table in tables.items():
        lots = np.rint(table.volume if in_lots else table.volume / multiplier)
        mean = (table.open + table.high + table.low + table.close) / 4.0
        frames[minutes] = Candles(
            table.ms, table.open, table.high, table.low, table.close, lots, lots * multiplier * mean
        )
    return frames


def _notes(
    contract: Contract, settled: int, assumed: int, *, in_lots: bool, marked: bool
) -> tuple[str, ...]:
    pair, multiplier = contract.pair, contract.multiplier
    unit = "lots" if in_lots else f"{contract.base_currency}, served in lots of {multiplier}"
    notes = [f"{pair}: recorded volume is in {unit}."]
    if not marked:
        notes.append(f"{pair}: no mark prices recorded; the mark price is the last price.")
    if assumed:
        rate = f"{float(contract.interest_rate):.2%}"
        notes.append(f"{pair}: {assumed} of {settled} funding rates not recorded; taken as {rate}.")
    return tuple(notes)


def _load_mark(files: Iterable[FeatherFile], span: tuple[int, int]) -> Frames:
    frames: Frames = {}
    home: Path | None = None
    for file in files:
        if file.content is not Content.MARK or file.minutes not in _USABLE_MINUTES:
            continue
        table = read_prices(file)
        overlaps = table.ms[0] < span[1] and table.ms[-1] >= span[0]
        if not overlaps or home not in (None, file.path.parent):
            continue
        home, nothing = file.path.parent, np.zeros(len(table.ms))
        frames[file.minutes] = Candles(
            table.ms, table.open, table.high, table.low, table.close, nothing, nothing
        )
    return dict(sorted(frames.items()))


def _load_funding(
    contract: Contract, files: Iterable[FeatherFile], span: tuple[int, int]
) -> tuple[Ints, Floats, int]:
    """Times, rates, and how many of them had to be assumed."""
    scheduled = settlement_times(*span, contract.funding_interval_ms)
    for file in files:
        if file.content is not Content.FUNDING:
            continue
        times, rates = read_funding(file)
        kept = (times >= span[0]) & (times < span[1])
        if not kept.any():
            continue
        outside = scheduled[(scheduled < times[0]) | (scheduled > times[-1])]
        every = np.concatenate((outside, times[kept]))
        order = np.argsort(every)
        assumed = np.full(len(outside), float(contract.interest_rate))
        return every[order], np.concatenate((assumed, rates[kept]))[order], len(outside)
    return scheduled, np.full(len(scheduled), float(contract.interest_rate)), len(scheduled)


def _with_fine_tick(contract: Contract, prices: Floats) -> Contract:
    """The contract with a tick no coarser than the recorded prices."""
    sample, decimals = prices[-_TICK_SAMPLE:], 0
    while decimals < 12 and np.any(np.abs(np.round(sample, decimals) - sample) > 1e-9 * sample):
        decimals += 1
    return replace(contract, tick_size=min(contract.tick_size, Decimal(1).scaleb(-decimals)))


def _shifted(frames: Frames, shift_ms: int) -> Frames:
    return {
        minutes: replace(candles, ms=candles.ms + shift_ms) for minutes, candles in frames.items()
    }
