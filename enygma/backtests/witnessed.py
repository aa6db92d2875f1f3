"""freqtrade's backtest with what risk decided in its result."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from freqtrade.enums import RunMode
from freqtrade.optimize.backtesting import Backtesting

from custom_risk.events import RiskEvents
from custom_risk.rules import RiskRules
from enygma.backtests.entry_regimes import entry_regimes
from enygma.backtests.fast.pieces import in_force
from enygma.backtests.log import KEY, BacktestLog


class WitnessedBacktesting(Backtesting):
    """Takes the place of `Backtesting`, and lets the pieces of `fast` work in it.

    A strategy without risk rules has freqtrade's own result, and so has a run of hyperopt, which
    keeps the statistics of every epoch.
    """

    def load_bt_data(self) -> tuple[dict[str, Any], Any]:
        """The candles, with the digits of their prices counted fast."""
        with in_force(self.config):
            loaded: tuple[dict[str, Any], Any] = super().load_bt_data()
            return loaded

    def backtest(
        self, processed: dict[str, Any], start_date: datetime, end_date: datetime
    ) -> dict[str, Any]:
        """Run one strategy, listening to its risk."""
        with in_force(self.config):
            return self._listened(processed, start_date, end_date)

    def _listened(
        self, processed: dict[str, Any], start_date: datetime, end_date: datetime
    ) -> dict[str, Any]:
        events = RiskEvents.of(self.strategy)
        if events is None or self.config.get("runmode") == RunMode.HYPEROPT:
            content: dict[str, Any] = super().backtest(processed, start_date, end_date)
            return content
        log = BacktestLog()
        events.subscribe(log)
        try:
            content = super().backtest(processed, start_date, end_date)
        finally:
            events.unsubscribe(log)
        rules: RiskRules = self.strategy.risk_rules
        column = self.strategy.risk_regime_column
        regimes = entry_regimes(column, processed, content["results"])
        return {**content, KEY: {**log.summary(rules.settings), "regimes": regimes}}
