"""A trader's day with real processes: start, command, power cut, kill switch, flatten."""

from __future__ import annotations

from typing import Any

import pytest

from enygma.sandbox import RunningSandbox

from .project import Project
from .running import INTERRUPTED, RefusedError, RunningBot, running_bot
from .stepped import ARMED, EAGER
from .truth import Truth

BTC = "BTC/USDT:USDT"
LIVE: dict[str, Any] = {key: value for key, value in EAGER.items() if key != "api_server"} | {
    "dry_run": False,
    "db_url": "sqlite:///user_data/sandbox/tradesv3.live.sqlite",
    "enygma": {"entries": "manual", "proposal_valid_minutes": 1440, "reconcile_seconds": 5},
}


@pytest.fixture
def truth(present: RunningSandbox) -> Truth:
    """What the exchange really holds."""
    return Truth(present)


def proposed(bot: RunningBot) -> None:
    """Wait until a proposal may be taken."""
    bot.process.said(f"Proposal: long {BTC}")


def has_no_trade(bot: RunningBot) -> bool:
    """Whether freqtrade's database says that everything is closed."""
    return bool(bot.api.get("status") == [])


def test_an_unarmed_start_ends_with_an_error_code_before_anything_is_asked(
    present_project: Project, truth: Truth
) -> None:
    layer = present_project.layer("live.json", LIVE)
    configs = ("--config", "config.sandbox.json", "--config", layer)
    done = present_project.run("freqtrade", "trade", *configs, BOT_MODE="live")
    assert done.returncode == 2, done.stdout
    assert "Live trading is not armed" in done.stdout
    assert "LIVE_TRADING_ARMED=true" in done.stdout
    assert "Traceback" not in done.stdout
    assert truth.orders() == []


@pytest.mark.slow
def test_a_power_cut_a_restart_the_kill_switch_and_flatten(
    present_project: Project, truth: Truth
) -> None:
    with running_bot(present_project, LIVE, **ARMED) as bot:
        proposed(bot)
        taken = bot.api.post("forceenter", pair=BTC, side="long")
        assert taken["enter_tag"] == "+90 STRONG_BUY RSI KDJ"
        with pytest.raises(RefusedError, match="is open already, as trade 1"):
            bot.api.post("forceenter", pair=BTC, side="long")
        bot.process.said("placed at")
        bot.process.kill()
    lots = truth.lots()["XBTUSDTM"]
    assert [each.request.reduce_only for each in truth.stops()] == [True] * len(truth.stops())
    assert truth.stops(), "a bot that is dead leaves no position without a stop"

    with running_bot(present_project, LIVE, **ARMED) as bot:
        bot.process.said("state='RUNNING'")
        assert truth.lots() == {"XBTUSDTM": lots}
        assert bot.api.get("status")[0]["trade_id"] == 1

        kill_switch = present_project.folder / "user_data" / "sandbox" / "KILL"
        kill_switch.touch()
        bot.process.said("KILL SWITCH")
        with pytest.raises(RefusedError, match="kill switch"):
            bot.api.post("forceenter", pair="ETH/USDT:USDT", side="short")
        kill_switch.unlink()

        flattened = present_project.run(
            "enygma", "flatten", "--yes", "--config", "config.sandbox.json"
        )
        assert flattened.returncode == 0, flattened.stdout
        assert "Flat: no position and no order is left" in flattened.stdout
        assert (truth.lots(), truth.stops()) == ({}, [])
        # the running bot books the fills that it did not order
        bot.answered(lambda: has_no_trade(bot))
        assert bot.api.get("trades")["trades"][0]["is_open"] is False
        assert bot.process.interrupt() == INTERRUPTED
    assert truth.imbalance() == 0
