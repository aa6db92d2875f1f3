"""The list of contracts as KuCoin sends it, made safe to parse."""

from __future__ import annotations

import logging
from typing import Any

logger = logging.getLogger(__name__)

PERPETUAL = "FFWCSX"
"""KuCoin's type of a contract without a delivery date."""


def parsable_contracts(contracts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The contracts that ccxt can parse, repaired where that is safe.

    ccxt takes a contract for a dated one when it has no next funding time and then fails on the
    missing date, and with it the whole list. A perpetual contract is told by its type instead.
    A dated contract without a date is left out: nothing could be traded by it anyway.
    """
    return [repaired for each in contracts if (repaired := _repaired(each)) is not None]


def _repaired(contract: dict[str, Any]) -> dict[str, Any] | None:
    if contract.get("nextFundingRateTime") is not None:
        return contract
    if contract.get("type") == PERPETUAL:
        return {**contract, "nextFundingRateTime": 0}
    if contract.get("expireDate") is None:
        logger.debug("Contract %s has no delivery date and is left out.", contract.get("symbol"))
        return None
    return contract
