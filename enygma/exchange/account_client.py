"""A ccxt object for the futures account of a configuration, without freqtrade around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ccxt
from freqtrade.exceptions import OperationalException
from freqtrade.misc import deep_merge_dicts

from enygma.exchange.client import adopt

CREDENTIALS = {
    "apiKey": ("api_key", "apiKey", "key"),
    "secret": ("secret",),
    "password": ("password",),
}
"""ccxt's names of the parts of a key, and freqtrade's names of each."""


def futures_options(currency: str) -> dict[str, Any]:
    """ccxt's options for contracts settled in `currency`."""
    return {
        "defaultType": "swap",
        # classic account and no high-frequency one: ccxt would ask KuCoin at every call
        "uta": False,
        "hf": False,
        "fetchMarkets": {"types": ["swap"], "fetchTickersFees": False},
        "fetchBalance": {"code": currency},
    }


def credentials(exchange: Mapping[str, Any]) -> dict[str, str]:
    """The key in freqtrade's section `exchange`, by ccxt's names; missing parts are empty."""
    return {
        name: next((str(exchange[each]) for each in names if exchange.get(each)), "")
        for name, names in CREDENTIALS.items()
    }


def account_client(config: Mapping[str, Any], build: Any = ccxt.kucoin) -> Any:
    """A synchronous ccxt object with the keys and addresses of freqtrade's configuration.

    Raises:
        OperationalException: A part of the key is missing; it names the parts.
    """
    exchange = config["exchange"]
    key = credentials(exchange)
    missing = [CREDENTIALS[name][-1] for name, value in key.items() if not value]
    if missing:
        raise OperationalException(
            f"The configuration has no exchange.{', exchange.'.join(missing)}: set them in the "
            "private configuration file or as FREQTRADE__EXCHANGE__KEY, __SECRET and __PASSWORD "
            "in the environment."
        )
    options = {"options": futures_options(config["stake_currency"])}
    settings = deep_merge_dicts(dict(exchange.get("ccxt_config") or {}), options)
    settings = deep_merge_dicts(dict(exchange.get("ccxt_sync_config") or {}), settings)
    return adopt(build({**settings, **key}))
