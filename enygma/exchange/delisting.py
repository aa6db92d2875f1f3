"""When a contract stops trading."""

from __future__ import annotations

from datetime import datetime, timedelta

from freqtrade.enums import OPTIMIZE_MODES, TradingMode
from freqtrade.exchange import Exchange
from freqtrade.util import dt_from_ts, dt_now

HORIZON = timedelta(days=30)
"""A date further away belongs to a contract that was made to be delivered."""


class Delisting(Exchange):
    """Delisting dates of perpetual contracts."""

    def check_delisting_time(self, pair: str) -> datetime | None:
        """The moment a perpetual contract is taken off, or None.

        KuCoin announces it by giving the contract an expiry date.
        """
        if self.trading_mode != TradingMode.FUTURES or self._config["runmode"] in OPTIMIZE_MODES:
            return None
        expiry = self.markets.get(pair, {}).get("expiry")
        if not expiry:
            return None
        moment: datetime = dt_from_ts(expiry)
        return moment if moment < dt_now() + HORIZON else None
