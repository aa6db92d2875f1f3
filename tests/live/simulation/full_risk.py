"""Every rule that risk has, switched on, with numbers that a day of trading reaches."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from custom_risk.exits import EXIT_POLICIES
from custom_risk.settings.risk import STOPS_WITH_A_TARGET
from custom_risk.sizing import SIZING_MODELS
from custom_risk.stops import STOP_POLICIES

PROTECTIONS = "listed_protections"
"""Key of the configuration from which the simulated strategy takes its protections."""

Section = Mapping[str, Any]

LEVERAGES = ((6, 10), (3, 6), (10, 20))
"""Of new positions, and the most."""
PORTFOLIOS: tuple[Section, ...] = (
    {},
    {"max_net_pct": 40, "max_heat_pct": 3},
    {
        "max_asset_pct": 12,
        "max_group_pct": 30,
        "max_sector_pct": 20,
        "max_net_pct": 18,
        "max_heat_pct": 1,
    },
)
EMERGENCIES: tuple[Section, ...] = ({}, {"max_open_loss_pct": 1, "max_adverse_move_pct": 1.5})
BREAKERS: tuple[Section, ...] = (
    {},
    {"loss_pct": 1, "loss_minutes": 15, "slippage_pct": {"alert": 0.02, "throttle": 0.05}},
)


def full_risk(seed: int) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """The `custom_risk` section and the protections of a seed."""
    draw = Random(f"{seed}|risk")  # noqa: S311 - a simulation is drawn, nothing is secret
    stops = draw.choice(sorted(STOP_POLICIES))
    exits = draw.choice(sorted(EXIT_POLICIES.keys() - _without_a_target(stops)))
    leverage, most = draw.choice(LEVERAGES)
    section = {
        "sizing": {"model": draw.choice(sorted(SIZING_MODELS)), **_sizes(draw)},
        "leverage": {"default": leverage, "max": most},
        "stops": {"policy": stops},
        "exits": {"policy": exits},
        "portfolio": draw.choice(PORTFOLIOS),
        "emergency": draw.choice(EMERGENCIES),
        "breaker": draw.choice(BREAKERS),
    }
    return section, _protections(draw)


def _without_a_target(stops: str) -> frozenset[str]:
    """Exit policies that do not go with a stop policy."""
    return frozenset() if stops in STOPS_WITH_A_TARGET else frozenset({"target"})


def _sizes(draw: Random) -> dict[str, Any]:
    """Kelly leaves its exploration within a day, and the table has bands for every signal."""
    bands = [
        {"from_pct": 50, "leverage": 3, "volatile_leverage": 2, "risk_pct": 0.3},
        {"from_pct": 80, "leverage": 8, "volatile_leverage": 4, "risk_pct": 1.0},
    ]
    return {
        "margin_pct": draw.choice((1.0, 2.0, 4.0)),
        "kelly": {"window": 30, "min_trades": 10},
        "confidence_table": {"bands": [{**each, "max_notional_pct": 25} for each in bands]},
    }


def _protections(draw: Random) -> tuple[dict[str, Any], ...]:
    pause = {"on_violation": "cooldown", "cooldown_minutes": draw.choice((10, 60))}
    halt_or_pause = draw.choice(({}, pause))
    return (
        {
            "method": "SessionLimit",
            "max_trades_per_hour": draw.choice((4, 8, 100)),
            "max_daily_loss_pct": draw.choice((0.5, 2.0, 5.0)),
            "daily_profit_lock_pct": draw.choice((0.5, 2.0)),
            "max_consecutive_losses": draw.choice((3, 5)),
            "symbol_cooldown_minutes": draw.choice((5, 30)),
            **pause,
        },
        {"method": "DailyDrawdown", "max_drawdown_pct": draw.choice((1.0, 3.0)), **halt_or_pause},
        {
            "method": "StrategyDegradation",
            "window_trades": 12,
            "min_trades": draw.choice((4, 8)),
            "severe_pause_minutes": 30,
            "critical_pause_minutes": 60,
        },
        {
            "method": "PortfolioExposure",
            "max_exposure_pct": draw.choice((60, 90)),
            "max_net_pct": draw.choice((30, 60)),
            "max_heat_pct": draw.choice((1, 4)),
            "cooldown_minutes": 10,
        },
        {"method": "CircuitBreaker", "loss_pct": draw.choice((0.5, 5)), "loss_minutes": 30},
    )
