"""Arrays packed for a browser."""

from __future__ import annotations

from base64 import b64decode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.research.encoding import KINDS, pack


@given(st.lists(st.integers(-220, 220)))
def test_scores_come_back_as_they_were(scores: list[int]) -> None:
    packed = pack(scores, "i2")
    assert np.frombuffer(b64decode(packed["data"]), KINDS["i2"]).tolist() == scores


@given(st.lists(st.floats(1e-6, 2e5), min_size=1))
def test_prices_keep_seven_digits(prices: list[float]) -> None:
    packed = pack(prices, "f4")
    back = np.frombuffer(b64decode(packed["data"]), KINDS["f4"])
    assert back == pytest.approx(prices, rel=6e-8)
