"""The trades that are over, in the order in which they closed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from freqtrade.persistence import LocalTrade, Trade

from custom_risk.account.closed_trade import ClosedTrade
from custom_risk.inputs import finite
from custom_risk.side import Side


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
        self._trades.extend(added)
        self._trades.sort(key=lambda each: (each.closed, each.trade_id))
        self._times = [each.closed for each in self._trades]

    def _fresh_of_backtest(self) -> Iterable[Any]:
        done = LocalTrade.bt_trades
        first = done[0] if done else None
        if first is not self._first or len(done) < len(self._trades):
            self._trades, self._times, self._known, self._first = [], [], set(), first
        return list(done[len(self._trades) :])

    def _fresh_of_database(self) -> Iterable[Any]:
        closed = [Trade.is_open.is_(False)]
        if self._known:
            closed.append(Trade.id.not_in(self._known))
        return list(Trade.get_trades(closed).all())


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
