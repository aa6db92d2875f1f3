"""freqtrade's backtest with what risk decided in its result."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from freqtrade.enums import RunMode
from freqtrade.optimize.backtesting import Backtesting

from custom_risk.events import RiskEvents
from custom_risk.rules import RiskRules
from enygma.backtests.log import KEY, BacktestLog


class WitnessedBacktesting(Backtesting):
    """Takes the place of `Backtesting`.

    A strategy without risk rules has freqtrade's own result, and so has a run of hyperopt, which
    keeps the statistics of every epoch.
    """

    def backtest(
        self, processed: dict[str, Any], start_date: datetime, end_date: datetime
    ) -> dict[str, Any]:
        """Run one strategy, listening to its risk."""
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
        return {**content, KEY: log.summary(rules.settings)}
