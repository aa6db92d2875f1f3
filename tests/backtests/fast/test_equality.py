"""The same backtest with and without the pieces: every field of every trade, order and figure."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Digests

MONTH = "20251001-20251030"
EASY = {"scoring": {"gates": {"min_score": 45, "min_confidence": 0.7}}}
LEAVING = {
    "scoring": EASY["scoring"] | {"exits": {"on_score": True, "after_candles": 3}},
}
WAITING = EASY | {"limit_entry": {"offset_ticks": 20, "candles": 3}}
GUARDED = [
    {"method": "CooldownPeriod", "stop_duration_candles": 3},
    {"method": "StoplossGuard", "lookback_period_candles": 48, "trade_limit": 2,
     "stop_duration_candles": 12, "only_per_pair": False},
    {"method": "LowProfitPairs", "lookback_period_candles": 96, "trade_limit": 2,
     "stop_duration_candles": 24, "required_profit": 0.01},
]  # fmt: skip

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "sparse with risk rules": ("EnygmaStrategy", {"enygma": EASY, "timerange": MONTH}),
    "sparse with every rule and protections": (
        "EnygmaStrategy",
        {"enygma": EASY, "enable_protections": True,
         "custom_risk": {"portfolio": {}, "emergency": {}, "breaker": {}}},
    ),
    "left by score and by age": ("EnygmaStrategy", {"enygma": LEAVING}),
    "entries that wait": ("EnygmaStrategy", {"enygma": WAITING}),
    "a callback that nobody foretold": ("Asking", {"enygma": EASY}),
    "long and short by signal": ("Crossing", {}),
    "one place for two pairs": ("Crossing", {"max_open_trades": 1}),
    "locks by protections": (
        "Crossing",
        {"enable_protections": True, "listed_protections": GUARDED},
    ),
    "detail candles": (
        "EnygmaStrategy",
        {"enygma": EASY | {"timeframes": ["2h", "4h"]}, "timeframe": "2h",
         "timeframe_detail": "30m", "timerange": MONTH},
    ),
    "detail candles, dense": ("Answering", {"timeframe": "2h", "timeframe_detail": "30m"}),
    "every callback and position adjustment": ("Answering", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_fast_backtest_equals_freqtrades_own(ran: Digests, name: str) -> None:
    strategy, changes = CASES[name]
    own, trades = ran(False, strategy, **changes)
    fast, same = ran(True, strategy, **changes)
    assert trades == same
    assert trades > 0
    assert fast == own
