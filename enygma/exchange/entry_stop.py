"""The stop that travels with an entry, so that no fill is ever without one.

KuCoin takes orders with attached triggers at `/api/v1/st-orders`. Its two triggers are directions
of the price: `triggerStopDownPrice` protects a long position, `triggerStopUpPrice` a short one.
ccxt fills the first from `stopLoss` and the second from `takeProfit`, whatever the side.
"""

from __future__ import annotations

from typing import Any

from ccxt import ROUND_DOWN, ROUND_UP
from freqtrade.enums import MarginMode, PriceType
from freqtrade.exchange import Exchange

from enygma.exchange.liquidation import TAKER_FEE, liquidation_price
from enygma.exchange.settings import ExchangeSettings

PRICE_TYPES = {PriceType.LAST: "TP", PriceType.MARK: "MP", PriceType.INDEX: "IP"}
"""KuCoin's names of the prices that may trigger a stop."""


class EntryStop(Exchange):
    """Attaches the strategy's hard stop to entries."""

    def attached_stop(self, pair: str, side: str, rate: float, leverage: float) -> float | None:
        """The trigger of the stop to attach to an entry, None when none is wanted or known.

        The strategy's `stoploss` is a loss on the margin, so the price may move by that share
        divided by the leverage, though not as far as the liquidation price.

        Args:
            pair: Market.
            side: Side of the entry.
            rate: The entry's expected price.
            leverage: The entry's leverage.
        """
        stoploss = self._config.get("stoploss")
        if not stoploss or not ExchangeSettings.of(self._config).entry_stop:
            return None
        hard = hard_stop_price(rate, side, abs(float(stoploss)), leverage)
        last = self._last_price_for_a_stop(pair, side, rate, leverage)
        if last is not None:
            hard = max(hard, last) if side == "buy" else min(hard, last)
        trigger = self.price_towards_entry(pair, hard, exit_side(side))
        return trigger if trigger > 0 else None

    def _last_price_for_a_stop(
        self, pair: str, side: str, rate: float, leverage: float
    ) -> float | None:
        """The liquidation price of the entry, `liquidation_buffer` nearer to it.

        A stop beyond it would protect nothing. None with cross margin, where the whole wallet
        backs the position, and while the contract's risk limits are not known.
        """
        if self.margin_mode != MarginMode.ISOLATED or not self._leverage_tiers.get(pair):
            return None
        maintenance_rate, _ = self.get_maintenance_ratio_and_amt(pair, 0.0)
        liquidation = liquidation_price(
            entry_price=rate,
            amount=1.0,
            margin=rate / leverage,
            is_short=side == "sell",
            maintenance_rate=maintenance_rate,
            fee_rate=float(self.markets[pair].get("taker") or TAKER_FEE),
        )
        return float(liquidation + (rate - liquidation) * self.liquidation_buffer)

    def price_towards_entry(self, pair: str, price: float, side: str) -> float:
        """A stop's price on the tick that is nearer to the entry; `side` is that of the stop."""
        rounding = ROUND_DOWN if side == "buy" else ROUND_UP
        return float(self.price_to_precision(pair, price, rounding_mode=rounding))

    def stop_price_type(self) -> str:
        """KuCoin's name of the price that triggers the strategy's stops."""
        order_types = self._config.get("order_types") or {}
        return PRICE_TYPES[PriceType(order_types.get("stoploss_price_type", PriceType.LAST))]


def hard_stop_price(rate: float, side: str, stoploss: float, leverage: float) -> float:
    """Where a loss of `stoploss` on the margin is reached.

    Args:
        rate: Price of the entry.
        side: `buy` or `sell`, of the entry.
        stoploss: The loss as a share of the margin, positive.
        leverage: Leverage of the position.
    """
    move = stoploss / leverage
    return rate * (1 - move if side == "buy" else 1 + move)


def exit_side(side: str) -> str:
    """The side of what closes a position that was entered by `side`."""
    return "sell" if side == "buy" else "buy"


def attached_params(side: str, trigger: float, price_type: str) -> dict[str, Any]:
    """ccxt's parameters that attach a stop to an entry; see the module for their names."""
    name = "stopLoss" if side == "buy" else "takeProfit"
    return {name: {"triggerPrice": trigger, "triggerPriceType": price_type}}
