"""The market's prices as exact decimals."""

from dataclasses import dataclass
from decimal import Decimal

from enygma.sandbox.market import Market
from enygma.sandbox.trading.money import exact
from enygma.sandbox.trading.terms import PriceType


@dataclass(frozen=True, slots=True)
class Quote:
    """Prices of a contract at one moment, in USDT per base unit."""

    last: Decimal
    mark: Decimal
    index: Decimal
    bid: Decimal
    ask: Decimal

    def of(self, kind: PriceType) -> Decimal:
        """The price that a stop of that type watches."""
        if kind is PriceType.MARK:
            return self.mark
        return self.index if kind is PriceType.INDEX else self.last


class Quotes:
    """Quotes of a market, each computed once a moment."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._latest: dict[str, tuple[int, Quote]] = {}

    def at(self, symbol: str, now_ms: int) -> Quote:
        """The quote of `symbol`. Raises NoPriceError before its first candle."""
        known = self._latest.get(symbol)
        if known is not None and known[0] == now_ms:
            return known[1]
        prices = self._market.prices(symbol, now_ms)
        quote = Quote(
            last=exact(prices.last),
            mark=exact(prices.mark),
            index=exact(prices.index),
            bid=exact(prices.best_bid),
            ask=exact(prices.best_ask),
        )
        self._latest[symbol] = (now_ms, quote)
        return quote

    def forget(self, symbol: str) -> None:
        """Look at `symbol` anew: its prices were moved."""
        self._latest.pop(symbol, None)
