"""freqtrade's configuration for one stretch of candles."""

from __future__ import annotations

import logging
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enygma.research.quiet import quiet
from enygma.research.refusal import RequestError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from enygma.research.walk_forward.window import Stretch


@dataclass(frozen=True)
class Settings:
    """The configuration as `freqtrade hyperopt` would load it, read once for all windows."""

    config: Mapping[str, Any]

    @classmethod
    def load(cls, arguments: Mapping[str, Any]) -> Settings:
        """Load it with freqtrade's own reader.

        Args:
            arguments: freqtrade's of `hyperopt`, by their names in its code.

        Raises `RequestError` without a strategy, and freqtrade's `OperationalException` for what
        it cannot read or use.
        """
        from freqtrade.commands.optimize_commands import setup_optimize_configuration
        from freqtrade.enums import RunMode

        # the user's own file of parameters stays as it is
        given = {**arguments, "disableparamexport": True, "export": "none"}
        with quiet(logging.WARNING):
            config = setup_optimize_configuration(given, RunMode.HYPEROPT)
        if not config.get("strategy"):
            raise RequestError("name a strategy, with --strategy or in the configuration")
        return cls(config)

    @property
    def strategy(self) -> str:
        """The class name of the strategy."""
        return str(self.config["strategy"])

    @property
    def user_data_dir(self) -> Path:
        """freqtrade's user directory."""
        return Path(self.config["user_data_dir"])

    @property
    def starting_balance(self) -> float:
        """The wallet before the first window, in the stake currency."""
        from freqtrade.util import get_dry_run_wallet

        return float(get_dry_run_wallet(dict(self.config)))

    def wallet(self, balance: float) -> float | dict[str, float]:
        """`dry_run_wallet` with another amount of the stake currency."""
        wallet = self.config["dry_run_wallet"]
        if not isinstance(wallet, dict):
            return balance
        return {**wallet, str(self.config["stake_currency"]): balance}

    def without_secrets(self) -> dict[str, Any]:
        """The configuration as its files have it, to be kept with a result."""
        from freqtrade.configuration import sanitize_config

        told: dict[str, Any] = sanitize_config(self.config["original_config"])
        return told

    def fresh(self, **changes: Any) -> dict[str, Any]:
        """A copy: freqtrade changes the configuration that it is given."""
        return {**deepcopy(dict(self.config)), **changes}

    def to_search(self, stretch: Stretch, candle: timedelta, **changes: Any) -> dict[str, Any]:
        """A configuration of its own for a hyperopt, which changes what it is given."""
        return self.fresh(timerange=stretch.timerange(candle), **changes)

    def to_trade(self, stretch: Stretch, candle: timedelta, **changes: Any) -> dict[str, Any]:
        """A configuration of its own for a backtest of parameters that a search has chosen."""
        from freqtrade.enums import RunMode
        from freqtrade.optimize.hyperopt_tools import HyperoptTools

        config = self.to_search(stretch, candle, runmode=RunMode.BACKTEST)
        # what a search of these spaces switches on
        if HyperoptTools.has_space(config, "sell"):
            config["use_exit_signal"] = True
        if HyperoptTools.has_space(config, "protection"):
            config["enable_protections"] = True
        return {**config, **changes}
