"""What a live bot traded becomes evidence, and the next start of the same bot reads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custom_risk.evidence.words import told
from enygma.cli import main
from tests.evidence_files import write_evidence

from .conftest import ETH

if TYPE_CHECKING:
    import pytest

    from .conftest import MakeBot

BTC = "BTC/USDT:USDT"
# the next start has the timeframe of the strategy
BRAKED: dict[str, Any] = {"strategy": "Braked", "stake_amount": "unlimited", "timeframe": "1h"}
ROUND_TRIPS = 3


def test_real_fills_of_a_live_database_are_measured_and_the_gate_knows_them_as_its_own(
    make_bot: MakeBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bot = make_bot(**BRAKED)
    bot.turn()
    paid = 0.0
    for _ in range(ROUND_TRIPS):
        for pair, side in ((ETH, "long"), (BTC, "short")):
            bot.enter(pair, side)
        bot.bot.rpc._rpc._rpc_force_exit("all")
        bot.turn()
        closed = [bot.trade(pair) for pair in (ETH, BTC)]
        assert not any(trade.is_open for trade in closed)
        paid -= sum(trade.close_profit_abs for trade in closed)
    database = f"sqlite:///{tmp_path}/trades.sqlite"
    asked = ["evidence", "--config", str(tmp_path / "config.json"), "--no-page"]
    capsys.readouterr()

    assert main([*asked, "--db-url", database, "--starting-balance", "10000"]) == 0

    assert "Braked, live, " in capsys.readouterr().out
    found = json.loads((tmp_path / "evidence" / "Braked.json").read_text(encoding="utf-8"))
    assert (found["kind"], found["pairs"]) == ("live", [BTC, ETH])
    assert found["exchange"] == "kucoin futures at this machine"
    figures = found["statistics"]
    assert figures["trades"] == figures["trades_with_stop"] == 2 * ROUND_TRIPS
    assert figures["profit"] < 0 < figures["fees"]
    assert abs(figures["profit"] + paid) < 1e-6
    assert found["verdict"]["standing"] == "not enough trades"

    gate = make_bot(**BRAKED).bot.strategy.risk_evidence
    assert [each.code for each in gate.standing.objections] == ["verdict"]
    assert "not enough trades" in told(gate.standing)
    write_evidence(tmp_path, found | {"verdict": {"standing": "edge", "words": "edge"}})
    gate = make_bot(**BRAKED).bot.strategy.risk_evidence
    assert gate.standing.counts
    assert gate.standing.uncovered == ("XRP/USDT:USDT",)
