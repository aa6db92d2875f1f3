"""How large the account's positions are, in lots."""

from __future__ import annotations

import logging

from freqtrade.exceptions import ExchangeError
from freqtrade.exchange import Exchange

logger = logging.getLogger(__name__)


class Positions(Exchange):
    """Positions as the exchange has them at this moment."""

    def open_lots(self, pair: str, position_side: str) -> int:
        """Size of a position in contracts, 0 where there is none.

        Args:
            pair: Market.
            position_side: `long` or `short`.

        Raises:
            TemporaryError: It cannot be asked. That never means that there is no position.
        """
        return sum(
            int(float(each["contracts"] or 0))
            for each in self.fetch_positions(pair)
            if each["symbol"] == pair and each["side"] == position_side
        )

    def lots_if_told(self, pair: str, position_side: str) -> int | None:
        """As `open_lots`, None if it cannot be asked: exits and stops must not wait for that."""
        try:
            return self.open_lots(pair, position_side)
        except ExchangeError as error:
            logger.warning("The position in %s cannot be read: %s", pair, error)
            return None


def position_side_of_exit(side: str) -> str:
    """The position that an exit or stop with this side reduces."""
    return "long" if side == "sell" else "short"


def position_side_of_entry(side: str) -> str:
    """The position that an entry with this side opens or enlarges."""
    return "long" if side == "buy" else "short"


def opposite(position_side: str) -> str:
    """The other side."""
    return "short" if position_side == "long" else "long"
