"""A trade's stop, moved without the text for a log that nobody reads."""

from __future__ import annotations

import logging
from typing import Any

from freqtrade.exchange import ROUND_DOWN, ROUND_UP
from freqtrade.persistence import trade_model
from freqtrade.persistence.trade_model import LocalTrade

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_MODULE = "freqtrade.persistence.trade_model:LocalTrade"
_adjust = LocalTrade.adjust_stop_loss


def adjust_stop_loss(
    self: Any,
    current_price: float,
    stoploss: float | None,
    initial: bool = False,
    allow_refresh: bool = False,
) -> None:
    """`LocalTrade.adjust_stop_loss`; freqtrade's own where its log is read."""
    if trade_model.logger.isEnabledFor(logging.DEBUG):
        _adjust(self, current_price, stoploss, initial, allow_refresh)
        return
    if stoploss is None or (initial and not (self.stop_loss is None or self.stop_loss == 0)):
        return
    distance = abs(stoploss / (self.leverage or 1.0))
    is_short = self.is_short
    reached = float(current_price * (1 + distance if is_short else 1 - distance))
    # looked up in its module: another piece may stand there
    stop = trade_model.price_to_precision(
        reached,
        self.price_precision,
        self.precision_mode_price,
        rounding_mode=ROUND_DOWN if is_short else ROUND_UP,
    )
    if self.initial_stop_loss_pct is None:
        _set(self, stop, stoploss)
        self.initial_stop_loss = trade_model.price_to_precision(
            stop,
            self.price_precision,
            self.precision_mode_price,
            rounding_mode=ROUND_DOWN if is_short else ROUND_UP,
        )
        self.initial_stop_loss_pct = -1 * abs(stoploss)
    elif allow_refresh or (stop < self.stop_loss if is_short else stop > self.stop_loss):
        if not allow_refresh:
            self.is_stop_loss_trailing = True
        _set(self, stop, stoploss)


def _set(trade: Any, stop: float, stoploss: float) -> None:
    if not trade.stop_loss:
        trade.initial_stop_loss = stop
    trade.stop_loss = stop
    trade.stop_loss_pct = -1 * abs(stoploss)


PIECE = Piece(
    "stop loss",
    (Place(_MODULE, "adjust_stop_loss", adjust_stop_loss),),
    (
        Upstream(f"{_MODULE}.adjust_stop_loss", "b2540f543b7c463d"),
        Upstream(f"{_MODULE}._LocalTrade__set_stop_loss", "8d8b8f1245d87c1c"),
    ),
)
