"""What has to be true before a live bot sends its first order."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import Any

import ccxt
from freqtrade.enums import RunMode, TradingMode
from freqtrade.exceptions import OperationalException
from freqtrade.exchange import Exchange
from freqtrade.exchange.common import retrier

from enygma.exchange import clock_skew
from enygma.exchange.arming import Engagement, require_armed, require_confirmation
from enygma.exchange.connection import futures_address, key_refused
from enygma.exchange.errors import freqtrade_errors
from enygma.exchange.key_permissions import KeyPermissions
from enygma.exchange.settings import POSITION_MODES, ExchangeSettings

logger = logging.getLogger(__name__)


def is_live(config: Mapping[str, Any]) -> bool:
    """Whether this configuration trades futures with real orders."""
    return (
        config.get("runmode") == RunMode.LIVE
        and not config.get("dry_run", True)
        and config.get("trading_mode") == TradingMode.FUTURES
    )


def require_armed_start(config: Mapping[str, Any]) -> None:
    """Refuse a live start that is not armed, before anything is asked of the exchange.

    Raises:
        OperationalException: It says how to arm.
    """
    if is_live(config):
        require_armed(os.environ)


def require_covered_parts(config: Mapping[str, Any]) -> None:
    """Refuse limit entries that carry no stop: a part that is filled would have none.

    freqtrade books a part of an order, and protects it, only when the order is over.

    Raises:
        OperationalException: It says which settings do not go together.
    """
    is_limit = (config.get("order_types") or {}).get("entry") == "limit"
    if is_live(config) and is_limit and not ExchangeSettings.of(config).entry_stop:
        raise OperationalException(
            "Entries are limit orders and enygma.entry_stop is false: what is filled of an entry "
            "would have no stop while the rest waits. Set entry_stop to true, or order_types.entry "
            'to "market". Nothing was traded.'
        )


class LiveStart(Exchange):
    """Checks clock, key and confirmation; all of it only reads."""

    def prepare_live_start(self) -> None:
        """Go through the checks, in an order in which each failure explains itself.

        Raises:
            OperationalException: The first thing that is wrong, and how to mend it.
        """
        self._check_clock()
        permissions = self._key_permissions()
        permissions.require_usable()
        if reservation := permissions.reservation():
            logger.warning(reservation)
        if permissions.unneeded:
            logger.info(
                "The API key has permissions that trading futures does not need: %s.",
                ", ".join(permissions.unneeded),
            )
        require_confirmation(self._engagement(permissions.uid), self._balance_told())

    @retrier  # type: ignore[untyped-decorator] # freqtrade ships no types
    def _check_clock(self) -> None:
        with freqtrade_errors("ask the exchange for its time"):
            skew = clock_skew.measure(self._api.fetch_time)
        if skew.is_notable and self._api.options.get("adjustForTimeDifference"):
            logger.warning("This machine's clock is %s; requests carry the exchange's.", skew)
            return
        clock_skew.require_agreement(skew)
        if skew.is_notable:
            logger.warning("This machine's clock is %s. %s.", skew, clock_skew.MEND)

    @retrier  # type: ignore[untyped-decorator] # freqtrade ships no types
    def _key_permissions(self) -> KeyPermissions:
        with freqtrade_errors("ask what the API key may do"):
            try:
                answer = self._api.privateGetUserApiKey()
            except ccxt.AuthenticationError as error:
                raise OperationalException(key_refused(error)) from error
        data = answer.get("data") if isinstance(answer, dict) else None
        return KeyPermissions.parse(data if isinstance(data, dict) else {})

    def _engagement(self, uid: str) -> Engagement:
        hedged = ExchangeSettings.of(self._config).hedged
        return Engagement(
            address=futures_address(self._api),
            uid=uid,
            pairs=tuple(self._config["exchange"].get("pair_whitelist") or ()),
            strategy=str(self._config.get("strategy", "")),
            margin_mode=str(self.margin_mode.value),
            position_mode=POSITION_MODES[hedged],
        )

    def _balance_told(self) -> str:
        currency = self._config["stake_currency"]
        total = self.get_balances().get(currency, {}).get("total")
        if total is None:
            raise OperationalException(
                f"KuCoin answered no balance in {currency}, so nothing is traded."
            )
        return f"{total:.2f} {currency}"
