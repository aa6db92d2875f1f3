"""On which exchange something was measured or is traded, in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

CCXT_SECTIONS = ("ccxt_config", "ccxt_sync_config", "ccxt_async_config")
"""Keys of the exchange's section in which freqtrade takes an address for ccxt."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def venue(config: Mapping[str, Any]) -> str:
    """Such as `kucoin futures`, or `kucoin futures at this machine` for an exchange in its place.

    Candles of another address than the exchange's own are another market, however alike the names
    are. Empty for a configuration that names no exchange.
    """
    exchange = config.get("exchange") or {}
    name = str(exchange.get("name") or "").lower()
    if not name:
        return ""
    mode = config.get("trading_mode") or "spot"
    told = f"{name} {getattr(mode, 'value', mode)}"
    hosts = sorted({_host(each) for each in _addresses(exchange)})
    return f"{told} at {', '.join(hosts)}" if hosts else told


def _addresses(exchange: Mapping[str, Any]) -> Iterator[str]:
    for section in CCXT_SECTIONS:
        yield from _texts((exchange.get(section) or {}).get("urls"))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def _host(address: str) -> str:
    host = urlsplit(address).hostname or address
    return "this machine" if host in LOOPBACK else host
