"""What the model does not know, and therefore steps aside for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ccxt import TICK_SIZE

from custom_risk.settings import RiskSettings

KNOWN_SETTINGS = {
    "use_exit_signal": True,
    "exit_profit_only": False,
    "ignore_roi_if_entry_signal": False,
    "trailing_stop": False,
    "use_custom_roi": False,
    "use_custom_stoploss": True,
}
"""Attributes of a strategy."""
CALLBACKS = (
    "adjust_entry_price",
    "adjust_exit_price",
    "adjust_order_price",
    "adjust_trade_position",
    "bot_loop_start",
    "check_entry_timeout",
    "check_exit_timeout",
    "confirm_trade_entry",
    "confirm_trade_exit",
    "custom_entry_price",
    "custom_exit",
    "custom_exit_price",
    "custom_roi",
    "custom_stake_amount",
    "custom_stoploss",
    "ft_check_timed_out",
    "ft_stoploss_adjust",
    "ft_stoploss_reached",
    "leverage",
    "min_roi_reached",
    "min_roi_reached_entry",
    "order_filled",
    "should_exit",
)
KNOWN_CLASSES = frozenset(
    {
        "custom_risk.risk_managed",
        "enygma.limit_entries",
        "enygma.manual_entries",
        "enygma.score_exits",
        "freqtrade.strategy.interface",
    }
)
"""Modules whose callbacks the model knows; entries that wait are orders of another type."""
SPACES = ("protection", "trailing")
"""Spaces whose parameters it does not know."""


def hindrance(optimizer: Any) -> str | None:
    """Why epochs of a prepared `HyperOptimizer` cannot be screened; None where they can."""
    return next(_hindrances(optimizer), None)


def _hindrances(optimizer: Any) -> Iterator[str]:
    backtest, config = optimizer.backtesting, optimizer.config
    strategy = backtest.strategy
    if not hasattr(strategy, "risk_rules"):
        yield "the strategy is not RiskManaged"
        return
    yield from _of_rules(strategy.risk_rules.settings)
    yield from _of_strategy(strategy)
    yield from (f"the space '{each}' is searched" for each in SPACES if each in optimizer.spaces)
    if backtest.enable_protections:
        yield "protections are on"
    if config.get("timeframe_detail"):
        yield "there are detail candles"
    if config.get("analyze_per_epoch"):
        yield "every epoch is analysed anew (--analyze-per-epoch)"
    if "available_capital" in config:
        yield "available_capital is set"
    if {backtest.precision_mode, backtest.precision_mode_price} != {TICK_SIZE}:
        yield "the exchange counts decimals, not ticks"


def _of_rules(settings: RiskSettings) -> Iterator[str]:
    chosen = {
        "sizing.model": (settings.sizing.model, "fixed_fraction"),
        "stops.policy": (settings.stops.policy, "roi_staircase"),
        "exits.policy": (settings.exits.policy, "partial_roi"),
    }
    for key, (value, known) in chosen.items():
        if value != known:
            yield f"custom_risk.{key} is {value}, not {known}"
    for key in ("portfolio", "emergency", "breaker"):
        if getattr(settings, key) is not None:
            yield f"custom_risk.{key} is set"


def _of_strategy(strategy: Any) -> Iterator[str]:
    for name, known in KNOWN_SETTINGS.items():
        if getattr(strategy, name) != known:
            yield f"the strategy has {name} {getattr(strategy, name)}"
    for kind in ("entry", "exit"):
        if strategy.order_types[kind] != "market":
            yield f"orders to {kind} are {strategy.order_types[kind]} orders"
    for name in own_callbacks(type(strategy)):
        yield f"the strategy has a {name} of its own"


def own_callbacks(kind: type) -> list[str]:
    """Callbacks of a strategy's class that something else than the model knows answers, too."""
    return [
        name
        for name in CALLBACKS
        if not all(each.__module__ in KNOWN_CLASSES for each in kind.__mro__ if name in vars(each))
    ]
