"""What a simulated run consists of: everything that is drawn from its seed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from custom_risk.order_types import MARKET_ORDERS

from .full_risk import PROTECTIONS, full_risk

PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT", "SOL/USDT:USDT", "XRP/USDT:USDT")
_FIRST_DAY = datetime(2025, 3, 3, tzinfo=UTC)
_DAYS = 240

LIMIT_ORDERS: Mapping[str, Any] = {**MARKET_ORDERS, "entry": "limit", "exit": "limit"}
"""Resting entries and exits, everything else at the market."""

FULL_SIZE: Mapping[str, Any] = {"without": "full_size"}
"""What a simulated bot enters without evidence, so that a backtest enters the same."""

PLAIN: Mapping[str, Any] = {"portfolio": None, "emergency": None, "breaker": None}
"""A `custom_risk` section without what the shipped configuration switches on."""

FAULT_RATES: Mapping[str, float] = {
    # per request
    "timeout_before": 0.002,
    "timeout_after": 0.002,
    "dropped_answer": 0.002,
    "duplicated_request": 0.002,
    "server_error": 0.002,
    "rate_limited": 0.001,
    "rejected_stop": 0.02,
    # per order
    "partial_fill": 0.05,
    # per minute
    "restart": 0.001,
    "maintenance": 0.0005,
    "stale_book": 0.002,
    "clock_skew": 0.001,
}
"""How often each of the sandbox's faults meets the bot: some twenty disturbances an hour."""


class Risk(StrEnum):
    """Which rules a run is traded under."""

    PLAIN = "plain"
    """Sizes, stops, exits and limits alone, as they always are there."""
    FULL = "full"
    """Every model, policy, cap, protection, emergency exit and breaker, drawn from the seed."""
    PATIENT = "patient"
    """As plain, with post-only entries that wait: where and how long is drawn from the seed."""


@dataclass(frozen=True)
class Jump:
    """A price that moves by a share of itself within some minutes, so long after the start."""

    after_minutes: float
    pair: str
    change: float
    minutes: int = 1


@dataclass(frozen=True)
class Scenario:
    """One run. `start` is when the bot begins, `hours` how long it lives.

    `settings` is the `custom_risk` section, `section` the one called `enygma`; `protections` are
    those of the strategy; `orders` are the order types; `slow` is the share of ways that take a
    second; `deaths` is how many times a day the process is killed, `halts` how many times the
    kill switch is set, `crashes` how many times a price jumps, `transfers` how many times money
    is put into the account. `jumps` are those that are not left to chance. `holding_s` is how
    long a restless strategy stays, `calm_minutes` how long the bot lives on without misfortune.
    """

    seed: int
    hours: float
    strategy: str = "DenseStrategy"
    timeframe: str = "5m"
    informative: tuple[str, ...] = ()
    start: datetime = _FIRST_DAY
    throttle_s: int = 30
    pairs: tuple[str, ...] = PAIRS
    rates: Mapping[str, float] = field(default_factory=dict)
    timeouts: float = 0.0
    slow: float = 0.01
    deaths: float = 0.0
    halts: float = 0.0
    crashes: float = 0.0
    transfers: float = 0.0
    settings: Mapping[str, Any] = field(default_factory=lambda: PLAIN)
    protections: Sequence[Mapping[str, Any]] = ()
    jumps: Sequence[Jump] = ()
    holding_s: float = 8.0
    calm_minutes: float = 15.0
    section: Mapping[str, Any] = field(default_factory=dict)
    orders: Mapping[str, Any] = field(default_factory=lambda: MARKET_ORDERS)

    @property
    def start_ms(self) -> int:
        """When the bot begins, in Unix milliseconds."""
        return int(self.start.timestamp() * 1000)

    @property
    def end_ms(self) -> int:
        """When it has lived its hours, in Unix milliseconds."""
        return self.start_ms + int(self.hours * 3_600_000)


def chaotic(seed: int, hours: float, intensity: float = 1.0, risk: Risk = Risk.PLAIN) -> Scenario:
    """A day under fire: the market, the settings and the faults of `seed`.

    `intensity` multiplies how often faults, deaths, halts and crashes come. They are the same
    whatever the `risk`.
    """
    plain = _plain(seed, hours, intensity)
    if risk is Risk.PATIENT:
        return patient(plain)
    return plain if risk is Risk.PLAIN else fully_protected(plain)


def _plain(seed: int, hours: float, intensity: float) -> Scenario:
    draw = Random(seed)  # noqa: S311 - a simulation is drawn, nothing is secret
    return Scenario(
        seed=seed,
        hours=hours,
        start=_FIRST_DAY + timedelta(days=draw.randrange(_DAYS)),
        rates={name: min(1.0, rate * intensity) for name, rate in FAULT_RATES.items()},
        timeouts=min(1.0, 0.003 * intensity),
        deaths=draw.choice((2.0, 6.0, 12.0)) * intensity,
        halts=draw.choice((0.0, 2.0)) * intensity,
        crashes=2.0 * intensity,
        settings=_risk(draw),
        orders=draw.choice((MARKET_ORDERS, MARKET_ORDERS, LIMIT_ORDERS)),
    )


def fully_protected(scenario: Scenario) -> Scenario:
    """The same market, faults and deaths under every rule that risk has, drawn from the seed."""
    settings, protections = full_risk(scenario.seed)
    return replace(scenario, strategy="GradedStrategy", settings=settings, protections=protections)


def patient(scenario: Scenario) -> Scenario:
    """The same market, faults and deaths with entries that wait."""
    draw = Random(scenario.seed)  # noqa: S311 - a simulation is drawn, nothing is secret
    waiting = {
        "offset_ticks": draw.choice((1, 3, 20)),
        "offset_atr": draw.choice((0.0, 0.2)),
        "candles": draw.choice((1, 3)),
        "unfilled": draw.choice(("cancel", "market")),
    }
    return replace(
        scenario,
        strategy="PatientStrategy",
        section={**scenario.section, "limit_entry": waiting},
        orders={**MARKET_ORDERS, "entry": "limit"},
    )


def layer_of(scenario: Scenario) -> dict[str, Any]:
    """The part of freqtrade's configuration that the scenario decides."""
    return {
        "dry_run": False,
        "strategy": scenario.strategy,
        "timeframe": scenario.timeframe,
        "custom_risk": {"evidence": FULL_SIZE, **scenario.settings},
        "enygma": dict(scenario.section),
        "internals": {"process_throttle_secs": scenario.throttle_s},
        "order_types": dict(scenario.orders),
        "holding_s": scenario.holding_s,
        PROTECTIONS: [dict(each) for each in scenario.protections],
    }


def calm(seed: int, hours: float, **changes: Any) -> Scenario:
    """The same market without faults or deaths."""
    return Scenario(seed=seed, hours=hours, **changes)


def _risk(draw: Random) -> dict[str, Any]:
    """From the canonical rules up to where exposure and drawdown limits bind."""
    leverage, margin_pct = draw.choice(((6, 2.0), (3, 1.0), (10, 4.0)))
    return {
        **PLAIN,
        "sizing": {"margin_pct": margin_pct},
        "leverage": {"default": leverage},
    }
