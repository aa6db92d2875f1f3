"""Candles of an open trade on which nobody has an answer: only what is noted there is done.

A strategy may foretell between which prices its callbacks stay silent (`custom_risk.foretold`).
freqtrade itself acts where a candle reaches the stop, the liquidation price or the ROI, and where
there is a signal to exit. On every other candle a trade's highest and lowest price, its funding
and what the strategy notes are all that changes.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any

from freqtrade.strategy import IStrategy, interface

from custom_risk.foretold import is_foretold
from enygma.backtests.fast.piece import Piece
from enygma.backtests.fast.upstream import Upstream

_ASKED = ("custom_stoploss", "custom_exit", "adjust_trade_position")
_OWN = {
    "should_exit": "deb9194c3720e492",
    "ft_stoploss_adjust": "b982149aea00eac4",
    "ft_stoploss_reached": "1aadffa79bde3eee",
    "min_roi_reached": "ed7ecd2e6782d63b",
    "min_roi_reached_entry": "d59a8dc143b7abf3",
    "_adjust_trade_position_internal": "c75c442efe6e1093",
}
"""Of freqtrade's strategy: what is passed over has to be its own. Names and fingerprints."""
_MARGIN = 1e-6
"""How much nearer than reckoned a price of the ROI is, as a share: profits are rounded to 1e-8."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Between these prices, and before `until`, nothing happens while the trade is as it is."""

    terms: tuple[Any, ...]
    above: float
    below: float
    until: datetime | None


class Watch:
    """Tells candles of open trades on which something happens from those on which nothing does."""

    def __init__(self, backtest: Any) -> None:
        self._backtest = backtest
        self._strategy = backtest.strategy
        self._is_open = _is_watchable(self._strategy) and PIECE.is_usable()
        self._quiet: dict[int, Quiet | None] = {}

    def passes(self, now: datetime, trades: Sequence[Any], prices: Sequence[float]) -> bool:
        """Whether nothing happened to a pair's trades on a candle, and all of it was noted.

        `prices` are the candle's first, highest and lowest; there is no signal to exit on it.
        Where something happens only funding was noted, as freqtrade is going to.
        """
        if not self._is_open or len(trades) != 1:
            return False
        trade = trades[0]
        if not trade.amount > 0 or any(each.ft_is_open for each in trade.orders):
            return False
        self._backtest._run_funding_fees(trade, now)  # noqa: SLF001 - as freqtrade does
        quiet = self._around(trade)
        opened, high, low = prices
        if (
            quiet is None
            or not quiet.above < low <= opened <= high < quiet.below
            or not (quiet.until is None or now < quiet.until)
            or not self._noted(trade, now, opened)
        ):
            return False
        trade.adjust_min_max_rates(high, low)
        return True

    def _noted(self, trade: Any, now: datetime, opened: float) -> bool:
        profit = trade.calc_profit_ratio(opened)
        # a rule that lacks a number tells of it when freqtrade asks the callback
        try:
            return bool(self._strategy.keep_silent(trade, now, opened, profit))
        except ValueError:
            return False

    def _around(self, trade: Any) -> Quiet | None:
        terms = _terms(trade)
        known = self._quiet.get(trade.id)
        if known is None or known.terms != terms:
            known = self._quiet[trade.id] = self._found(trade, terms)
        return known

    def _found(self, trade: Any, terms: tuple[Any, ...]) -> Quiet | None:
        try:
            silence = self._strategy.silence(trade)
        except ValueError:
            return None
        if silence is None:
            return None
        stop = trade.stoploss_or_liquidation
        rate = self._roi_rate(trade)
        if trade.is_short:
            return Quiet(terms, max(silence.above, rate), min(silence.below, stop), silence.until)
        return Quiet(terms, max(silence.above, stop), min(silence.below, rate), silence.until)

    def _roi_rate(self, trade: Any) -> float:
        """The price that reaches the lowest ROI of the table, whenever that holds."""
        lowest = min(self._strategy.minimal_roi.values(), default=inf)
        if lowest == inf:
            return 0.0 if trade.is_short else inf
        nearer = 1 + _MARGIN if trade.is_short else 1 - _MARGIN
        return float(trade.calc_close_rate_for_roi(lowest)) * nearer


def _terms(trade: Any) -> tuple[Any, ...]:
    """What a trade's quiet hangs on."""
    return (
        trade.stop_loss,
        trade.liquidation_price,
        trade.funding_fees,
        trade.amount,
        trade.open_rate,
        trade.leverage,
        trade.fee_close,
    )


def _is_watchable(strategy: Any) -> bool:
    """Whether a strategy foretells all that freqtrade asks it on a candle of a trade."""
    asked = [each for each in _ASKED if each != _ASKED[-1] or strategy.position_adjustment_enable]
    return (
        hasattr(strategy, "keep_silent")
        and all(is_foretold(strategy, each) for each in asked)
        and all(_is_own(strategy, each) for each in _OWN)
        and strategy.use_exit_signal
        and not strategy.trailing_stop
        and not strategy.use_custom_roi
        and not interface.logger.isEnabledFor(logging.DEBUG)
    )


def _is_own(strategy: Any, name: str) -> bool:
    """Whether a function is freqtrade's, or one that differs only on the candle of an entry."""
    is_plain = getattr(type(strategy), name) is getattr(IStrategy, name)
    return is_plain or is_foretold(strategy, name)


_CLASS = "freqtrade.optimize.backtesting:Backtesting"
_STRATEGY = "freqtrade.strategy.interface:IStrategy"
_TRADE = "freqtrade.persistence.trade_model:LocalTrade"

PIECE = Piece(
    "candles of a quiet trade",
    (),
    (
        Upstream(f"{_CLASS}.backtest_loop", "e6db4c1d0a841366"),
        Upstream(f"{_CLASS}._check_trade_exit", "397f4c7be265c58f"),
        Upstream(f"{_CLASS}._check_adjust_trade_for_candle", "900e3ec7f067fb67"),
        Upstream(f"{_CLASS}._run_funding_fees", "36808f4ebd256827"),
        Upstream(f"{_CLASS}.manage_open_orders", "31ae85853ad0eed9"),
        *(Upstream(f"{_STRATEGY}.{name}", digits) for name, digits in _OWN.items()),
        Upstream(f"{_TRADE}.stoploss_or_liquidation", "2c47a694e7830674"),
        Upstream(f"{_TRADE}.set_funding_fees", "b5575e4c029a8681"),
        Upstream(f"{_TRADE}.adjust_min_max_rates", "c66796f3ddcff3ea"),
        Upstream(f"{_TRADE}.calc_close_rate_for_roi", "d36f79d47a74ae9a"),
    ),
)
"""Puts nothing in place: the candles are passed over by the course of a run."""
