"""Leverage against the risk limits of a contract."""

from __future__ import annotations

from freqtrade.exceptions import InvalidOrderException
from freqtrade.exchange import Exchange


class RiskLimits(Exchange):
    """Refuses a leverage that KuCoin would refuse, with the numbers of its levels."""

    def check_leverage(self, pair: str, notional: float, leverage: int) -> None:
        """Compare a leverage with what the contract allows for a notional.

        Args:
            pair: Market.
            notional: Value of the order in the settle currency.
            leverage: What it asks for.

        Raises:
            InvalidOrderException: The leverage is above that of the notional's risk limit level,
                or the notional is above the highest level.
        """
        tiers = self._leverage_tiers.get(pair)
        if not tiers:
            return
        for tier in tiers:
            if tier["maxNotional"] is None or notional <= tier["maxNotional"]:
                if leverage <= tier["maxLeverage"]:
                    return
                raise InvalidOrderException(
                    f"Leverage {leverage} for {notional:.2f} of {pair} is more than KuCoin allows: "
                    f"from {tier['minNotional']:.0f} to {tier['maxNotional']:.0f} it is at most "
                    f"{tier['maxLeverage']:g}."
                )
        raise InvalidOrderException(
            f"{notional:.2f} of {pair} is more than KuCoin's highest risk limit, "
            f"{tiers[-1]['maxNotional']:.0f}."
        )
