"""What a contract is about."""

from __future__ import annotations

import re

_MULTIPLE = re.compile(r"^(?:10+|1M)(?=[A-Z]{2})")
"""Contracts on many units of a cheap coin, as exchanges name them: 1000PEPE, 1MBABYDOGE."""


def asset_of(pair: str) -> str:
    """The base currency of a pair in ccxt's notation, without a contract's multiple in its name.

    `BTC/USDT:USDT` and `BTC/USDC:USDC` are about the same asset, as are `PEPE/USDT:USDT` and
    `1000PEPE/USDT:USDT`.
    """
    return _MULTIPLE.sub("", pair.partition("/")[0])
