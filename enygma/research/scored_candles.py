"""The scores of a backtest's candles, computed again from the candles freqtrade downloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enygma.scoring import ScoringProfile, score_candles

if TYPE_CHECKING:
    import pandas as pd

    from enygma.research.candles import CandleStore
    from enygma.research.result import BacktestResult


def score_pair(
    result: BacktestResult, store: CandleStore, pair: str, profile: ScoringProfile
) -> pd.DataFrame:
    """The scored candles of a pair within a backtest's time.

    Everything stored before the backtest's first candle serves as warm-up. Returns no rows when
    none fall in that time; raises `CandleStoreError` when the candles are no longer there.
    """
    candles, timeframe = store.load(pair, result.timeframe), result.timeframe
    ranks = store.funding_ranks(pair, candles, timeframe, profile)
    scored = score_candles(candles, timeframe, profile, funding=ranks)
    dates = scored["date"]
    return scored[(dates >= result.start) & (dates <= result.end)].reset_index(drop=True)
