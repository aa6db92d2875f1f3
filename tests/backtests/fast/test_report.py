"""A line of the report has freqtrade's figures, to the last bit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from freqtrade.data.metrics import calculate_max_drawdown
from freqtrade.optimize.optimize_reports import optimize_reports
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Timestamp

from enygma.backtests.digest import digest
from enygma.backtests.fast.drawdown import max_drawdown
from enygma.backtests.fast.report import result_line

START = datetime(2026, 1, 1, tzinfo=UTC)
PROFITS = st.floats(-5_000, 5_000) | st.sampled_from([0.0, -0.0, 1e-9, -1e-9, -10_000.0])


@given(
    st.lists(
        st.tuples(PROFITS, st.floats(-2, 2), st.integers(0, 10**5), st.integers(0, 12)), max_size=40
    ),
    st.sampled_from([0.5, 1.0, 30.0, 365.0]),
    st.sampled_from([10_000, 10_000.0, 777.7]),
)
@settings(max_examples=200)
def test_the_line_is_the_same(
    trades: list[tuple[float, float, int, int]], days: float, balance: float
) -> None:
    columns = ["profit_abs", "profit_ratio", "trade_duration", "hour"]
    frame = DataFrame(trades, columns=columns)
    frame["close_date"] = [Timestamp(START) + timedelta(hours=each) for each in frame.pop("hour")]
    frame = frame.astype({"profit_abs": float, "profit_ratio": float})
    given = (frame, START, START + timedelta(days=days), balance, "tag")
    own, fast = optimize_reports._generate_result_line(*given), result_line(*given)
    assert list(fast) == list(own)
    differing = {key for key in own if digest(own[key]) != digest(fast[key])}
    assert not differing, {key: (own[key], fast[key]) for key in differing}


@given(
    st.lists(st.tuples(PROFITS, st.integers(0, 12)), min_size=1, max_size=60),
    st.sampled_from([10_000, 777.7, 0]),
    st.booleans(),
)
@settings(max_examples=300)
def test_the_deepest_fall_is_the_same(
    trades: list[tuple[float, int]], balance: float, relative: bool
) -> None:
    frame = DataFrame(
        {
            "profit_abs": [float(each) for each, _ in trades],
            "pair": "BTC/USDT:USDT",
            "close_date": [Timestamp(START) + timedelta(hours=hour) for _, hour in trades],
        }
    )
    given: dict[str, Any] = {"starting_balance": balance, "relative": relative}
    own, fast = calculate_max_drawdown(frame, **given), max_drawdown(frame, **given)
    assert {name: digest(value) for name, value in vars(own).items()} == {
        name: digest(value) for name, value in vars(fast).items()
    }
