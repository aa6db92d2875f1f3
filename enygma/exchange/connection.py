"""Saying in one sentence why the exchange cannot be reached."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import ccxt
from freqtrade.enums import TradingMode
from freqtrade.exceptions import OperationalException, TemporaryError
from freqtrade.exchange import Exchange


class Connection(Exchange):
    """Loads markets; a first load that cannot succeed stops at once with its reason."""

    async def _api_reload_markets(self, reload: bool = False) -> None:
        try:
            await super()._api_reload_markets(reload=reload)
        except TemporaryError as error:
            reason = self._hopeless(error.__cause__) if self._last_markets_refresh == 0 else None
            if reason is None:
                raise
            raise OperationalException(reason) from error

    def _hopeless(self, cause: BaseException | None) -> str | None:
        # A bot that runs already keeps its markets and tries again later; one that starts cannot.
        if self.trading_mode != TradingMode.FUTURES:
            return None
        address = futures_address(self._api_async)
        if isinstance(cause, ccxt.NetworkError) and is_loopback(address):
            return (
                f"Nothing answers at {address}, where the configuration expects the sandbox "
                f"({type(cause).__name__}). Start it with: enygma sandbox"
            )
        return None


def futures_address(api: Any) -> str:
    """The base address of KuCoin's futures API that a ccxt object uses."""
    return str(api.urls["api"]["futuresPublic"])


def is_loopback(address: str) -> bool:
    """Whether an address is of this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


WRONG_PARTS = {
    "400002": "the timestamp: this machine's clock is off",
    "400003": "exchange.key is not known to it",
    "400004": "exchange.password (the key's passphrase) is wrong, or exchange.secret is",
    "400005": "exchange.secret is wrong",
    "400006": "this machine's address is not on the key's IP whitelist",
    "400007": "the key lacks a permission",
}
"""What KuCoin's codes say of a key. A wrong secret also spoils the signed passphrase."""


def key_refused(cause: Exception) -> str:
    """What to tell a user whose API key KuCoin does not accept."""
    known = [part for code, part in WRONG_PARTS.items() if code in str(cause)]
    reason = f": {', '.join(known)}" if known else ""
    return (
        f"KuCoin refused the API key{reason}. Check key, secret and password (the key's "
        "passphrase) of the section exchange, or FREQTRADE__EXCHANGE__KEY, __SECRET and "
        "__PASSWORD in the environment, and that the key has the permission Futures. "
        f"Message: {cause}"
    )
