"""The trades that are over, in the order in which they closed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from freqtrade.persistence import LocalTrade, Trade
from sqlalchemy import select

from custom_risk.account.closed_trade import ClosedTrade
from custom_risk.inputs import finite
from custom_risk.side import Side

_AT_ONCE = 500
"""Trades in one question: databases take only so many values."""


class TradeHistory(Protocol):
    """What was traded before."""

    def closed(self, before: datetime) -> Sequence[ClosedTrade]:
        """Every trade that closed before a moment, oldest first."""


class BotHistory:
    """freqtrade's own trades: in memory in a backtest, in the database of a running bot.

    Each trade is read once. freqtrade starts a backtest by emptying its list; a list that has
    become shorter, or begins with another trade, is another backtest.
    """

    def __init__(self) -> None:
        self._trades: list[ClosedTrade] = []
        self._times: list[datetime] = []
        self._known: set[int] = set()
        self._first: Any = None

    def closed(self, before: datetime) -> Sequence[ClosedTrade]:
        """Every trade that closed before a moment, oldest first; one that closes in it is left out.

        In a backtest a trade that leaves in the candle of an entry leaves after it.

        Raises
        ------
        RiskInputError
            If a trade has no usable profit.
        """
        self._read()
        return self._trades[: bisect_left(self._times, before)]

    def _read(self) -> None:
        fresh = self._fresh_of_backtest() if not Trade.use_db else self._fresh_of_database()
        added = [_closed_trade(each) for each in fresh if each.close_date is not None]
        if not added:
            return
        self._known.update(each.trade_id for each in added)
        for each in added:
            place = bisect_right(self._times, each.closed)
            self._trades.insert(place, each)
            self._times.insert(place, each.closed)

    def _fresh_of_backtest(self) -> Iterable[Any]:
        done = LocalTrade.bt_trades
        first = done[0] if done else None
        if first is not self._first or len(done) < len(self._trades):
            self._trades, self._times, self._known, self._first = [], [], set(), first
        return list(done[len(self._trades) :])

    def _fresh_of_database(self) -> Iterable[Any]:
        """Closed trades that are not known; only their numbers are asked for while all are."""
        numbers = set(Trade.session.scalars(select(Trade.id).where(Trade.is_open.is_(False))))
        fresh = sorted(numbers - self._known)
        rows: list[Any] = []
        for start in range(0, len(fresh), _AT_ONCE):
            chunk = fresh[start : start + _AT_ONCE]
            rows.extend(Trade.get_trades([Trade.id.in_(chunk)]).all())
        return rows


def _closed_trade(trade: Any) -> ClosedTrade:
    return ClosedTrade(
        trade_id=int(trade.id),
        pair=str(trade.pair),
        side=Side.SHORT if trade.is_short else Side.LONG,
        opened=_utc(trade.open_date_utc),
        closed=_utc(trade.close_date_utc),
        profit=finite("profit of a closed trade", trade.close_profit_abs),
        profit_ratio=finite("profit ratio of a closed trade", trade.close_profit),
        exit_reason=str(trade.exit_reason or ""),
    )


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
