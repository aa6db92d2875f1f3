"""Trades that lose much within minutes stop entries for a while."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from custom_risk.account import Account, ClosedTrade, Days
from custom_risk.breaker.loss_limit import CircuitBreakerSettings, FastLoss
from custom_risk.events import Reason
from custom_risk.limits import Violation
from custom_risk.limits.degradation import Degradation
from custom_risk.protections.limits_of import limits_of
from custom_risk.settings.wording import RiskConfigError
from custom_risk.side import Side

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BTC = "BTC/USDT:USDT"


@dataclass
class Book:
    """Closed trades, and the wallet that they leave."""

    wallet: float = 10_000.0
    trades: list[ClosedTrade] = field(default_factory=list)

    def closed(self, before: datetime) -> Sequence[ClosedTrade]:
        return self.trades[: bisect_left(self.trades, before, key=lambda each: each.closed)]

    def close(self, at: datetime, profit: float) -> None:
        amount = Decimal(repr(profit))
        number = len(self.trades) + 1
        trade = ClosedTrade(number, BTC, Side.LONG, at - MINUTE, at, amount, amount / 100, "roi")
        self.trades.append(trade)
        self.wallet += profit

    def asked(self, now: datetime, **settings: Any) -> Violation | None:
        account = Account(lambda: self.wallet, self, Days())
        return FastLoss(CircuitBreakerSettings(**settings)).violation(account, now, BTC)


def test_five_percent_within_five_minutes_may_be_lost_and_not_more() -> None:
    book = Book()
    book.close(NOON, -200)
    book.close(NOON + 4 * MINUTE, -300)
    assert book.asked(NOON + 4 * MINUTE) is None

    book.close(NOON + 4 * MINUTE, -1)

    found = book.asked(NOON + 4 * MINUTE)
    assert found is not None
    assert found.reason is Reason.CIRCUIT_BREAKER
    assert found.until == NOON + 19 * MINUTE
    assert found.text == "5.01 % lost in 5 minutes, 5 % allowed"


def test_what_was_lost_before_the_minutes_does_not_count() -> None:
    book = Book()
    book.close(NOON, -400)
    book.close(NOON + 5 * MINUTE, -400)
    assert book.asked(NOON + 5 * MINUTE) is None


def test_what_was_won_meanwhile_counts_against_it() -> None:
    book = Book()
    book.close(NOON, -600)
    book.close(NOON + MINUTE, 200)
    assert book.asked(NOON + MINUTE) is None


def test_a_pause_shorter_than_the_minutes_ends_when_it_is_over() -> None:
    book, settings = Book(), {"loss_minutes": 60, "pause_minutes": 15}
    book.close(NOON, -600)
    assert book.asked(NOON + 14 * MINUTE, **settings)
    assert book.asked(NOON + 15 * MINUTE, **settings) is None


def test_a_gain_that_doubles_the_equity_is_no_loss() -> None:
    book = Book(wallet=100.0)
    book.close(NOON, 300)
    assert book.asked(NOON) is None


def test_nothing_is_lost_before_the_first_trade() -> None:
    assert Book().asked(NOON) is None


def test_the_protection_judges_the_latest_trades_too_unless_told_otherwise() -> None:
    both = limits_of([{"method": "CircuitBreaker"}])
    alone = limits_of([{"method": "CircuitBreaker", "degradation": None}])
    assert [type(each) for each in both] == [FastLoss, Degradation]
    assert [type(each) for each in alone] == [FastLoss]


def test_a_key_that_the_protection_does_not_have_is_named() -> None:
    with pytest.raises(RiskConfigError, match=r"CircuitBreaker\.loss: there is no such key"):
        limits_of([{"method": "CircuitBreaker", "loss": 5}])
