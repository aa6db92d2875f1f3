"""What a market entry would pay, before it is sent."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from freqtrade.exceptions import DependencyException, ExchangeError
from freqtrade.exchange import Exchange

from enygma.exchange.settings import ExchangeSettings

logger = logging.getLogger(__name__)

BOOK_LEVELS = 100


class SlippageError(DependencyException):
    """A market entry would be filled too far from the price on which it was decided."""


class SlippageGuard(Exchange):
    """Refuses market entries that the order book would fill at a bad price. Exits pass."""

    def check_slippage(self, pair: str, side: str, amount: float, rate: float) -> None:
        """Compare the price of the book for a size with the price of the decision.

        Args:
            pair: Market.
            side: `buy` or `sell`.
            amount: Size in the base currency.
            rate: The price on which freqtrade decided.

        Raises:
            SlippageError: The deviation exceeds `enygma.max_entry_slippage`, the book is too thin
                for the size, or it cannot be read.
        """
        limit = ExchangeSettings.of(self._config).max_entry_slippage
        try:
            book = self.fetch_l2_order_book(pair, BOOK_LEVELS)
        except ExchangeError as error:
            raise SlippageError(
                f"The market entry for {pair} is not sent: its price cannot be estimated without "
                f"the order book ({error})."
            ) from error
        price = depth_weighted_price(book["asks" if side == "buy" else "bids"], amount)
        if price is None:
            raise SlippageError(
                f"The market entry for {pair} is not sent: the order book has less than {amount}."
            )
        deviation = adverse_deviation(side, price, rate)
        if deviation > limit:
            raise SlippageError(
                f"The market entry for {pair} is not sent: {amount} would {side} at {price:.8g} "
                f"on average, {deviation:.2%} worse than {rate:.8g}, on which it was decided. "
                f"enygma.max_entry_slippage allows {limit:.2%}."
            )
        logger.debug("Expected slippage of the entry for %s: %.4f %%.", pair, deviation * 100)


def depth_weighted_price(levels: Iterable[Sequence[float]], amount: float) -> float | None:
    """The average price at which an amount is filled by a side of the book, best level first.

    Args:
        levels: Price and size of each level.
        amount: What is to be filled, in the unit of the sizes.

    Returns:
        The price, or None when the levels hold less than the amount.
    """
    left, cost = amount, 0.0
    for price, size, *_ in levels:
        taken = min(left, size)
        cost += taken * price
        left -= taken
        # a rest below a billionth of the amount is the rounding of floating-point sizes
        if left <= amount * 1e-9:
            return cost / amount
    return None


def adverse_deviation(side: str, price: float, rate: float) -> float:
    """How much worse a price is than a rate, as a share of the rate; negative when it is better."""
    return (price - rate) / rate if side == "buy" else (rate - price) / rate
