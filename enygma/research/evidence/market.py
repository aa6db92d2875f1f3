"""The candles beneath a sample's trades: placebos and the market's regimes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from enygma.research.evidence.placebo import PlaceboTrades
from enygma.research.refusal import CandleStoreError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from enygma.research.candles import CandleStore
    from enygma.research.evidence.costs import TradeCosts
    from enygma.research.evidence.sample import Sample

REGIMES = ("calm", "usual", "wild")
VOLATILITY_DAYS = 30
LEAST_DAYS = 60
"""Fewer days have no terciles worth the name."""


@dataclass(frozen=True)
class Market:
    """The candles of every pair that was traded, from the first to the last day of the sample."""

    candles: dict[str, pd.DataFrame]

    @classmethod
    def of(cls, sample: Sample, store: CandleStore) -> Market:
        """Load them. Raises `CandleStoreError` where a traded pair has none for these days."""
        found = {}
        for pair in sorted(sample.trades["pair"].unique()):
            frame = store.load(pair, sample.timeframe)
            dates = frame["date"]
            step = pd.Timedelta(sample.timeframe)
            # a bot's first trade opens within a candle that began before
            within = frame[(dates > sample.start - step) & (dates <= sample.end)]
            trades = sample.trades[sample.trades["pair"] == pair]
            first = pd.Timestamp(int(trades["open_timestamp"].min()), unit="ms", tz="UTC")
            last = pd.Timestamp(int(trades["close_timestamp"].max()), unit="ms", tz="UTC")
            if len(within) < 2 or dates.iloc[0] > first or dates.iloc[-1] + 2 * step < last:
                raise CandleStoreError(
                    f"the {sample.timeframe} candles of {pair} do not cover the trades from "
                    f"{sample.start:%Y-%m-%d} to {sample.end:%Y-%m-%d}; download them: "
                    f"freqtrade download-data --pairs {pair} --timeframes {sample.timeframe} "
                    f"--timerange {sample.span}"
                )
            found[pair] = within.reset_index(drop=True)
        return cls(found)

    def placebo_trades(self, sample: Sample, costs: TradeCosts) -> list[PlaceboTrades]:
        """The trades of each pair as rows of its candles."""
        return [self._of_pair(pair, sample, costs) for pair in self.candles]

    def _of_pair(self, pair: str, sample: Sample, costs: TradeCosts) -> PlaceboTrades:
        frame = self.candles[pair]
        chosen = (sample.trades["pair"] == pair).to_numpy()
        trades = sample.trades[chosen]
        times = pd.DatetimeIndex(frame["date"]).as_unit("ms").asi8
        side = np.where(trades["is_short"].astype(bool), -1.0, 1.0)
        notional = trades["amount"].to_numpy() * trades["open_rate"].to_numpy()
        return PlaceboTrades(
            opens=frame["open"].to_numpy(dtype=np.float64),
            closes=frame["close"].to_numpy(dtype=np.float64),
            entry_row=_rows(times, trades["open_timestamp"]),
            exit_row=_rows(times, trades["close_timestamp"]),
            signed_notional=side * notional,
            costs=costs.fees[chosen] - costs.funding[chosen],
        )

    def regimes(self, sample: Sample) -> list[str] | None:
        """The market's regime on the day that each trade was opened; `None` for a short sample.

        The days in thirds by the volatility of the mean daily return of the pairs over the
        `VOLATILITY_DAYS` days before: what could be known when the trade was opened.
        """
        if sample.days < LEAST_DAYS:
            return None
        daily = pd.DataFrame(
            {
                pair: frame.set_index("date")["close"].resample("1D").last()
                for pair, frame in self.candles.items()
            }
        )
        change = daily.pct_change(fill_method=None).mean(axis=1)
        volatility = change.rolling(VOLATILITY_DAYS, min_periods=5).std().shift(1).bfill()
        low, high = volatility.quantile([1 / 3, 2 / 3])
        opened = pd.to_datetime(sample.trades["open_timestamp"], unit="ms", utc=True).dt.floor("D")
        seen = volatility.reindex(opened, method="ffill").to_numpy()
        return [REGIMES[int(value > low) + int(value > high)] for value in seen]


def _rows(times: NDArray[np.int64], stamps: pd.Series) -> NDArray[np.int64]:
    """The row of the candle that each time falls in."""
    found = np.searchsorted(times, stamps.to_numpy(dtype=np.int64), side="right") - 1
    return np.clip(found, 0, len(times) - 1).astype(np.int64)
