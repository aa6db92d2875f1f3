"""Columns that risk needs and a strategy does not have: they are computed from its candles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import talib
from pandas import DataFrame

PREFIX: Final = "risk_"
PERIOD: Final = 14
"""Candles of Wilder's indicators (J. W. Wilder, New Concepts in Technical Trading Systems)."""

Series = npt.NDArray[np.float64]


def garman_klass(candles: DataFrame, period: int = PERIOD) -> Series:
    """Garman-Klass volatility per year of each candle's last `period`, as a fraction.

    `sqrt(mean(ln(high/low)^2 / 2 - (2 ln 2 - 1) ln(close/open)^2) x candles per year)` (M. Garman,
    M. Klass: On the Estimation of Security Price Volatilities, 1980). NaN before the first full
    window; shape (candles,).
    """
    high, low = candles["high"].to_numpy(float), candles["low"].to_numpy(float)
    opened, close = candles["open"].to_numpy(float), candles["close"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.log(high / low) ** 2 / 2
        drift = (2 * np.log(2) - 1) * np.log(close / opened) ** 2
    mean = talib.SMA(spread - drift, timeperiod=period)
    return np.asarray(np.sqrt(np.maximum(mean, 0.0) * _candles_per_year(candles)), dtype=float)


def _candles_per_year(candles: DataFrame) -> float:
    """From the distance of the last two candles; NaN with fewer."""
    if len(candles) < 2:
        return float("nan")
    newest = candles["date"].to_numpy("datetime64[s]")[-2:]
    step_s = float(np.diff(newest)[0] / np.timedelta64(1, "s"))
    return 365 * 86_400 / step_s


def _wilder(name: str) -> Callable[[DataFrame], Series]:
    def compute(candles: DataFrame) -> Series:
        prices = [candles[each].to_numpy(float) for each in ("high", "low", "close")]
        return np.asarray(getattr(talib, name)(*prices, timeperiod=PERIOD), dtype=float)

    return compute


def _rsi(candles: DataFrame) -> Series:
    close = candles["close"].to_numpy(float)
    return np.asarray(talib.RSI(close, timeperiod=PERIOD), dtype=float)


COMPUTED: Final[Mapping[str, Callable[[DataFrame], Series]]] = {
    "atr": _wilder("ATR"),
    "adx": _wilder("ADX"),
    "volatility": garman_klass,
    "rsi": _rsi,
}
"""What can be computed, by the field of `Signal` it fills."""


def add_columns(candles: DataFrame, fields: Iterable[str]) -> DataFrame:
    """`candles` with a column `risk_<field>` for each of the fields; two lines at the least."""
    added: dict[str, Any] = {f"{PREFIX}{each}": COMPUTED[each](candles) for each in fields}
    return candles.assign(**added) if added else candles
