"""Short runs in which each limit, cap, emergency exit and trigger of the breaker acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .outcome import Outcome
from .run import simulate
from .scenario import PAIRS, PLAIN, Jump, Scenario

SEED = 7
AN_HOUR_S = 3600.0
BTC, ETH, SOL, XRP = PAIRS
QUICK: Mapping[str, Any] = {"on_violation": "cooldown", "cooldown_minutes": 2}
NO_LATENCY: Mapping[str, Any] = {"latency_s": {"alert": 100, "throttle": 110, "halt": 120}}
SOME_LATENCY = {"latency_s": {"alert": 0.2, "throttle": 0.5, "halt": 1}}
SOME_SLIPPAGE = {"slippage_pct": {"alert": 0.0001, "throttle": 0.0002, "halt": 0.0003}}
FAR_STOPS: Mapping[str, Any] = {
    "leverage": {"default": 3},
    "stops": {"initial_roi": 50, "hard_limit_roi": 60},
}
"""Stops 17 % away from the entry, so that something else has to act first."""


@dataclass(frozen=True)
class Trip:
    """A run and what has to act in it, by the names of `Tripped`."""

    name: str
    wanted: tuple[str, ...]
    scenario: Scenario


def _run(name: str, *wanted: str, minutes: float = 8.0, **terms: Any) -> Trip:
    scenario = Scenario(
        seed=SEED,
        hours=minutes / 60,
        strategy="GuardedRestlessStrategy",
        timeframe="1m",
        calm_minutes=1.0,
        **{**terms, "settings": {**PLAIN, **terms.get("settings", {})}},
    )
    return Trip(name, wanted, scenario)


def _session() -> Trip:
    return _run(
        "session",
        "lock SYMBOL_COOLDOWN",
        "lock MAX_CONSECUTIVE_LOSSES_REACHED",
        "lock MAX_DAILY_LOSS_REACHED",
        "lock MAX_DAILY_DRAWDOWN_REACHED",
        "lock STRATEGY_DEGRADED",
        "lock MAX_TRADES_PER_HOUR_REACHED",
        "breaker degradation",
        minutes=15,
        settings={"breaker": {}},
        protections=(
            {
                "method": "SessionLimit",
                "max_trades_per_hour": 4,
                "max_daily_loss_pct": 0.05,
                "max_consecutive_losses": 2,
                "symbol_cooldown_minutes": 1,
                **QUICK,
            },
            {"method": "DailyDrawdown", "max_drawdown_pct": 0.05, **QUICK},
            {
                "method": "StrategyDegradation",
                "window_trades": 3,
                "min_trades": 2,
                "consecutive_losses": None,
                "severe_pause_minutes": 1,
                "critical_pause_minutes": 2,
            },
        ),
    )


def _profit() -> Trip:
    terms = {"daily_profit_lock_pct": 0.01, "max_consecutive_losses": None, **QUICK}
    return _run(
        "profit",
        "lock DAILY_PROFIT_LOCKED",
        minutes=11,
        pairs=(BTC, ETH),
        holding_s=AN_HOUR_S,
        jumps=tuple(Jump(4, pair, 0.01) for pair in (BTC, ETH))
        + tuple(Jump(6, pair, -0.03) for pair in (BTC, ETH)),
        settings=FAR_STOPS,
        protections=({"method": "SessionLimit", **terms},),
    )


def _cap(name: str, reason: str, **caps: Any) -> Trip:
    open_caps = {"max_asset_pct": None, "max_group_pct": None, "max_sector_pct": None}
    return _run(
        name,
        reason,
        minutes=4,
        holding_s=AN_HOUR_S,
        settings={"portfolio": {**open_caps, **caps}},
    )


def _exposure() -> Trip:
    return _run(
        "exposure",
        "EXPOSURE_LIMIT",
        "lock EXPOSURE_LIMIT_NET",
        "lock EXPOSURE_LIMIT",
        holding_s=AN_HOUR_S,
        settings={"limits": {"max_exposure_pct": 46}},
        protections=(
            {
                "method": "PortfolioExposure",
                "max_exposure_pct": 40,
                "max_net_pct": 20,
                "cooldown_minutes": 1,
            },
        ),
    )


def _emergency(of: str, *jumps: Jump) -> Trip:
    """Prices rise under short positions."""
    limits = {"max_open_loss_pct": 0.15, "max_adverse_move_pct": 1}
    return _run(
        f"emergency of the {of}",
        f"{of.upper()}_EMERGENCY",
        holding_s=AN_HOUR_S,
        jumps=jumps,
        settings={**FAR_STOPS, "emergency": limits},
    )


def _breaker(cause: str, *, levels: Mapping[str, Any], **terms: Any) -> Trip:
    """A run in which the breaker opens up to HALT for one cause, for a minute at a time."""
    cooldowns = {"cooldown_s": {"alert": 1, "throttle": 1, "halt": 60}}
    breaker = {"degradation": False, **NO_LATENCY, **cooldowns, **levels}
    wanted = (f"breaker {cause}", "CIRCUIT_BREAKER")
    terms = {"minutes": 4, "pairs": (BTC, ETH), **terms}
    return _run(cause, *wanted, settings={"breaker": breaker}, **terms)


def trips() -> list[Trip]:
    """All of them."""
    return [
        _session(),
        _profit(),
        _cap("asset", "EXPOSURE_LIMIT_ASSET", max_asset_pct=0.5),
        _cap("group", "EXPOSURE_LIMIT_GROUP", max_group_pct=20),
        _cap("sector", "EXPOSURE_LIMIT_SECTOR", max_sector_pct=12),
        _cap("net", "EXPOSURE_LIMIT_NET", max_net_pct=20),
        _cap("heat", "HEAT_LIMIT", max_heat_pct=0.2),
        _exposure(),
        _emergency("position", Jump(3, BTC, 0.02)),
        _emergency("portfolio", *(Jump(3, pair, 0.009) for pair in PAIRS)),
        _breaker("latency", levels=SOME_LATENCY, slow=1.0),
        _breaker("failure_rate", levels={}, timeouts=0.5, minutes=8),
        _breaker("order_failures", levels={}, rates={"rejected_stop": 1.0}),
        _breaker("slippage", levels=SOME_SLIPPAGE),
        _breaker("loss", levels={"loss_pct": 0.02, "loss_minutes": 60}),
        _breaker("drift", levels={}, transfers=720.0, holding_s=60.0, minutes=6),
        _run("kill switch", "KILL_SWITCH", minutes=4, pairs=(BTC, ETH), halts=720.0),
    ]


@dataclass(frozen=True)
class Tripping:
    """What a run was to show, and what it did."""

    trip: Trip
    outcome: Outcome

    @property
    def missing(self) -> tuple[str, ...]:
        """What should have acted and did not."""
        return tuple(each for each in self.trip.wanted if not self.outcome.tripped.get(each))


def trippings(names: tuple[str, ...] = ()) -> Iterator[Tripping]:
    """Run those with these names, or all."""
    for trip in trips():
        if not names or trip.name in names:
            yield Tripping(trip, simulate(trip.scenario))
