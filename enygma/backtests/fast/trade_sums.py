"""What a trade's filled orders come to, in decimals that the processor's own library computes.

freqtrade adds and multiplies exactly, and cuts a division off after 18 places; so does this.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Context, Decimal, DecimalException
from math import isfinite
from typing import Any, NamedTuple

from freqtrade.persistence import trade_model
from freqtrade.persistence.trade_model import LocalTrade

from enygma.backtests.fast.costs import EXACT, NUMBERS, decimal, with_fee
from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_CLASS = "freqtrade.persistence.trade_model:LocalTrade"
_original = LocalTrade.recalc_trade_from_orders
_CUT = Context(prec=400, rounding=ROUND_DOWN)
_LAST_PLACE = Decimal("1e-18")
_ZERO = Decimal(0)


class Fill(NamedTuple):
    """A filled order."""

    is_exit: bool
    amount: float
    price: float
    funding: float


def recalc_trade_from_orders(self: Any, *, is_closing: bool = False) -> None:
    """`LocalTrade.recalc_trade_from_orders`; freqtrade's own for numbers of another kind."""
    entry_side = self.entry_side
    fills = [
        Fill(
            each.ft_order_side != entry_side,
            each.safe_amount_after_fee,
            each.safe_price,
            each.funding_fee or 0.0,
        )
        for each in self.orders
        if not each.ft_is_open and each.filled
    ]
    if _are_plain(self, fills):
        try:
            _recalculate(self, fills, is_closing=is_closing)
        except DecimalException:
            pass
        else:
            return
    _original(self, is_closing=is_closing)


def _are_plain(trade: Any, fills: Sequence[Fill]) -> bool:
    """Whether every number is one that both ways of reckoning take."""
    numbers = [trade.fee_open, *(n for each in fills for n in (each.amount, each.price))]
    return (
        bool(fills)
        and not fills[0].is_exit
        and all(type(each) in NUMBERS and isfinite(each) for each in numbers)
        and all(each.amount > 0 and each.price > 0 for each in fills)
    )


class Sums:
    """What fills come to, one after the other."""

    def __init__(self, trade: Any) -> None:
        self._trade = trade
        self.size = self.stake = self.most = _ZERO
        self._average = _ZERO
        self.entered = self.profit = self.profit_abs = self.funding = 0.0
        self._since_exit = 0.0
        self.latest: Any = None

    def add(self, fill: Fill) -> None:
        """Count one in."""
        self._since_exit += fill.funding
        self.funding += fill.funding
        amount = decimal(fill.amount)
        if fill.is_exit:
            self._leave(fill, amount)
        else:
            self._enter(fill, amount)

    def _enter(self, fill: Fill, amount: Decimal) -> None:
        trade, cost = self._trade, EXACT.multiply(decimal(fill.price), amount)
        self.size = EXACT.add(self.size, amount)
        self.stake = EXACT.add(self.stake, cost)
        self.most = EXACT.add(self.most, cost)
        if self.size > 0:
            self._average = divided(self.stake, self.size)
        self.entered += with_fee(fill.amount, fill.price, trade.fee_open, adds=not trade.is_short)

    def _leave(self, fill: Fill, amount: Decimal) -> None:
        self.size = EXACT.subtract(self.size, amount)
        self.stake = EXACT.subtract(self.stake, EXACT.multiply(self._average, amount))
        # its profit holds the funding since the exit before
        self._trade.funding_fees, self._since_exit = self._since_exit, 0.0
        average = float(self._average)
        self.latest = self._trade.calculate_profit(fill.price, fill.amount, average)
        self.profit_abs += self.latest.profit_abs
        if self.entered > 0:
            self.profit = (self.profit_abs / self.entered) * self._trade.leverage


def divided(dividend: Decimal, divisor: Decimal) -> Decimal:
    """A quotient as ccxt has it, cut off towards zero after 18 places; for positive numbers."""
    return _CUT.quantize(_CUT.divide(dividend, divisor), _LAST_PLACE)


def _recalculate(self: Any, fills: Sequence[Fill], *, is_closing: bool) -> None:
    sums = Sums(self)
    for each in fills:
        sums.add(each)
    self.funding_fees = sums.funding
    self.max_stake_amount = float(sums.most) / (self.leverage or 1.0)
    if sums.profit:
        self.close_profit, self.realized_profit = sums.profit, sums.profit_abs
        self.close_profit_abs = sums.latest.profit_abs
    # both are looked up in their module: other pieces may stand there
    held = trade_model.amount_to_contract_precision(
        float(sums.size), self.amount_precision, self.precision_mode, self.contract_size
    )
    if held > 0.0:
        self.open_rate = trade_model.price_to_precision(
            float(divided(sums.stake, sums.size)), self.price_precision, self.precision_mode_price
        )
        self.amount = held
        self.stake_amount = float(sums.stake) / (self.leverage or 1.0)
        self.fee_open_cost = self.fee_open * self.max_stake_amount
        self.recalc_open_trade_value()
        if self.stop_loss_pct is not None and self.open_rate is not None:
            self.adjust_stop_loss(self.open_rate, self.stop_loss_pct)
    elif is_closing and sums.entered > 0:
        self.close_profit = (sums.profit_abs / sums.entered) * self.leverage
        self.close_profit_abs = sums.profit_abs


PIECE = Piece(
    "sums of a trade's orders",
    (Place(_CLASS, "recalc_trade_from_orders", recalc_trade_from_orders),),
    (
        Upstream(f"{_CLASS}.recalc_trade_from_orders", "867347ee0ab8f319"),
        Upstream(f"{_CLASS}._calc_open_trade_value", "7619562b04d726ca"),
        Upstream(f"{_CLASS}.calculate_profit", "209707edc76b3ae4"),
        Upstream("freqtrade.persistence.trade_model:Order", "01141e5eb2cfa19d"),
        Upstream("freqtrade.util.ft_precise:FtPrecise", "5edd2c90ec9afb8d"),
        Upstream("ccxt.base.precise:Precise", "b32d060bc3c7ecbe"),
    ),
)
