"""What a strategy's class or freqtrade's own settings would take away from the risk rules.

freqtrade enters with its own proposal where a callback is missing, and says nothing: so a strategy
that replaces one of risk's callbacks, or a setting that switches one off, is refused.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from inspect import unwrap
from types import CodeType
from typing import Any

from freqtrade.enums import RunMode, TradingMode

logger = logging.getLogger(__name__)

CALLBACKS = (
    "leverage",
    "custom_stake_amount",
    "confirm_trade_entry",
    "custom_stoploss",
    "adjust_trade_position",
    "custom_exit",
    "custom_roi",
    "order_filled",
    "bot_start",
    "ft_bot_start",
    "bot_loop_start",
    "advise_indicators",
    "advise_exit",
)
"""What freqtrade calls and risk answers."""

SLICES = "position_adjustment_enable"
SWITCHES: Mapping[str, str] = {
    "use_custom_stoploss": "no stop but the hard limit is ever set",
    "use_exit_signal": "no open loss is seen and no emergency exit is made",
    SLICES: "no slice of a position is ever sold",
}
"""freqtrade's own switches, with what would be lost."""
HINDRANCES: Mapping[str, str] = {
    "exit_profit_only": "while an exit signal waits for a profit, freqtrade asks for no emergency "
    "exit; give the exit signal only where it is meant",
    "ignore_roi_if_entry_signal": "while the entry signal stands, no profit would be taken",
    "trailing_stop": "freqtrade would move stops beside custom_risk.stops",
}
"""As `SWITCHES`, of those that must be off."""
REPLACED: Mapping[str, str] = {
    "stoploss": "custom_risk.stops",
    "minimal_roi": "custom_risk.exits",
}
"""What freqtrade's strategies say themselves, and the settings that say it in its place."""
ADDITIONS = "max_entry_position_adjustment"
ON_EXCHANGE = "stoploss_on_exchange"
ORDER_TYPES = (
    '"order_types": {"entry": "market", "exit": "market", "stoploss": "market", '
    f'"{ON_EXCHANGE}": true}}'
)
"""The shortest that freqtrade takes: all four keys are needed."""


class OverrideError(ValueError):
    """Something stands between freqtrade and the risk rules. The message says how to mend it."""


def require_callbacks(kind: type, rules: type) -> None:
    """See to it that every callback of `rules` is still reached through `kind`, its subclass.

    Raises
    ------
    OverrideError
        If a class replaces one without a `super()` in it.
    """
    above = kind.__mro__[: kind.__mro__.index(rules)]
    replaced = [
        f"{each.__name__}.{name}"
        for each in above
        for name in CALLBACKS
        if name in vars(each) and not _calls_super(vars(each)[name])
    ]
    if replaced:
        name = replaced[0].partition(".")[2]
        raise OverrideError(
            f"{', '.join(replaced)} takes the place of the risk rules' own {name}, which would "
            f"never be asked: have it call super().{name}(...) and go by the answer"
        )


def _calls_super(method: Any) -> bool:
    code = getattr(unwrap(method), "__code__", None)
    return code is not None and any("super" in each.co_names for each in _codes(code))


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code and that of the functions inside it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def require_settings(strategy: Any, config: Mapping[str, Any]) -> None:
    """See to it that freqtrade will ask the callbacks, and stop where risk says.

    Raises
    ------
    OverrideError
        If the strategy's class, or freqtrade's configuration, which goes before it, switches
        something off or has a stop or take profit of its own.
    """
    # freqtrade writes a strategy's attributes into the configuration that it loads it with
    written = config.get("original_config", config)
    _tell_replaced(type(strategy))
    for key, lost in SWITCHES.items():
        is_needed = key != SLICES or strategy.risk_rules.exits.first_level is not None
        if is_needed and not written.get(key, getattr(strategy, key, True)):
            raise OverrideError(f"{key} must be true: without it {lost}. Remove the key")
    for key, why in HINDRANCES.items():
        if written.get(key, getattr(strategy, key, False)):
            raise OverrideError(f"{key} must be false: {why}. Remove the key")
    if written.get(ADDITIONS, getattr(strategy, ADDITIONS)) != 0:
        raise OverrideError(
            f"{ADDITIONS} must be 0: what is added to a position would be sized by no rule and "
            "asked about no limit. Remove the key"
        )
    orders = written.get("order_types", strategy.order_types)
    if _trades_futures(config) and not orders.get(ON_EXCHANGE):
        raise OverrideError(
            f"order_types.{ON_EXCHANGE} must be true where real money trades futures: without it "
            f"the stop follows the price only while the bot runs. Set it in the strategy's "
            f"order_types or the configuration's, which goes before it, as a whole: {ORDER_TYPES}"
        )
    if "stoploss" in written and float(written["stoploss"]) != strategy.stoploss:
        raise OverrideError(
            f"stoploss {written['stoploss']}: freqtrade would take it in the place of "
            "custom_risk.stops.hard_limit_roi. Set that one, and remove this key"
        )
    if "minimal_roi" in written and _table(written["minimal_roi"]) != _table(strategy.minimal_roi):
        raise OverrideError(
            f"minimal_roi {written['minimal_roi']}: freqtrade would take it in the place of "
            "custom_risk.exits. Set take_profit_roi there, and remove this key"
        )


def _tell_replaced(strategy: type) -> None:
    for key, settings in REPLACED.items():
        if own := getattr(strategy, key, None):
            name = strategy.__name__
            logger.warning("%s %s of %s is not used, %s decides it", key, own, name, settings)


def _trades_futures(config: Mapping[str, Any]) -> bool:
    is_live = config.get("runmode") is RunMode.LIVE
    return is_live and config.get("trading_mode") == TradingMode.FUTURES


def _table(roi: Any) -> dict[int, float]:
    return {int(minutes): float(ratio) for minutes, ratio in dict(roi).items()}
