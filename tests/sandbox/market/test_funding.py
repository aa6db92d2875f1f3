"""Funding rates follow from the premium as KuCoin's formula says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.sandbox.market import KNOWN_CONTRACTS
from enygma.sandbox.market.funding import funding_rate, settlement_times

BTC = KNOWN_CONTRACTS["BTC/USDT:USDT"]
HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("premium", "rate"),
    [
        (0.0, 0.0001),
        (0.0006, 0.0001),
        (0.0009, 0.0004),
        (-0.0004, 0.0001),
        (-0.0010, -0.0005),
        (0.5, 0.003),
        (-0.5, -0.003),
    ],
)
def test_the_rate_is_interest_within_the_damper_and_premium_beyond(
    premium: float, rate: float
) -> None:
    assert funding_rate(BTC, np.array([premium]))[0] == pytest.approx(rate, abs=1e-9)


@given(st.integers(1_577_923_200_000, 1_900_000_000_000), st.integers(0, 10 * 24))
def test_settlements_are_at_0_8_and_16_hours_utc(start_ms: int, hours: int) -> None:
    end_ms = start_ms + hours * HOUR_MS
    times = settlement_times(start_ms, end_ms)
    assert set((times // HOUR_MS % 24).tolist()) <= {0, 8, 16}
    assert np.all((times >= start_ms) & (times < end_ms))
    assert abs(len(times) - hours / 8) <= 1
