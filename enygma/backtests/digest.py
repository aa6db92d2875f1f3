"""One number for everything a backtest found, so that two runs can be told equal or not.

Every field of every trade and order, locks, rejected and cancelled entries, the history of the
wallet and all of freqtrade's statistics go into it. When it ran and how long it took do not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from pandas import DataFrame

RUN_TIMES = frozenset(
    {"backtest_start_time", "backtest_end_time", "backtest_run_start_ts", "backtest_run_end_ts"}
)
NOT_OF_THE_RESULT = frozenset({"config", "run_id", *RUN_TIMES})
HIDDEN = frozenset({"_sa_instance_state", "_trade_bt", "_trade_live"})
"""Of an order: how it is kept, and the way back to its trade."""


def digest_of(backtesting: Any) -> dict[str, str]:
    """A digest per part of what a finished `Backtesting` holds: compare part by part."""
    parts: dict[str, Any] = {"trades": _trades(), "locks": _locks()}
    for name, content in backtesting.all_bt_content.items():
        parts[f"{name} content"] = _without(content, NOT_OF_THE_RESULT)
    for name, stats in (backtesting.results or {}).get("strategy", {}).items():
        parts[f"{name} statistics"] = _without(stats, RUN_TIMES)
    parts["rejected"] = backtesting.rejected_dict
    return {name: digest(part) for name, part in parts.items()}


def digest(value: Any) -> str:
    """Sixteen digits of the hash of a value's canonical text."""
    found = sha256()
    for text in canonical(value):
        found.update(text.encode())
    return found.hexdigest()[:16]


def canonical(value: Any) -> Iterable[str]:
    """A text that is the same for equal values only: floats to the last bit, frames by column."""
    if isinstance(value, DataFrame):
        yield f"frame {value.shape} "
        for name in value.columns:
            yield f"{name!r}:{value[name].dtype} "
            yield from canonical(value[name].tolist())
    elif isinstance(value, Mapping):
        yield "{"
        for key, item in value.items():
            yield f"{key!s}="
            yield from canonical(item)
        yield "}"
    elif isinstance(value, list | tuple):
        yield "["
        for item in value:
            yield from canonical(item)
        yield "]"
    else:
        yield _atom(value)


def _atom(value: Any) -> str:
    if isinstance(value, float):
        return "nan," if math.isnan(value) else f"{float(value).hex()},"
    return f"{value!s},"


def _without(mapping: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    left = set(keys)
    return {
        key: _locks_of(value) if key == "locks" else value
        for key, value in mapping.items()
        if key not in left
    }


def _trades() -> list[dict[str, Any]]:
    from freqtrade.persistence import LocalTrade

    return [_trade(each) for each in (*LocalTrade.bt_trades, *LocalTrade.bt_trades_open)]


def _trade(trade: Any) -> dict[str, Any]:
    fields = {name: value for name, value in vars(trade).items() if name != "orders"}
    return dict(sorted(fields.items())) | {"orders": [_order(each) for each in trade.orders]}


def _order(order: Any) -> dict[str, Any]:
    from freqtrade.persistence import Order

    names = [each.key for each in Order.__mapper__.column_attrs]
    return {name: getattr(order, name) for name in sorted(names)}


def _locks() -> list[dict[str, Any]]:
    from freqtrade.persistence import PairLocks

    return _locks_of(PairLocks.locks)


def _locks_of(locks: Iterable[Any]) -> list[dict[str, Any]]:
    names = ("pair", "side", "reason", "lock_time", "lock_end_time", "active")
    return [
        each if isinstance(each, dict) else {name: getattr(each, name) for name in names}
        for each in locks
    ]
