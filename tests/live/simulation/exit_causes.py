"""Why a live exit differs from the backtest's: found by models that differ in one thing each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from custom_risk.rules import RiskRules
from enygma.sandbox.market import Market

from .model import Exit, Held, by_exchange, by_looks, by_minutes, by_path
from .paths import MINUTE_MS, Paths
from .stop_course import LiveStops
from .traded import Traded

STOPPED = frozenset({"trailing_stop_loss", "stop_loss", "stoploss_on_exchange", "hard_limit"})
# An exit of the backtest has the time at which its minute begins, a live one is exact.
_SAME_MS = MINUTE_MS
_SAME_PRICE = 0.0005


class Cause(StrEnum):
    """What was added between two models that disagree."""

    ENTRY = "price of the entry"
    PATH = "path inside the minute"
    LOOKS = "peak between two looks"
    INTERVAL = "interval of the stop"
    TRIGGER = "mark price, fill"
    SIGNAL = "signal executed in the next loop"
    SLICES = "slices sold"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Evidence:
    """What causes are found with. `looks_ms` are the times at which the bot saw a price."""

    market: Market
    rules: RiskRules
    stops: LiveStops
    looks_ms: dict[str, list[int]]
    symbols: dict[str, str]

    def causes(self, tested: Traded, live: Traded) -> list[Cause]:
        """Why the exits of the same entry differ; empty when they are the same."""
        if tested.close_ms is None or live.close_ms is None:
            return []
        found = self._of_stops(tested, live, tested.close_ms, live.close_ms)
        if tested.exits != live.exits and not found:
            found.append(Cause.SLICES)
        return found

    def _of_stops(self, tested: Traded, live: Traded, tested_ms: int, live_ms: int) -> list[Cause]:
        ends = [
            _exit_of(tested),
            *self._models(tested, live, max(tested_ms, live_ms)),
            _exit_of(live),
        ]
        if _same(ends[0], ends[-1]):
            return []
        if not _same(ends[0], ends[1]):
            return [Cause.UNEXPLAINED]
        stages = (Cause.ENTRY, Cause.PATH, Cause.LOOKS, Cause.INTERVAL, Cause.TRIGGER)
        moved = zip(stages, pairwise(ends[1:]), strict=True)
        return [cause for cause, (one, other) in moved if not _same(one, other)] or [Cause.SIGNAL]

    def _models(self, tested: Traded, live: Traded, until_ms: int) -> list[Exit]:
        symbol = self.symbols[live.pair]
        contract = self.market.contract(symbol)
        fee, tick = float(contract.taker_fee), contract.tick_size
        held = Held(self.rules, live.is_short, live.open_rate, live.leverage, fee, tick)
        whole = Paths(self.market, symbol, tested.open_ms, until_ms)
        paths = Paths(self.market, symbol, live.open_ms, until_ms)
        looks = [ms for ms in self.looks_ms[symbol] if paths.start_ms < ms <= paths.end_ms]
        return [
            by_minutes(held.at_entry(tested.open_rate), whole),
            by_minutes(held, whole),
            by_path(held, paths),
            by_looks(held, paths, looks),
            by_exchange(held, paths, self.stops, symbol),
        ]


def _exit_of(trade: Traded) -> Exit:
    if trade.exit_reason not in STOPPED or trade.close_ms is None or trade.close_rate is None:
        return None
    return trade.close_ms, trade.close_rate


def _same(one: Exit, other: Exit) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one[0] - other[0]) <= _SAME_MS and abs(one[1] / other[1] - 1) <= _SAME_PRICE
