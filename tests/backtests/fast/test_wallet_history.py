"""The wallet's history is the frame that freqtrade makes of a note for each candle."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from freqtrade.optimize.optimize_reports import convert_bt_wallet_collection
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import testing

from enygma.backtests.fast.wallet_history import Stretch, expanded, history

START = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=5)
TOTALS = st.sampled_from([10_000, 10_000.0, 9_999.5, 1e-9])


@given(st.lists(st.tuples(TOTALS, st.integers(0, 40)), max_size=8))
@settings(max_examples=200)
def test_a_stretch_is_as_many_notes(parts: list[tuple[float, int]]) -> None:
    notes: list[Any] = []
    now = START
    for total, count in parts:
        note = (now, "USDT", 1, total)
        notes.append(Stretch(note, STEP, count) if count else note)
        now += STEP * max(1, count)
    own = convert_bt_wallet_collection(expanded(notes))
    testing.assert_frame_equal(history(notes), own, check_freq=False)
    assert len(own) == sum(max(1, count) for _, count in parts)
