"""Risk events: one place emits them, whoever wants to know subscribes."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

logger = logging.getLogger(__name__)


class Reason(StrEnum):
    """Why something was refused or done."""

    INPUT_MISSING = "INPUT_MISSING"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    SIZE_TOO_SMALL = "SIZE_TOO_SMALL"
    EDGE_TOO_SMALL = "EDGE_TOO_SMALL"
    NO_EDGE = "NO_EDGE"
    CONFIDENCE_TOO_LOW = "CONFIDENCE_TOO_LOW"
    STOP_DISTANCE_ZERO = "STOP_DISTANCE_ZERO"
    EXPOSURE_LIMIT = "EXPOSURE_LIMIT"
    EXPOSURE_LIMIT_ASSET = "EXPOSURE_LIMIT_ASSET"
    EXPOSURE_LIMIT_GROUP = "EXPOSURE_LIMIT_GROUP"
    EXPOSURE_LIMIT_SECTOR = "EXPOSURE_LIMIT_SECTOR"
    EXPOSURE_LIMIT_NET = "EXPOSURE_LIMIT_NET"
    HEAT_LIMIT = "HEAT_LIMIT"
    MAX_OPEN_POSITIONS_REACHED = "MAX_OPEN_POSITIONS_REACHED"
    MAX_DAILY_DRAWDOWN_REACHED = "MAX_DAILY_DRAWDOWN_REACHED"
    MAX_TRADES_PER_HOUR_REACHED = "MAX_TRADES_PER_HOUR_REACHED"
    MAX_DAILY_LOSS_REACHED = "MAX_DAILY_LOSS_REACHED"
    DAILY_PROFIT_LOCKED = "DAILY_PROFIT_LOCKED"
    MAX_CONSECUTIVE_LOSSES_REACHED = "MAX_CONSECUTIVE_LOSSES_REACHED"
    SYMBOL_COOLDOWN = "SYMBOL_COOLDOWN"
    STRATEGY_DEGRADED = "STRATEGY_DEGRADED"
    CIRCUIT_BREAKER = "CIRCUIT_BREAKER"
    LIQUIDATION_BUFFER = "LIQUIDATION_BUFFER"
    LEVERAGE_LIMIT = "LEVERAGE_LIMIT"
    POSITION_OPEN = "POSITION_OPEN"
    HARD_LIMIT_REACHED = "HARD_LIMIT_REACHED"
    TIME_LIMIT_REACHED = "TIME_LIMIT_REACHED"
    CLIMATE_CHANGED = "CLIMATE_CHANGED"
    PORTFOLIO_IMBALANCE = "PORTFOLIO_IMBALANCE"
    THESIS_INVALIDATED = "THESIS_INVALIDATED"
    PORTFOLIO_EMERGENCY = "PORTFOLIO_EMERGENCY"
    POSITION_EMERGENCY = "POSITION_EMERGENCY"
    BREAKER_CHANGED = "BREAKER_CHANGED"
    """Details: before, after, cause, text."""
    NO_EVIDENCE = "NO_EVIDENCE"
    EVIDENCE_CHANGED = "EVIDENCE_CHANGED"
    """Details: size (full, exploration or none), text. The first look of a run is a change, too."""
    ENTERED = "ENTERED"
    """Details: trade, side, price, size, margin, leverage, stop, entry_tag."""
    STOP_MOVED = "STOP_MOVED"
    """Details: trade, side, stop, before (the stop it had), price, roi, opened_ms."""
    SLICE_SOLD = "SLICE_SOLD"
    """Details: trade, side, price, size, tag."""
    EXITED = "EXITED"
    """Details: trade, side, price, exit_reason, profit, roi."""


FAULTS = frozenset({Reason.INPUT_MISSING, Reason.INTERNAL_ERROR})
"""Reasons that are a defect somewhere, not a rule doing its work."""

DONE = frozenset({Reason.ENTERED, Reason.STOP_MOVED, Reason.SLICE_SOLD, Reason.EXITED})
"""Reasons that say what was done with a position."""

EXIT_CAUSES = frozenset(
    {
        Reason.HARD_LIMIT_REACHED,
        Reason.TIME_LIMIT_REACHED,
        Reason.CLIMATE_CHANGED,
        Reason.PORTFOLIO_IMBALANCE,
        Reason.THESIS_INVALIDATED,
        Reason.PORTFOLIO_EMERGENCY,
        Reason.POSITION_EMERGENCY,
    }
)
"""Reasons for which risk asks to close a position."""


@dataclass(frozen=True, slots=True)
class RiskEvent:
    """Something risk did, or did not let happen."""

    type: Reason
    symbol: str
    time: datetime
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_refusal(self) -> bool:
        """Whether an entry was not made: it would have had a side, and there is no trade."""
        return "side" in self.details and "trade" not in self.details

    def __str__(self) -> str:
        """The reason and its details, on one line."""
        named = ", ".join(f"{key} {value}" for key, value in self.details.items())
        return f"{self.type} ({named})"


Subscriber = Callable[[RiskEvent], None]


class RiskEvents:
    """The one emitter. Subscribers are called in the order they came."""

    def __init__(self, *subscribers: Subscriber) -> None:
        self._subscribers = list(subscribers)
        self._own = len(self._subscribers)

    @property
    def is_followed(self) -> bool:
        """Whether somebody subscribed besides those it was made with."""
        return len(self._subscribers) > self._own

    @staticmethod
    def of(strategy: object) -> RiskEvents | None:
        """The events of a strategy's risk, None for a strategy without risk rules."""
        events = getattr(strategy, "risk_events", None)
        return events if isinstance(events, RiskEvents) else None

    def subscribe(self, subscriber: Subscriber) -> None:
        """Have every event from now on."""
        self._subscribers.append(subscriber)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Have no more; nothing happens to one that never subscribed."""
        if subscriber in self._subscribers:
            self._subscribers.remove(subscriber)

    def emit(self, event: RiskEvent) -> None:
        """Tell every subscriber, also those after one that fails; its failure is logged."""
        for subscriber in self._subscribers:
            try:
                subscriber(event)
            except Exception:  # a consumer of news must not stop a stop from being moved
                logger.exception("A subscriber failed on the risk event %s", event.type)


class RiskLog:
    """Writes events to the log, one line each: faults as errors, rules at `level`."""

    def __init__(self, level: int = logging.INFO) -> None:
        self._level = level

    def __call__(self, event: RiskEvent) -> None:
        level = logging.ERROR if event.type in FAULTS else self._level
        if logger.isEnabledFor(level):
            details = json.dumps(dict(event.details), default=str)
            logger.log(level, "%s %s at %s %s", event.type, event.symbol, event.time, details)
