"""A bot does not take over open trades of another kind of money."""

from __future__ import annotations

from pathlib import Path

import pytest
from freqtrade.exceptions import OperationalException
from freqtrade.persistence import Trade

from enygma.trade_database import require_own_trades

from .stepped import MakeBot

BTC = "BTC/USDT:USDT"


def test_a_live_run_refuses_the_open_trades_of_a_dry_run(make_bot: MakeBot) -> None:
    make_bot().turn()
    require_own_trades(dry_run=True)
    with pytest.raises(OperationalException, match=rf"paper money: 1 \({BTC}\).*--db-url"):
        require_own_trades(dry_run=False)


def test_a_dry_run_refuses_the_open_trades_of_a_live_run(make_bot: MakeBot, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/trades.sqlite"
    make_bot(db_url=database).turn()
    for trade in Trade.get_open_trades():
        for order in trade.orders:
            order.order_id = order.order_id.removeprefix("dry_run_")
    Trade.commit()
    with pytest.raises(OperationalException, match=r"real money.*would lose track of them"):
        make_bot(db_url=database)


def test_trades_that_are_closed_may_stay(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.turn()
    bot.leave("all")
    bot.turn()
    for trade in Trade.get_open_trades():
        trade.is_open = False
    require_own_trades(dry_run=False)
