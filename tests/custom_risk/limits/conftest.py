"""An account whose wallet and trades a test writes down."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from freqtrade.persistence import LocalTrade

from custom_risk.account import Account, ClosedTrade, Days
from custom_risk.side import Side

MORNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
BTC = "BTC/USDT:USDT"
ETH = "ETH/USDT:USDT"
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
MIDNIGHT = datetime(2026, 1, 6, tzinfo=UTC)


@dataclass
class Book:
    """Closed trades, as freqtrade's history tells them."""

    trades: list[ClosedTrade] = field(default_factory=list)

    def closed(self, before: datetime) -> Sequence[ClosedTrade]:
        return self.trades[: bisect_left(self.trades, before, key=lambda each: each.closed)]


@dataclass
class Desk:
    """An account before a wallet and a book."""

    wallet: float = 10_000.0
    book: Book = field(default_factory=Book)
    account: Account = field(init=False)

    def __post_init__(self) -> None:
        self.account = self.fresh()

    def fresh(self) -> Account:
        """The account as a restarted process builds it."""
        return Account(lambda: self.wallet, self.book, Days())

    def close(
        self, at: datetime, profit: float = -1.0, *, pair: str = BTC, opened: datetime | None = None
    ) -> None:
        """Book a trade that closed; its profit is in the wallet."""
        entered = at - 10 * MINUTE if opened is None else opened
        amount = Decimal(repr(profit))
        number = len(self.book.trades) + 1
        trade = ClosedTrade(number, pair, Side.LONG, entered, at, amount, amount / 100, "roi")
        insort(self.book.trades, trade, key=lambda each: each.closed)
        self.wallet += profit

    def hold(self, opened: datetime, pair: str = BTC) -> None:
        """Book a trade that is open."""
        LocalTrade.bt_trades_open.append(
            LocalTrade(
                id=1000 + len(LocalTrade.bt_trades_open),
                pair=pair,
                open_date=opened,
                open_rate=100.0,
                stake_amount=10.0,
                amount=0.1,
                fee_open=0.0006,
                fee_close=0.0006,
                is_open=True,
            )
        )


MakeDesk = Callable[..., Desk]


@pytest.fixture
def desk() -> Desk:
    """Ten thousand in the wallet, nothing traded."""
    return Desk()
