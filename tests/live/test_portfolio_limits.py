"""A running bot under the caps of its portfolio."""

from __future__ import annotations

from typing import Any

import pytest
from freqtrade.persistence import Trade
from freqtrade.rpc import RPCException

from .stepped import FULL_SIZE, MakeBot

CAPS: dict[str, Any] = {"max_asset_pct": 20, "max_group_pct": 20, "max_sector_pct": None}


@pytest.mark.parametrize("live", [False, True])
def test_what_moves_together_shares_one_cap(make_bot: MakeBot, live: bool) -> None:
    bot = make_bot(live=live, custom_risk={"portfolio": CAPS, **FULL_SIZE}, max_open_trades=5)
    bot.turn(2)
    equity = bot.bot.wallets.get_total("USDT")
    shares = [each.stake_amount * each.leverage / equity for each in Trade.get_open_trades()]
    assert len(shares) == 2
    assert 0.11 < shares[0] <= 0.12
    assert 0.07 < shares[1] < 0.1
    assert 0.185 < sum(shares) <= 0.201


@pytest.mark.parametrize("live", [False, True])
def test_after_a_restart_what_is_open_counts_against_the_caps(
    make_bot: MakeBot, live: bool
) -> None:
    first = make_bot(live=live, custom_risk=FULL_SIZE, max_open_trades=1)
    first.turn(2)
    (held,) = Trade.get_open_trades()
    other = "BTC/USDT:USDT" if held.pair.startswith("ETH") else "ETH/USDT:USDT"
    first.end()
    lower = {**CAPS, "max_asset_pct": 10, "max_group_pct": 10}
    again = make_bot(live=live, custom_risk={"portfolio": lower, **FULL_SIZE}, max_open_trades=5)
    again.turn(2)
    assert len(Trade.get_open_trades()) == 1
    with pytest.raises(RPCException, match=r"EXPOSURE_LIMIT_GROUP.*BTC.ETH"):
        again.enter(other)
    assert len(Trade.get_open_trades()) == 1
