"""A risk state that cannot be read stops the start, with nothing traded; who reads it mends it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from freqtrade.exceptions import StrategyError
from sqlalchemy import create_engine, text

from custom_risk.state import RiskState

if TYPE_CHECKING:
    from tests.guards.conftest import Hand, MakeBot

ETH = "ETH/USDT:USDT"


@pytest.mark.parametrize("name", ["day", "breaker"])
def test_a_damaged_value_stops_the_start_and_its_removal_lets_it_go_on(
    make_bot: MakeBot, hand: Hand, tmp_path: Path, name: str
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/trades.sqlite")
    state = RiskState(lambda: engine, "freqtrade", "live")
    state.save(name, {"broken": True})

    with pytest.raises(StrategyError, match=f"'{name}' is no ") as raised:
        make_bot(strategy="Braked", custom_risk={"breaker": {}})
    assert hand.lots(ETH) == 0

    told = str(raised.value)
    with engine.begin() as connection:
        connection.execute(text(told[told.index("DELETE") :]))
    bot = make_bot(strategy="Braked", custom_risk={"breaker": {}})
    bot.turn()
    assert bot.enter().has_open_position
