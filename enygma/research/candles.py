"""Candles that freqtrade downloaded, with an error that says what to do where there are none."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enygma.research.quiet import quiet
from enygma.research.refusal import CandleStoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freqtrade.enums import CandleType, TradingMode
    from pandas import DataFrame

    from enygma.scoring import ScoringProfile
    from enygma.scoring.rounding import FloatArray


@dataclass(frozen=True)
class CandleStore:
    """The candles of a data directory: `datadir/futures/*.feather` for futures."""

    datadir: Path
    trading_mode: TradingMode
    candle_type: CandleType
    data_format: str = "feather"

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> CandleStore:
        """The store that freqtrade itself would read with this configuration."""
        return cls(
            datadir=Path(config["datadir"]),
            trading_mode=config["trading_mode"],
            candle_type=config["candle_type_def"],
            data_format=config.get("dataformat_ohlcv") or "feather",
        )

    def load(self, pair: str, timeframe: str) -> DataFrame:
        """All candles of a pair: date (open time, UTC), open, high, low, close, volume.

        Missing candles are filled as freqtrade fills them in a backtest. Raises `CandleStoreError`
        when there are none, naming what is there, or when the file cannot be read.
        """
        from freqtrade.data.history import load_pair_history

        self._require(pair, timeframe)
        # freqtrade logs a traceback for a broken file and goes on with no candles
        with quiet(logging.CRITICAL):
            candles: DataFrame = load_pair_history(
                pair,
                timeframe,
                self.datadir,
                data_format=self.data_format,
                candle_type=self.candle_type,
            )
        if candles.empty:
            raise CandleStoreError(
                f"the {timeframe} candles of {pair} in {self.datadir} are empty or corrupt; "
                f"download them again: {self._download(pair, timeframe)} --erase"
            )
        return candles

    def funding_ranks(
        self, pair: str, candles: DataFrame, timeframe: str, profile: ScoringProfile
    ) -> FloatArray | None:
        """The rank of the funding rate on each candle; None where the profile does not ask for it.

        Raises `CandleStoreError` when it does and there are no rates.
        """
        if not profile.asks_funding:
            return None
        from enygma.funding_rates import DOWNLOAD, stored_rates
        from enygma.scoring import funding_ranks

        rates = stored_rates(self.datadir, pair, self.data_format)
        if rates.empty:
            raise CandleStoreError(
                f"no funding rates of {pair} in {self.datadir}; download them: {DOWNLOAD} {pair}"
            )
        return funding_ranks(candles, timeframe, rates, profile.funding.window)

    def available(self) -> dict[str, list[str]]:
        """The timeframes, shortest first, of each pair with candles of the traded kind here."""
        from freqtrade.data.history import get_datahandler
        from freqtrade.exchange import timeframe_to_seconds

        handler = get_datahandler(self.datadir, self.data_format)
        found: dict[str, list[str]] = {}
        for pair, timeframe, kind in handler.ohlcv_get_available_data(
            self.datadir, self.trading_mode
        ):
            if kind == self.candle_type:
                found.setdefault(pair, []).append(timeframe)
        return {pair: sorted(each, key=timeframe_to_seconds) for pair, each in found.items()}

    def _require(self, pair: str, timeframe: str) -> None:
        available = self.available()
        mend = f"download them: {self._download(pair, timeframe)}"
        if not available:
            raise CandleStoreError(f"no {self.candle_type} candles in {self.datadir}; {mend}")
        if pair not in available:
            raise CandleStoreError(
                f"no candles of {pair} in {self.datadir}, only of "
                f"{', '.join(sorted(available))}; {mend}"
            )
        if timeframe not in available[pair]:
            raise CandleStoreError(
                f"no {timeframe} candles of {pair} in {self.datadir}, only "
                f"{', '.join(available[pair])}; {mend}"
            )

    @staticmethod
    def _download(pair: str, timeframe: str) -> str:
        return f"freqtrade download-data --pairs {pair} --timeframes {timeframe} --days 60"
