"""What a profile may change beside its numbers, in freqtrade's own backtester."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from freqtrade.data.history import get_datahandler
from freqtrade.enums import CandleType
from freqtrade.optimize.backtesting import Backtesting
from pandas import DataFrame, date_range

from enygma.scoring import INDICATORS

from .conftest import EASY_GATES, PAIRS, Configure, swinging_candles

Backtest = Callable[..., Backtesting]


def traded(backtest: Backtest, **scoring: Any) -> DataFrame:
    """The trades under a profile that differs from the canonical one in this."""
    gates = EASY_GATES | scoring.pop("gates", {})
    profile = {"profile": "canonical", "scoring": {"gates": gates, **scoring}}
    results = backtest(enygma=profile).results
    return DataFrame(results["strategy"]["EnygmaStrategy"]["trades"])


def test_turned_signs_enter_on_the_other_side(backtest: Backtest) -> None:
    free = {"require_trend": False}
    plain = traded(backtest, gates=free)
    turned = traded(
        backtest, gates=free, indicators={each: {"inverted": True} for each in INDICATORS}
    )
    first = ["pair", "open_date"]
    both = plain.merge(turned, on=first, suffixes=("", "_turned"))
    assert len(both) > 10
    assert (both["is_short"] != both["is_short_turned"]).all()


def test_it_trades_by_a_smoothed_trend_alone(backtest: Backtest) -> None:
    parts = {
        "trend": {"weight_pct": 200, "smoothing": 3},
        "mean_reversion": {"weight_pct": 0},
    }
    trades = traded(backtest, sub_scores=parts, gates={"min_confluence_pct": 0})
    assert len(trades) > 10
    assert trades["enter_tag"].str.contains("EMA").mean() > 0.5


def test_filters_leave_shorts_calm_markets_and_what_the_longest_denies_out(
    backtest: Backtest,
) -> None:
    plain = traded(backtest)
    filters = {"allow_short": False, "allow_low": False, "higher_score": 40}
    trades = traded(backtest, filters=filters)
    assert 0 < len(trades) < (~plain["is_short"]).sum()
    assert not trades["is_short"].any()


def test_it_trades_on_days(configure: Configure, tmp_path: Path) -> None:
    store = get_datahandler(tmp_path, "feather")
    for seed, (pair, price) in enumerate(zip(PAIRS, (60_000.0, 2_500.0), strict=True)):
        candles = swinging_candles(seed, price).iloc[:900]
        candles["date"] = date_range("2023-01-01", periods=900, freq="1D", tz="UTC")
        store.ohlcv_store(pair, "1d", candles, CandleType.FUTURES)
        hours = candles.set_index("date").resample("1h").ffill().reset_index()
        store.ohlcv_store(pair, "1h", hours, CandleType.MARK)
        funding = hours[["date"]].assign(funding_rate=1e-5)
        store.ohlcv_store(pair, "1h", funding, CandleType.FUNDING_RATE)
    gates = EASY_GATES | {"require_alignment": False}
    profile = {"profile": "canonical", "timeframes": ["1d"], "scoring": {"gates": gates}}
    config = configure(enygma=profile) | {"datadir": tmp_path, "timerange": "20240101-20250601"}
    backtesting = Backtesting(config)
    backtesting.start()
    trades = DataFrame(backtesting.results["strategy"]["EnygmaStrategy"]["trades"])
    assert backtesting.timeframe == "1d"
    assert len(trades) > 5
