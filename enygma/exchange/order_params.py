"""What every order of a contract says, in KuCoin's words and units."""

from __future__ import annotations

from math import isfinite
from typing import Any

from freqtrade.enums import TradingMode
from freqtrade.exceptions import InvalidOrderException
from freqtrade.exchange import Exchange

from enygma.exchange.errors import freqtrade_errors
from enygma.exchange.margin import whole_leverage
from enygma.exchange.settings import ExchangeSettings


class OrderParams(Exchange):
    """Parameters and sizes of orders."""

    def _get_params(
        self,
        side: str,
        ordertype: str,
        leverage: float,
        reduceOnly: bool,  # noqa: N803 - freqtrade's name
        time_in_force: str = "GTC",
    ) -> dict[str, Any]:
        params: dict[str, Any] = super()._get_params(
            side=side,
            ordertype=ordertype,
            leverage=leverage,
            reduceOnly=reduceOnly,
            time_in_force=time_in_force,
        )
        if self.trading_mode != TradingMode.FUTURES:
            return params
        if params.get("timeInForce") == "PO":
            # ccxt would send PO as a time in force as well, which KuCoin does not know
            del params["timeInForce"]
            params["postOnly"] = True
        # an exit must never fail on its leverage: KuCoin ignores it for reduce-only orders
        whole = max(int(leverage), 1) if reduceOnly else whole_leverage(leverage)
        return {**params, **self.account_params(whole)}

    def account_params(self, leverage: int) -> dict[str, Any]:
        """What every order of a contract says; ccxt would say leverage 1 and leave out the rest."""
        params: dict[str, Any] = {"marginMode": self.margin_mode.value, "leverage": leverage}
        if ExchangeSettings.of(self._config).hedged:
            params["hedged"] = True
        return params

    def whole_lots(self, pair: str, amount: float) -> int:
        """An amount of the base currency in whole lots, rounded down.

        Raises:
            InvalidOrderException: It is less than one lot, or no number.
        """
        if not isfinite(amount):
            raise InvalidOrderException(
                f"An order for {amount} of {pair} is not sent: let the strategy's "
                "custom_stake_amount() return a number."
            )
        with freqtrade_errors(f"express {amount} of {pair} in lots"):
            lots = int(self.amount_to_precision(pair, self._amount_to_contracts(pair, amount)))
        if lots < 1:
            raise InvalidOrderException(
                f"{amount} is less than one lot of {pair}, which is {self.get_contract_size(pair)} "
                f"{self.get_pair_base_currency(pair)}. Stake more, or use less of the account "
                "elsewhere."
            )
        return lots
