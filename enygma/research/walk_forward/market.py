"""What freqtrade would trade with a configuration: pairs, candles, and how far they reach."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enygma.research.quiet import quiet
from enygma.research.refusal import CandleStoreError, RequestError
from enygma.research.walk_forward.window import Stretch

if TYPE_CHECKING:
    from enygma.research.walk_forward.settings import Settings

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Market:
    """The pairs of a walk-forward and the candles on the disk."""

    pairs: list[str]
    timeframe: str
    candle: timedelta
    startup: timedelta
    """Before its first candle a strategy needs so much of a past."""
    reach: dict[str, Stretch]
    """The candles of each pair."""
    strategy_file: Path
    datadir: Path

    @classmethod
    def of(cls, settings: Settings) -> Market:
        """Ask freqtrade: it loads the strategy and the exchange's list of contracts.

        Raises freqtrade's `OperationalException` for an unknown strategy, pair or timeframe, and
        `CandleStoreError` for a pair without candles.
        """
        from freqtrade.optimize.backtesting import Backtesting

        config = settings.fresh()
        with quiet(logging.INFO):
            backtesting = Backtesting(config)
            backtesting.exchange.close()
            pairs = list(backtesting.pairlists.whitelist)
            reach = _reach(config, pairs, backtesting.timeframe)
        return cls(
            pairs=pairs,
            timeframe=backtesting.timeframe,
            candle=backtesting.timeframe_td,
            startup=backtesting.required_startup * backtesting.timeframe_td,
            reach=reach,
            strategy_file=_file_of(backtesting.strategylist[0]),
            datadir=config["datadir"],
        )

    def range(self, asked: str | None) -> Stretch:
        """The candles to cut into windows.

        Args:
            asked: freqtrade's `--timerange`; an end that it leaves open, or `None`, is the whole
                UTC day up to which every pair has candles.

        Raises `RequestError` where no pair has candles in part of what was asked for.
        """
        from freqtrade.configuration import TimeRange

        given = TimeRange.parse_timerange(asked)
        start, end = given.startdt or self._start(), given.stopdt or self._end()
        whole = Stretch(start, end)
        first = min(each.start for each in self.reach.values()) + self.startup
        last = max(each.end for each in self.reach.values())
        if start < first or end > last:
            raise RequestError(
                f"the candles in {self.datadir} reach from {first:%Y-%m-%d %H:%M} (with "
                f"{self.startup / DAY:.4g} days before it, which the strategy needs) to "
                f"{last:%Y-%m-%d %H:%M}, and {whole} was asked for. Download more of them, or "
                "narrow --timerange"
            )
        if not start < end:
            raise RequestError(f"no candles: the range from {whole} is empty")
        return whole

    def late(self, whole: Stretch) -> list[str]:
        """Pairs whose candles do not cover a range, each with those it has."""
        return [
            f"{pair} has candles from {each}"
            for pair, each in self.reach.items()
            if each.start + self.startup > whole.start or each.end < whole.end
        ]

    def files(self) -> list[Path]:
        """Every file of candles, mark prices and funding of these pairs."""
        names = [pair.replace("/", "_").replace(":", "_") for pair in self.pairs]
        return sorted(
            path for name in names for path in self.datadir.rglob(f"{name}-*") if path.is_file()
        )

    def _start(self) -> datetime:
        first = max(each.start for each in self.reach.values()) + self.startup
        return _midnight(first + DAY - timedelta(microseconds=1))

    def _end(self) -> datetime:
        return _midnight(min(each.end for each in self.reach.values()))


def _reach(config: dict[str, Any], pairs: list[str], timeframe: str) -> dict[str, Stretch]:
    from freqtrade.data.history import get_datahandler
    from freqtrade.enums import CandleType
    from freqtrade.exchange import timeframe_to_seconds

    store = get_datahandler(config["datadir"], config["dataformat_ohlcv"])
    kind = config.get("candle_type_def", CandleType.SPOT)
    candle, reach = timedelta(seconds=timeframe_to_seconds(timeframe)), {}
    for pair in pairs:
        first, last, count = store.ohlcv_data_min_max(pair, timeframe, kind)
        if not count:
            raise CandleStoreError(
                f"no {timeframe} candles of {pair} in {config['datadir']}; download them with: "
                f"freqtrade download-data --timeframes {timeframe}, or leave the pair out"
            )
        reach[pair] = Stretch(first.astimezone(UTC), last.astimezone(UTC) + candle)
    return reach


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _file_of(strategy: Any) -> Path:
    return Path(strategy.__file__)
