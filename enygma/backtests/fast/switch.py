"""Whether a backtest runs faster, and what makes it step aside."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import Any

from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException

logger = logging.getLogger(__name__)

SECTION, KEY = "enygma", "fast_backtest"
VARIABLE = "ENYGMA_FAST_BACKTEST"
_OFF = ("off", "0", "false", "no")
_TOLD: set[str] = set()


def is_fast(config: Mapping[str, Any]) -> bool:
    """Whether this configuration's backtests use the pieces; why not is logged once.

    Raises OperationalException when the key holds neither true nor false.
    """
    asked = (config.get(SECTION) or {}).get(KEY, True)
    if not isinstance(asked, bool):
        raise OperationalException(
            f"'{SECTION}.{KEY}' is {asked!r}: write true for fast backtests (the default) or "
            "false for freqtrade's own."
        )
    if not asked or os.environ.get(VARIABLE, "").strip().lower() in _OFF:
        return False
    reason = hindrance(config)
    if reason is not None and reason not in _TOLD:
        _TOLD.add(reason)
        logger.warning("Fast backtest steps aside, freqtrade's own runs: %s.", reason)
    return reason is None


def hindrance(config: Mapping[str, Any]) -> str | None:
    """What is configured that the pieces were not proven equal with; None for nothing."""
    if (config.get("freqai") or {}).get("enabled", False):
        return "FreqAI is enabled"
    if config.get("position_stacking", False):
        return "position stacking is on"
    if config.get("enable_dynamic_pairlist", False):
        return "the list of pairs is dynamic"
    if config.get("margin_mode") == "cross":
        return "margin is cross"
    if config.get("export") == "signals":
        return "signals are exported"
    if config.get("runmode") is RunMode.WEBSERVER:
        return "the backtest is asked for by FreqUI"
    if config.get("trading_mode") != "futures":
        return f"trading mode is {config.get('trading_mode', 'spot')}, not futures"
    return None
