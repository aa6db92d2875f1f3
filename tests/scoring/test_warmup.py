"""How many candles a score needs, and from when on it no longer depends on where they begin."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from enygma.scoring import (
    COLUMNS,
    PROFILES,
    TIMEFRAMES,
    ScoringConfigError,
    load_profile,
    score_candles,
    startup_candles,
    warmup_candles,
)

STRICT = PROFILES["strict"]


def _with(**indicators: dict[str, Any]) -> Any:
    return load_profile({"scoring": {"indicators": indicators}}, {})


@pytest.mark.parametrize("timeframe", TIMEFRAMES)
def test_the_rank_of_the_volatility_decides_the_warm_up(timeframe: str) -> None:
    assert warmup_candles(timeframe, STRICT) == STRICT.volatility.warmup == 113


def test_a_longer_average_makes_the_warm_up_and_the_start_longer() -> None:
    slow = _with(ema_trend={"long": 300})

    assert warmup_candles("30m", slow) == 300
    assert startup_candles("30m", slow) > 4 * startup_candles("30m", STRICT)


def test_the_trend_gate_needs_its_averages_also_where_they_give_no_points() -> None:
    slow = _with(ema_trend={"long": 300})

    assert warmup_candles("1h", slow) == 299


@pytest.mark.parametrize(("timeframe", "candles"), [("30m", 338), ("15m", 644), ("1h", 338)])
def test_the_slowest_average_decides_the_start(timeframe: str, candles: int) -> None:
    assert startup_candles(timeframe, STRICT) == candles


@pytest.mark.parametrize(
    "indicators",
    [
        {"macd": {"slow": 200}},
        {"macd": {"signal": 200}},
        {"rsi": {"enabled": True, "timeframes": {"30m": {"period": 100}}}},
        {"stochrsi": {"timeframes": {"30m": {"rsi_period": 100}}}},
        {"kdj": {"k_smoothing": 100}},
    ],
)
def test_every_average_that_remembers_its_start_counts(indicators: dict[str, Any]) -> None:
    assert startup_candles("30m", _with(**indicators)) > startup_candles("30m", STRICT)


def test_an_indicator_that_is_off_needs_no_candles() -> None:
    slow = {"timeframes": {"30m": {"period": 100}}}

    assert startup_candles("30m", _with(rsi=slow)) == startup_candles("30m", STRICT)


def test_a_timeframe_without_parameters_is_refused() -> None:
    for needed in (warmup_candles, startup_candles):
        with pytest.raises(ScoringConfigError, match="'7m'"):
            needed("7m", STRICT)


@pytest.mark.parametrize("timeframe", TIMEFRAMES)
def test_from_the_start_on_a_score_does_not_depend_on_where_candles_begin(
    market: ModuleType, timeframe: str
) -> None:
    candles = market.make_candles(5000, seed=11)

    assert _differing(candles, timeframe, starts=range(50, 3500, 150)) == 0


@pytest.mark.parametrize("timeframe", TIMEFRAMES)
def test_neither_does_it_on_real_candles(shared: Path, timeframe: str) -> None:
    file = shared / "data/long/futures" / f"BTC_USDT_USDT-{timeframe}-futures.feather"
    candles = pd.read_feather(file).tail(9000).reset_index(drop=True)

    assert _differing(candles, timeframe, starts=range(100, 7500, 350)) == 0


def _differing(candles: pd.DataFrame, timeframe: str, starts: range) -> int:
    """Rows after the start that differ when the candles before are not there."""
    whole = _numbers(score_candles(candles, timeframe, STRICT))
    startup, differing = startup_candles(timeframe, STRICT), 0
    for start in starts:
        stretch = candles.iloc[start : start + startup + 200]
        cut = _numbers(score_candles(stretch, timeframe, STRICT))
        same = cut[startup:] == whole[start + startup : start + len(cut)]
        differing += int((~same.all(axis=1)).sum())
    return differing


def _numbers(scored: pd.DataFrame) -> np.ndarray:
    names = [name for name in COLUMNS if name not in ("enygma_class", "enygma_regime")]
    return scored[names].to_numpy(dtype=float)
