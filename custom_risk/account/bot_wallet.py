"""What the account is worth by freqtrade's wallets."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from freqtrade.enums import RunMode, TradingMode
from freqtrade.exceptions import ExchangeError
from freqtrade.persistence import Trade

from custom_risk.inputs import RiskInputError

logger = logging.getLogger(__name__)


class BotWallet:
    """The total in stake currency; that of a live bot is the exchange's.

    freqtrade's total on futures is without open profit, what it calls the wallet balance, so the
    exchange's own figure for each position is added. On spot markets what was paid for coins is
    in nobody's total, and is added.

    freqtrade asks the exchange again after orders, else once an hour: too late where the open
    profit of positions decides on what may be entered.
    """

    def __init__(self, strategy: Any, config: Mapping[str, Any]) -> None:
        """`strategy` is given its wallets when the bot is built."""
        self._strategy = strategy
        self._currency = config["stake_currency"]
        self.is_exchanges = config.get("runmode") is RunMode.LIVE
        """Whether the total is an exchange's own."""
        self._buys_coins = config.get("trading_mode") == TradingMode.SPOT

    def total(self) -> float | None:
        """As it was told last, None before."""
        wallets = self._strategy.wallets
        total = wallets.get_total(self._currency) if wallets else None
        if total is None:
            return None
        return float(total) + self._paid_for_coins() + self._open_profit()

    @property
    def has_open_profit(self) -> bool:
        """Whether the total holds what open positions earned so far."""
        return self.is_exchanges and not self._buys_coins

    def _paid_for_coins(self) -> float:
        if not self._buys_coins:
            return 0.0
        return sum(float(each.amount * each.open_rate) for each in Trade.get_open_trades())

    def _open_profit(self) -> float:
        if not self.has_open_profit:
            return 0.0
        held = self._strategy.wallets.get_all_positions().values()
        return sum(float(each.unrealized_pnl) for each in held)

    def follow(self) -> None:
        """Ask an exchange; where it does not answer, what it said last goes on to hold."""
        try:
            self.ask()
        except RiskInputError as error:
            logger.warning("The equity is as it was told last: %s", error)

    def ask(self) -> None:
        """Ask an exchange.

        Raises
        ------
        RiskInputError
            If it does not answer.
        """
        if not self.is_exchanges or self._strategy.wallets is None:
            return
        try:
            # `update` would write a line into the log in every loop
            self._strategy.wallets._update_live()  # noqa: SLF001
        except ExchangeError as error:
            raise RiskInputError(f"equity ({error})", None) from error
