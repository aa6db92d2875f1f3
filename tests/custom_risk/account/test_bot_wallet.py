"""What a bot's account is worth by freqtrade's wallets, in each trading mode."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from freqtrade.enums import RunMode, TradingMode
from freqtrade.persistence import LocalTrade
from freqtrade.wallets import PositionWallet

from custom_risk.account import Account, BotHistory, BotWallet, Days

MakeTrade = Callable[..., LocalTrade]


def wallet(total: float, *open_profits: float, **config: Any) -> BotWallet:
    held = {
        str(place): PositionWallet(str(place), unrealized_pnl=profit)
        for place, profit in enumerate(open_profits)
    }
    wallets = SimpleNamespace(get_total=lambda _: total, get_all_positions=lambda: held)
    return BotWallet(SimpleNamespace(wallets=wallets), {"stake_currency": "USDT", **config})


@pytest.mark.parametrize("runmode", [RunMode.BACKTEST, RunMode.DRY_RUN, RunMode.LIVE])
def test_what_was_paid_for_coins_on_a_spot_market_is_not_lost(
    make_trade: MakeTrade, runmode: RunMode
) -> None:
    trade = make_trade(amount=2.0, rate=100.0, leverage=1.0)
    LocalTrade.add_bt_trade(trade)
    told = wallet(9_800.0, runmode=runmode, trading_mode=TradingMode.SPOT)
    account = Account(told.total, BotHistory(), Days(), wallet_has_open_profit=told.has_open_profit)
    assert account.equity() == Decimal(10_000)
    account.mark(trade.id, 90.0, -20.0)
    assert account.equity() == Decimal(9_980)


def test_the_total_of_a_futures_account_holds_margin_and_open_profit_of_its_positions(
    make_trade: MakeTrade,
) -> None:
    LocalTrade.add_bt_trade(make_trade(amount=2.0, rate=100.0))
    futures = {"runmode": RunMode.LIVE, "trading_mode": TradingMode.FUTURES}
    told = wallet(10_000.0, 25.0, -75.5, **futures)
    assert told.total() == 9_949.5
    assert told.has_open_profit
