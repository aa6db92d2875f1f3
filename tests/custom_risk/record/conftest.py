"""Closed trades to keep a record of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from custom_risk.account import ClosedTrade
from custom_risk.side import Side

BEGAN = datetime(2026, 1, 5, tzinfo=UTC)

MakeClosed = Callable[..., list[ClosedTrade]]


def closed_trades(*profits: float | Decimal, pair: str = "BTC/USDT:USDT") -> list[ClosedTrade]:
    """Trades of an hour each, one after the other, on a margin of 100, with these profits."""
    return [
        ClosedTrade(
            trade_id=number,
            pair=pair,
            side=Side.LONG,
            opened=BEGAN + timedelta(hours=number),
            closed=BEGAN + timedelta(hours=number + 1),
            profit=Decimal(str(profit)),
            profit_ratio=Decimal(str(profit)) / 100,
            exit_reason="roi",
        )
        for number, profit in enumerate(profits)
    ]


@pytest.fixture(name="closed_trades", scope="session")
def closed_trades_fixture() -> MakeClosed:
    return closed_trades
