"""freqtrade's configuration of a bot whose KuCoin is a sandbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

HOSTS = ("public", "private", "futuresPublic", "futuresPrivate", "uta", "utaV2", "utaPrivate")
"""ccxt's names of KuCoin's addresses."""


def addresses(url: str) -> dict[str, str]:
    """Every address of KuCoin's, led to a sandbox."""
    return dict.fromkeys(HOSTS, url)


def configuration(
    url: str, pairs: Iterable[str], exchange: Mapping[str, Any] | None = None, **settings: Any
) -> dict[str, Any]:
    """Of a bot for futures with paper money.

    `settings` replace top-level keys, `exchange` those of its section, such as the API key.
    """
    pricing = {"price_side": "other", "use_order_book": True, "order_book_top": 1}
    section = {
        "name": "kucoin",
        "enable_ws": False,
        "pair_whitelist": list(pairs),
        "ccxt_config": {"enableRateLimit": False, "urls": {"api": addresses(url)}},
    }
    config = {
        "dry_run": True,
        "trading_mode": "futures",
        "margin_mode": "isolated",
        "stake_currency": "USDT",
        "entry_pricing": pricing,
        "exit_pricing": pricing,
        "pairlists": [{"method": "StaticPairList"}],
        "exchange": {**section, **(exchange or {})},
    }
    return {**config, **settings}
