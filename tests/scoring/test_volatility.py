"""The regime: ranks as pandas counts them, and what decides between them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pydantic import ValidationError

from enygma.scoring.rounding import FloatArray
from enygma.scoring.volatility import (
    HIGH,
    LOW,
    MEDIUM,
    REGIMES,
    UNKNOWN,
    Volatility,
    read_regimes,
)

SMALL = Volatility(period=2, window=20)
LEVELS = st.sampled_from([1.0, 1.0 + 1e-9, 1.0 + 2e-9, 2.0, 3.0])


def _expected(atr: FloatArray, volatility: Volatility) -> list[int]:
    ranks = pd.Series(atr).rolling(volatility.window).rank(pct=True).to_numpy() * 100.0
    return [
        UNKNOWN
        if np.isnan(rank)
        else LOW
        if round(rank, 9) <= volatility.low_percentile
        else MEDIUM
        if round(rank, 9) <= volatility.high_percentile
        else HIGH
        for rank in ranks
    ]


@settings(max_examples=60)
@given(arrays.arrays(np.float64, st.integers(1, 90), elements=LEVELS))
def test_values_that_differ_in_their_last_digits_are_ranked_apart(values: FloatArray) -> None:
    atr = np.concatenate((np.full(SMALL.period, np.nan), values))

    assert read_regimes(atr, SMALL).tolist() == _expected(atr, SMALL)


@pytest.mark.parametrize("window", [100, 255, 256, 300, 1000])
def test_windows_of_any_length_are_counted_in_full(window: int) -> None:
    volatility = Volatility(window=window)
    atr = np.round(np.random.default_rng(window).lognormal(0.0, 1.0, 5000), 9)
    atr[: volatility.period] = np.nan

    regimes = read_regimes(atr, volatility).tolist()

    assert regimes == _expected(atr, volatility)
    assert regimes.index(LOW) >= volatility.warmup


def test_a_market_whose_volatility_never_changes_is_medium() -> None:
    atr = np.concatenate((np.full(14, np.nan), np.full(300, 0.25)))

    assert set(read_regimes(atr, Volatility())[113:]) == {MEDIUM}


def test_rising_volatility_is_high_and_falling_volatility_low() -> None:
    rising = np.linspace(0.1, 2.0, 400)

    assert set(read_regimes(rising, Volatility())[113:]) == {HIGH}
    assert set(read_regimes(rising[::-1].copy(), Volatility())[113:]) == {LOW}


@pytest.mark.parametrize("rows", [0, 1, 112, 113])
def test_there_is_no_regime_before_the_warm_up(rows: int) -> None:
    regimes = read_regimes(np.full(rows, 0.5), Volatility())

    assert [REGIMES[code] for code in regimes] == ["UNKNOWN"] * rows


def test_percentiles_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"low_percentile \(80\) must not exceed"):
        Volatility(low_percentile=80)
