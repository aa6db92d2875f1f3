"""All pieces, and what puts them in place for the time of a backtest."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from enygma.backtests.fast import (
    callbacks,
    candles,
    costs,
    detail,
    drawdown,
    funding,
    locks,
    newest,
    orders,
    precision,
    report,
    rows,
    stop_loss,
    t_test,
    tick_size,
    trade_sums,
    wallet_history,
    watch,
)
from enygma.backtests.fast.piece import Piece, in_place
from enygma.backtests.fast.switch import is_fast

PIECES: tuple[Piece, ...] = (
    orders.PIECE,
    callbacks.PIECE,
    costs.PIECE,
    trade_sums.PIECE,
    precision.PIECE,
    stop_loss.PIECE,
    funding.PIECE,
    locks.PIECE,
    rows.PIECE,
    candles.PIECE,
    wallet_history.PIECE,
    watch.PIECE,
    newest.PIECE,
    detail.PIECE,
    tick_size.PIECE,
    report.PIECE,
    drawdown.PIECE,
    t_test.PIECE,
)


def in_force(config: Mapping[str, Any]) -> AbstractContextManager[None]:
    """The pieces that may be used with a configuration, for the time of the context."""
    return in_place(PIECES if is_fast(config) else ())
