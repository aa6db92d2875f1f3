"""An account that knows closed trades alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.account import ClosedTrade, Days
from custom_risk.account.realised import RealisedAccount
from custom_risk.inputs import RiskInputError
from custom_risk.side import Side

MORNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass
class Book:
    """Closed trades, oldest first."""

    trades: list[ClosedTrade] = field(default_factory=list)

    def closed(self, before: datetime) -> Sequence[ClosedTrade]:
        return self.trades[: bisect_left(self.trades, before, key=lambda each: each.closed)]

    def add(self, at: datetime, profit: Decimal) -> None:
        number = len(self.trades) + 1
        self.trades.append(
            ClosedTrade(number, "BTC/USDT:USDT", Side.LONG, at, at, profit, profit, "roi")
        )


@given(
    trades=st.lists(st.tuples(st.integers(1, 600), st.decimals(-40, 40, places=2)), max_size=40),
)
def test_its_day_is_the_one_that_followed_every_closed_trade(
    trades: list[tuple[int, Decimal]],
) -> None:
    book, days, now, equity = Book(), Days(), MORNING, Decimal(10_000)
    account = RealisedAccount(book)
    account.begin_with(10_000.0)
    days.observe(now, equity)
    for gap_m, profit in trades:
        now += gap_m * MINUTE
        days.observe(now, equity)
        equity += profit
        book.add(now, profit)
        assert account.observe(now) == days.observe(now, equity)
        assert account.equity() == equity


def test_another_backtest_is_counted_afresh() -> None:
    book = Book()
    account = RealisedAccount(book)
    account.begin_with(1_000.0)
    book.add(MORNING, Decimal(-100))
    assert account.observe(MORNING).start == 1_000
    book.trades.clear()
    book.add(MORNING - MINUTE, Decimal(5))
    day = account.observe(MORNING)
    assert day.start == 1_000
    assert day.peak == account.equity() == 1_005


def test_without_a_starting_balance_there_is_no_answer() -> None:
    with pytest.raises(RiskInputError, match="equity"):
        RealisedAccount(Book()).observe(MORNING)
