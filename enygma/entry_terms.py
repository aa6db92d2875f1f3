"""What an entry would get now: price, leverage, margin and stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from freqtrade.strategy import IStrategy


@dataclass(frozen=True, slots=True)
class EntryTerms:
    """The terms of an entry.

    Attributes:
        price: What the order book asks for the entry, in quote currency.
        leverage: Of the position.
        margin: In stake currency; times the leverage it is the notional. 0: no entry.
        stop: Where the stop begins, in quote currency.
    """

    price: float
    leverage: float
    margin: float
    stop: float

    @property
    def notional(self) -> float:
        """In stake currency."""
        return self.margin * self.leverage

    @property
    def stop_percent(self) -> float:
        """The way from price to stop, signed."""
        return 100 * (self.stop / self.price - 1)


class TermsRequest:
    """Asks a strategy's callbacks what freqtrade asks them before an entry."""

    def __init__(self, strategy: IStrategy, pair: str, side: str, tag: str, now: datetime) -> None:
        self._strategy = strategy
        self._asked = {"pair": pair, "side": side, "entry_tag": tag, "current_time": now}
        self._pair = pair
        self._side = side

    def terms(self) -> EntryTerms:
        """The terms at this moment.

        Raises:
            FreqtradeException: The order book or the wallet cannot be asked.
        """
        price = self._price()
        leverage = self._leverage(price)
        margin = self._margin(price, leverage)
        return EntryTerms(price, leverage, margin, self._stop(price, leverage))

    def _price(self) -> float:
        book = self._strategy.dp.orderbook(self._pair, 1)
        return float(book["asks" if self._side == "long" else "bids"][0][0])

    def _leverage(self, price: float) -> float:
        market = self._strategy.dp.market(self._pair) or {}
        most = ((market.get("limits") or {}).get("leverage") or {}).get("max") or 1.0
        wanted = self._strategy.leverage(
            current_rate=price, proposed_leverage=1.0, max_leverage=float(most), **self._asked
        )
        return float(min(max(wanted, 1.0), most))

    def _margin(self, price: float, leverage: float) -> float:
        wallets, slots = self._strategy.wallets, self._strategy.config["max_open_trades"]
        margin = self._strategy.custom_stake_amount(
            current_rate=price,
            proposed_stake=wallets.get_trade_stake_amount(self._pair, slots),
            min_stake=None,
            max_stake=wallets.get_available_stake_amount(),
            leverage=leverage,
            **self._asked,
        )
        return float(margin)

    def _stop(self, price: float, leverage: float) -> float:
        """By the risk rules where the strategy has them, else by freqtrade's `stoploss`."""
        by_rules = getattr(self._strategy, "entry_stop_ratio", None)
        if by_rules is not None:
            return float(price * by_rules(self._side, leverage))
        away = abs(float(self._strategy.stoploss)) / leverage
        return price * (1 - away if self._side == "long" else 1 + away)
