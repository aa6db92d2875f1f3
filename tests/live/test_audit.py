"""A live bot's decisions are in its audit trail, and a person hears of refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from freqtrade.enums import RPCMessageType
from freqtrade.exceptions import OperationalException

from enygma import cli
from enygma.sandbox import RunningSandbox

from .project import Project
from .stepped import MakeBot, stepped_bot

BTC = "BTC/USDT:USDT"
BY_HAND = {"entries": "manual", "proposal_valid_minutes": 1440}
SECRETS = ("sandbox-key", "sandbox-secret", "sandbox-passphrase")


class Phone:
    """A channel that keeps the bot's warnings."""

    name = "phone"

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self._config: dict[str, Any] = {}

    def send_msg(self, msg: dict[str, Any]) -> None:
        """Take a message of freqtrade's."""
        if msg["type"] == RPCMessageType.WARNING:
            self.warnings.append(msg["status"])

    def cleanup(self) -> None:
        """Nothing is open."""


def records(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What `enygma audit` answers about the trails of a folder."""
    capsys.readouterr()
    assert cli.main(["audit", str(folder), "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_entry_a_moved_stop_an_exit_and_a_refusal_are_in_the_trail(
    make_bot: MakeBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "audit"
    metrics = tmp_path / "metrics" / "bot.prom"
    audit = {"folder": str(folder), "metrics_file": str(metrics)}
    bot = make_bot(live=True, enygma=BY_HAND | {"audit": audit})
    phone = Phone()
    bot.bot.rpc.registered_modules.append(phone)
    bot.turn()
    trade = bot.enter(BTC)
    bot.turn()
    bot.leave(str(trade.id))
    bot.turn(2)
    strategy: Any = bot.bot.strategy
    strategy.wallets = None
    for _ in range(3):
        stake = bot.bot.strategy.custom_stake_amount(
            pair=BTC,
            current_time=trade.open_date_utc,
            current_rate=60_000.0,
            proposed_stake=100.0,
            min_stake=1.0,
            max_stake=1000.0,
            leverage=6.0,
            entry_tag="+80",
            side="long",
        )
        assert stake == 0
    bot.end()

    written = records(folder, capsys)
    of_trade = [each for each in written if each["trade"] == trade.id]
    reasons = [each["reason"] for each in of_trade]
    assert (reasons[0], reasons[-1]) == ("ENTERED", "EXITED")
    assert "STOP_MOVED" in reasons
    assert all(each["side"] == "long" and each["pair"] == BTC for each in of_trade)
    assert of_trade[-1]["details"]["exit_reason"] == "force_exit"
    refused = [each for each in written if each["reason"] == "INPUT_MISSING"]
    assert [each["repeated"] for each in refused] == [0, 2]
    assert {(each["mode"], each["bot"]) for each in written} == {("live", "enygma-sandbox")}
    (trail,) = folder.iterdir()
    assert not any(secret in trail.read_text() for secret in SECRETS)
    assert len([each for each in phone.warnings if each.startswith(f"Risk, {BTC}: INPUT")]) == 1
    counted = 'reason="EXITED",pair="BTC/USDT:USDT",side="long"} 1'
    assert counted in metrics.read_text()


def test_a_wrong_setting_stops_the_bot_before_it_trades(
    present_project: Project, present: RunningSandbox
) -> None:
    wrong = {"enygma": BY_HAND | {"audit": {"keep": 5}}}
    with pytest.raises(OperationalException, match=r"enygma\.audit\.keep: there is no such key"):
        stepped_bot(present_project, present, live=False, settings=wrong)
