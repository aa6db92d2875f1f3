"""Whether the configured exchange answers, and whether both clocks agree."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import ccxt

from enygma.exchange.connection import futures_address, is_loopback
from enygma.monitoring.finding import Finding, fine, problem, warning

WARN_OFFSET_MS = 1500
MAX_OFFSET_MS = 5000
"""KuCoin refuses signed requests whose timestamp is further off."""

TIMEOUT_MS = 10_000


def check_exchange(config: Mapping[str, Any]) -> Finding:
    """Ask the exchange for its time."""
    own = config["exchange"].get("ccxt_config", {})
    api = ccxt.kucoin({**own, "timeout": TIMEOUT_MS, "options": {"defaultType": "swap"}})
    address = futures_address(api)
    before = time.time()
    try:
        theirs = api.fetch_time()
    except ccxt.BaseError as error:
        mend = (
            "enygma sandbox" if is_loopback(address) else "Check the connection and KuCoin's status"
        )
        return problem("online", f"{address} does not answer: {type(error).__name__}", mend)
    offset_ms = (before + time.time()) / 2 * 1000 - theirs
    return judge_offset(address, offset_ms)


def judge_offset(address: str, offset_ms: float) -> Finding:
    """What a difference between the clocks means.

    Args:
        address: Of the exchange.
        offset_ms: Own time minus the exchange's.
    """
    text = f"{address} answers; own clock {offset_ms:+.0f} ms"
    mend = "Synchronise the clock of this machine (NTP)"
    if abs(offset_ms) > MAX_OFFSET_MS:
        return problem("online", f"{text}: signed requests are refused beyond 5 s", mend)
    if abs(offset_ms) > WARN_OFFSET_MS:
        return warning("online", text, mend)
    return fine("online", text)
