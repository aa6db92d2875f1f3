"""Amounts of freqtrade in whole contracts."""

from __future__ import annotations

from typing import Any


def lots_of(exchange: Any, pair: str, amount: float) -> int:
    """An amount of the base currency as whole contracts; freqtrade's floats are near to them."""
    contracts: float = exchange._amount_to_contracts(pair, amount)  # noqa: SLF001 - freqtrade's own reckoning
    return round(contracts)
