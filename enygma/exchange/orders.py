"""Orders: what they carry, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freqtrade.enums import TradingMode
from freqtrade.exceptions import TemporaryError
from freqtrade.exchange import Exchange

from enygma.exchange.margin import Margin, whole_leverage
from enygma.exchange.settings import ExchangeSettings

if TYPE_CHECKING:
    from datetime import datetime

FILLS_PER_PAGE = 1000


class Orders(Margin, Exchange):
    """Orders of the futures account."""

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

    def create_order(self, *, pair: str, **order: Any) -> dict[str, Any]:
        """Place an order; KuCoin answers with its id alone, so it is open until fetched."""
        try:
            placed: dict[str, Any] = super().create_order(pair=pair, **order)
        except TemporaryError:
            self.forget_margin_mode(pair)
            raise
        return placed

    def get_trades_for_order(
        self, order_id: str, pair: str, since: datetime, params: dict[str, Any] | None = None
    ) -> list[Any]:
        """The fills of one order, with their fees; without its id KuCoin answers 50 of the pair."""
        if self.trading_mode == TradingMode.FUTURES:
            params = {"orderId": order_id, "pageSize": FILLS_PER_PAGE, **(params or {})}
        fills: list[Any] = super().get_trades_for_order(order_id, pair, since, params)
        return fills
