"""The account as the callbacks of the strategy see it: equity, positions, what was traded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from typing import Any

from freqtrade.persistence import Trade

from custom_risk.account.closed_trade import ClosedTrade
from custom_risk.account.day import Day, Days
from custom_risk.account.history import TradeHistory
from custom_risk.account.one_look import once
from custom_risk.account.open_position import OpenPosition
from custom_risk.inputs import finite, positive
from custom_risk.margin import Margin
from custom_risk.trade_terms import (
    position_of,
    size_with_pending,
    size_without_exits,
    stop_of,
)


class Account:
    """Equity with open profit, the day, open positions and closed trades.

    Open trades are marked by the callbacks that freqtrade calls for each of them in every loop
    and on every candle, with the price they are given.
    """

    def __init__(
        self,
        wallet: Callable[[], float | None],
        history: TradeHistory,
        days: Days,
        *,
        wallet_has_open_profit: bool = False,
    ) -> None:
        """`wallet` is the total in stake currency; an exchange's own holds open profit already."""
        self._wallet = wallet
        self._history = history
        self._days = days
        self._has_open_profit = wallet_has_open_profit
        self._marks: dict[int, tuple[float, float]] = {}
        self._told: float | None = None
        self._open_when_told: dict[int, float] = {}

    def mark(self, trade_id: int, price: float, profit: float) -> None:
        """Note an open trade's price and its profit there in stake currency."""
        self._marks[trade_id] = (price, profit)
        if self._has_open_profit:
            # the first mark since it was told is the nearest to what the wallet's total holds
            self._notice(self._wallet())
            self._open_when_told.setdefault(trade_id, profit)

    def _notice(self, total: float | None) -> None:
        if total != self._told:
            self._told, self._open_when_told = total, {}

    @property
    def is_marked(self) -> bool:
        """Whether every open position was marked: after a restart not before the first loop."""
        held = (each for each in _open_trades() if each.has_open_position)
        return all(each.id in self._marks for each in held)

    def observe(self, now: datetime) -> Day:
        """Count the equity of this moment into the day.

        Raises
        ------
        RiskInputError
            If there is no usable equity.
        """
        if self._marks:
            held = {each.id for each in _open_trades()}
            for gone in self._marks.keys() - held:
                del self._marks[gone]
        return self._days.observe(now, self.equity())

    def equity(self) -> Decimal:
        """The account's worth with open profit, in stake currency.

        Raises
        ------
        RiskInputError
            If the wallet's total is missing, not finite or not positive.
        """
        total = float(positive("equity", self._wallet()))
        return positive("equity", total + self._not_in_wallet(total))

    def _not_in_wallet(self, total: float) -> float:
        """Open profit that the wallet's total does not hold.

        An exchange's own total holds it as it was when freqtrade last asked for it, that of a
        trade which closed since included.
        """
        if not self._has_open_profit:
            return self.open_profit()
        now = self._open_profits()
        self._notice(total)
        return sum(profit - self._open_when_told.get(each, profit) for each, profit in now.items())

    def open_profit(self) -> float:
        """Profit of the open trades where they were marked last, in stake currency."""
        return sum(self._open_profits().values())

    def _open_profits(self) -> dict[int, float]:
        """By trade; one that closed since it was marked is in the wallet and not among them."""
        if not self._marks:
            # asked on every candle and by every limit, and most of the time nothing is open
            return {}
        held = (each.id for each in _open_trades())
        return {each: self._marks[each][1] for each in held if each in self._marks}

    def positions(self) -> list[OpenPosition]:
        """The open positions, marked where they have been; an entry that is not filled yet is one.

        Raises
        ------
        RiskInputError
            If a trade has a number that cannot be used.
        """
        return [self._open_position(each) for each in _open_trades()]

    def _open_position(self, trade: Any) -> OpenPosition:
        price, profit = self._marks.get(trade.id, (trade.open_rate, 0.0))
        return OpenPosition(
            trade_id=int(trade.id),
            pair=str(trade.pair),
            position=position_of(trade, size_with_pending(trade)),
            price=positive("price", price),
            profit=finite("profit", profit),
            margin=Margin(positive("stake", trade.stake_amount)),
            stop=stop_of(trade),
            certain_size=size_without_exits(trade),
        )

    def closed(self, now: datetime) -> Sequence[ClosedTrade]:
        """The trades that closed before `now`, oldest first."""
        return self._history.closed(now)

    def entries_since(self, moment: datetime, now: datetime) -> int:
        """How many trades were opened at or after a moment, closed ones included."""
        return len(self.entry_times(moment, now))

    def entry_times(self, moment: datetime, now: datetime) -> list[datetime]:
        """When trades were opened at or after a moment, closed ones included, oldest first."""
        closed = reversed(self.closed(now + timedelta.resolution))
        since = takewhile(lambda each: each.closed >= moment, closed)
        over = [each.opened for each in since if each.opened >= moment]
        held = [each.open_date_utc for each in _open_trades()]
        return sorted(over + [each for each in held if each >= moment])


def _open_trades() -> list[Any]:
    held: list[Any] = once("open trades", Trade.get_open_trades)
    return held
