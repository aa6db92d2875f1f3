"""The trades that are over, in the order in which they closed."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from freqtrade.persistence import LocalTrade, Trade
from sqlalchemy import func, select

from custom_risk.account.closed_trade import ClosedTrade
from custom_risk.account.one_look import once
from custom_risk.inputs import finite
from custom_risk.side import Side

MOST_AT_ONCE = 500
"""Trades asked for by their numbers: databases limit how many a question may hold."""

PAPER_ORDER = "dry_run_"
"""How freqtrade begins the id of every order that it only simulates."""


def is_other_money(trade: Any, *, paper: bool) -> bool:
    """Whether a trade has orders of real money for a paper run, or of paper for a real one."""
    return any(each.order_id.startswith(PAPER_ORDER) != paper for each in trade.orders)


class TradeHistory(Protocol):
    """What was traded before."""

    def closed(self, before: datetime) -> Sequence[ClosedTrade]:
        """Every trade that closed before a moment, oldest first."""


class BotHistory:
    """freqtrade's own trades: in memory in a backtest, in the database of a running bot.

    Each trade is read once. freqtrade starts a backtest by emptying its list; a list that has
    become shorter, or begins with another trade, is another backtest.

    Args:
        paper: Whether the bot trades with paper money. What the other kind of money earned in the
            same database says nothing of this one and is left out; None: both count.
    """

    def __init__(self, *, paper: bool | None = None) -> None:
        self._paper = paper
        self._foreign: set[int] = set()
        self._trades: list[ClosedTrade] = []
        self._known: dict[int, ClosedTrade] = {}
        self._first: Any = None
        self._seen: Any = None

    def closed(self, before: datetime) -> Sequence[ClosedTrade]:
        """Every trade that closed before a moment, oldest first; one that closes in it is left out.

        In a backtest a trade that leaves in the candle of an entry leaves after it.

        Raises
        ------
        RiskInputError
            If a trade has no usable profit.
        """
        self._read()
        return self._trades[: bisect_left(self._trades, before, key=_closed)]

    def _read(self) -> None:
        seen = once("closed trades", self._count_of_database) if Trade.use_db else None
        if seen is not None and seen == self._seen:
            return
        fresh = self._fresh_of_backtest() if seen is None else self._fresh_of_database()
        for each in [_closed_trade(each) for each in fresh if each.close_date is not None]:
            # the loop and a command's thread may read at the same time: one of them adds the trade
            if self._known.setdefault(each.trade_id, each) is each:
                insort(self._trades, each, key=_closed)
        self._seen = seen

    def _fresh_of_backtest(self) -> Iterable[Any]:
        done = LocalTrade.bt_trades
        first = done[0] if done else None
        if first is not self._first or len(done) < len(self._trades):
            self._trades, self._known, self._first = [], {}, first
        return list(done[len(self._trades) :])

    @staticmethod
    def _count_of_database() -> Any:
        """How many trades are closed, and the sum of their numbers: asked for in every loop."""
        asked = select(func.count(), func.sum(Trade.id)).where(Trade.is_open.is_(False))
        return Trade.session.execute(asked).one()

    def _fresh_of_database(self) -> Iterable[Any]:
        is_closed = Trade.is_open.is_(False)
        closed = set(Trade.session.scalars(select(Trade.id).where(is_closed)))
        fresh = closed - self._known.keys() - self._foreign
        wanted = [is_closed] if len(fresh) > MOST_AT_ONCE else [Trade.id.in_(fresh)]
        trades = [each for each in Trade.get_trades(wanted).all() if each.id in fresh]
        self._foreign.update(each.id for each in trades if self._is_foreign(each))
        return [each for each in trades if each.id not in self._foreign]

    def _is_foreign(self, trade: Trade) -> bool:
        return self._paper is not None and is_other_money(trade, paper=self._paper)


def _closed(trade: ClosedTrade) -> datetime:
    return trade.closed


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
