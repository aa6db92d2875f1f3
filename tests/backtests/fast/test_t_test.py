"""The p-value of a mean is scipy's, to the last bit."""

from __future__ import annotations

import pytest
from freqtrade.data.metrics import calculate_p_value
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from enygma.backtests.fast import t_test
from enygma.backtests.fast.t_test import is_scipys_own, p_value_of

PROFITS = st.floats(-5_000, 5_000) | st.sampled_from([0.0, 1e-9, 0.1])


@given(st.lists(PROFITS, max_size=300), st.sampled_from([1.0, 10_000.0, 777.7]))
@settings(max_examples=150)
@pytest.mark.filterwarnings("ignore:Precision loss:RuntimeWarning")
def test_it_is_the_same(profits: list[float], balance: float) -> None:
    trades = DataFrame({"profit_abs": profits}, dtype=float)
    assert p_value_of(trades, balance).hex() == float(calculate_p_value(trades, balance)).hex()


def test_another_scipy_is_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    trades = DataFrame({"profit_abs": [3.0, -1.0, 2.5, 0.25]})
    expected = p_value_of(trades, 100.0)
    monkeypatch.setattr(t_test, "KNOWN", "another")
    monkeypatch.delattr(t_test, "p_value")
    assert not is_scipys_own()
    assert p_value_of(trades, 100.0) == expected
