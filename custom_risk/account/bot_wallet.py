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

    An exchange's total on futures holds open profit. On spot markets what was paid for coins is
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
        return None if total is None else float(total) + self._paid_for_coins()

    @property
    def has_open_profit(self) -> bool:
        """Whether the total holds what open positions earned so far."""
        return self.is_exchanges and not self._buys_coins

    def _paid_for_coins(self) -> float:
        if not self._buys_coins:
            return 0.0
        return sum(float(each.amount * each.open_rate) for each in Trade.get_open_trades())

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
            self._strategy.wallets.update()
        except ExchangeError as error:
            raise RiskInputError(f"equity ({error})", None) from error
