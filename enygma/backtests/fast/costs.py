"""What a position is worth after fees, in decimals that the processor's own library computes.

freqtrade multiplies the shortest decimal text of each number exactly, then rounds once. So does
this: the context has room for every digit, and where it had not, freqtrade's own runs.
"""

from __future__ import annotations

from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation
from functools import lru_cache
from typing import Any

import numpy as np
from freqtrade.enums import TradingMode
from freqtrade.persistence.trade_model import LocalTrade
from freqtrade.util import FtPrecise

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

EXACT = Context(prec=500, Emax=999_999, Emin=-999_999, traps=[Inexact, InvalidOperation])
"""Room for the product of three doubles of any size."""
NUMBERS = (float, int, np.float64)
_MODULE = "freqtrade.persistence.trade_model:LocalTrade"
_open_value = LocalTrade._calc_open_trade_value  # noqa: SLF001 - what is replaced
_close_value = LocalTrade.calc_close_trade_value


@lru_cache(maxsize=16_384)
def decimal(number: float) -> Decimal:
    """A number as its shortest text has it.

    Raises ValueError for one that is not finite, as freqtrade's own does.
    """
    exact = Decimal(str(number))
    if not exact.is_finite():
        FtPrecise(number)
        raise ValueError(f"{number} is no number to reckon with")
    return exact


def with_fee(amount: float, rate: float, fee: float, *, adds: bool) -> float:
    """Amount times rate, with the fee added or taken off; rounded once, at the end."""
    value = EXACT.multiply(decimal(amount), decimal(rate))
    fees = EXACT.multiply(value, decimal(fee))
    total = EXACT.add(value, fees) if adds else EXACT.subtract(value, fees)
    return float(total) + 0.0  # of the two zeros freqtrade's has but one


def open_value(self: Any, amount: Any, open_rate: Any) -> float:
    """`LocalTrade._calc_open_trade_value`."""
    fee = self.fee_open
    if type(amount) in NUMBERS and type(open_rate) in NUMBERS and type(fee) in NUMBERS:
        try:
            return with_fee(amount, open_rate, fee, adds=not self.is_short)
        except DecimalException:
            pass
    return float(_open_value(self, amount, open_rate))


def close_value(self: Any, rate: Any, amount: Any = None) -> float:
    """`LocalTrade.calc_close_trade_value`."""
    size, fee = amount or self.amount, self.fee_close or 0.0
    if (
        self.trading_mode is TradingMode.FUTURES
        and type(rate) in NUMBERS
        and type(size) in NUMBERS
        and type(fee) in NUMBERS
    ):
        try:
            value = with_fee(size, rate, fee, adds=bool(self.is_short))
        except DecimalException:
            return float(_close_value(self, rate, amount))
        funding = self.funding_fees or 0.0
        return value - funding if self.is_short else value + funding
    return float(_close_value(self, rate, amount))


PIECE = Piece(
    "costs",
    (
        Place(_MODULE, "_calc_open_trade_value", open_value),
        Place(_MODULE, "calc_close_trade_value", close_value),
    ),
    (
        Upstream(f"{_MODULE}._calc_open_trade_value", "7619562b04d726ca"),
        Upstream(f"{_MODULE}.calc_close_trade_value", "aa1c7ed0979ef75d"),
        Upstream(f"{_MODULE}._calc_base_close", "539877724dfa16fc"),
        Upstream("freqtrade.util.ft_precise:FtPrecise", "5edd2c90ec9afb8d"),
        Upstream("ccxt.base.precise:Precise", "b32d060bc3c7ecbe"),
    ),
)
