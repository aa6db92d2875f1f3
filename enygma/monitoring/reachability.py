"""Whether the configured exchange answers, and whether both clocks agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ccxt

from enygma.exchange import clock_skew
from enygma.exchange.clock_skew import ClockSkew
from enygma.exchange.connection import futures_address, is_loopback
from enygma.monitoring.finding import Finding, fine, problem, warning

TIMEOUT_MS = 10_000


def check_exchange(config: Mapping[str, Any]) -> Finding:
    """Ask the exchange for its time."""
    own = config["exchange"].get("ccxt_config", {})
    api = ccxt.kucoin({**own, "timeout": TIMEOUT_MS, "options": {"defaultType": "swap"}})
    address = futures_address(api)
    try:
        skew = clock_skew.measure(api.fetch_time)
    except ccxt.BaseError as error:
        told = f"{address} does not answer: {type(error).__name__}"
        return problem("online", told, unreachable_mend(address))
    return judge_skew(address, skew)


def unreachable_mend(address: str) -> str:
    """What to do when nothing answers at an address."""
    return "enygma sandbox" if is_loopback(address) else "Check the connection and KuCoin's status"


def judge_skew(address: str, skew: ClockSkew) -> Finding:
    """What a difference between the clocks means, for the exchange at an address."""
    text = f"{address} answers; own clock {skew}"
    if skew.is_refused:
        return problem("online", f"{text}: a live bot does not start", clock_skew.MEND)
    if skew.is_notable:
        return warning("online", text, clock_skew.MEND)
    return fine("online", text)
