"""`enygma risk-status` over the database of a real bot."""

from __future__ import annotations

import json
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from freqtrade.persistence import PairLocks
from freqtrade.util import dt_now

from custom_risk.breaker import Level
from custom_risk.state import RiskState
from enygma.cli import main

if TYPE_CHECKING:
    from tests.guards.conftest import LiveBot, MakeBot

ETH = "ETH/USDT:USDT"


@pytest.fixture
def bot(make_bot: MakeBot) -> LiveBot:
    """A bot with a position, which has looked at its account."""
    bot = make_bot(strategy="Braked", custom_risk={"breaker": {}})
    bot.turn()
    bot.enter()
    return bot


def _status(tmp_path: Path, *options: str) -> int:
    return main(["risk-status", "--config", str(tmp_path / "config.json"), *options])


def _report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert _status(tmp_path, "--json") == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def test_the_report_says_what_the_bot_stored(
    bot: LiveBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    PairLocks.lock_pair(ETH, dt_now() + timedelta(hours=1), "a test's lock")
    bot.bot.strategy.risk_breaker.observe_slippage(0.35, dt_now())
    bot.turn()
    trade = bot.trade()

    report = _report(tmp_path, capsys)

    assert (report["bot"], report["mode"], report["currency"]) == ("freqtrade", "live", "USDT")
    assert report["equity"]["equity"] == pytest.approx(bot.bot.wallets.get_total("USDT"), rel=0.01)
    assert report["day"]["peak"] >= report["day"]["start"] > 0
    assert 0 <= report["drawdown_pct"] < 1
    assert report["open_trades"] == 1
    [pair] = report["exposures"]["pairs"]
    assert pair["name"] == ETH
    assert pair["notional"] == pytest.approx(trade.amount * trade.open_rate)
    assert 0 < pair["risk"] < pair["notional"]
    assert report["breaker"]["level"] == "THROTTLE"
    assert [(each["pair"], each["reason"]) for each in report["locks"]] == [(ETH, "a test's lock")]
    assert report["kill_switch"] == "off"
    assert report["evidence"]["size"] == "EXPLORATION"
    assert report["evidence"]["text"].startswith("NO EVIDENCE OF AN EDGE for Braked")
    assert report["record"] == []


def test_the_tables_say_the_same(
    bot: LiveBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bot.bot.rpc._rpc._rpc_force_exit("all")
    bot.turn()
    bot.enter("BTC/USDT:USDT", "short")
    (tmp_path / "KILL").touch()
    capsys.readouterr()

    assert _status(tmp_path) == 0

    text = capsys.readouterr().out
    assert "circuit breaker │ CLOSED" in text
    assert "no entries" in text
    assert "BTC/USDT:USDT" in text
    assert "Closed trades" in text
    assert re.search(r"evidence +│ exploration size since 20\d\d-", text)


def test_what_the_strategys_class_chose_is_in_force_and_shown(
    make_bot: MakeBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bot = make_bot(strategy="Choosy", custom_risk={"limits": {"max_exposure_pct": 80}})
    bot.turn()
    bot.enter()
    bot.turn()

    report = _report(tmp_path, capsys)

    assert report["settings_source"].startswith("Choosy, started 20")
    assert report["settings"]["limits"]["max_open_positions"] == 2
    assert report["settings"]["limits"]["max_exposure_pct"] == 80
    assert report["breaker"]["level"] == "CLOSED"
    assert [each["name"] for each in report["exposures"]["sectors"]] == ["MINE"]
    assert _status(tmp_path) == 0
    text = capsys.readouterr().out
    assert re.search(r"limits\.max_open_positions +│ 2 ", text)
    assert re.search(r"portfolio\.sectors +│ {\"ETH\": \"MINE\"} ", text)
    assert _status(tmp_path, "--reset-breaker") == 0


def test_before_the_bots_first_start_the_configuration_is_told(
    bot: LiveBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _status(tmp_path, "--forget", "settings") == 0
    source = _report(tmp_path, capsys)["settings_source"]
    assert source == "the configuration alone, the bot stored none yet"


def test_a_reset_reaches_the_running_bot(bot: LiveBot, tmp_path: Path) -> None:
    breaker = bot.bot.strategy.risk_breaker
    for _ in range(10):
        breaker.observe_order(True, dt_now())

    assert _status(tmp_path, "--reset-breaker") == 0
    assert breaker.state(dt_now()).level is Level.SHUTDOWN
    bot.turn()

    assert breaker.state(dt_now()).level is Level.CLOSED


@pytest.mark.parametrize(
    "options", [(), ("--json",), ("--reset-breaker",), ("--forget", "day")], ids=" ".join
)
@pytest.mark.parametrize("other", [{"dry_run": True}, {"bot_name": "somebody"}], ids=str)
def test_a_database_of_another_bot_is_named_and_left_alone(
    bot: LiveBot,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    other: dict[str, Any],
) -> None:
    path = tmp_path / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    own = config["db_url"]
    path.write_text(json.dumps(config | other), encoding="utf-8")
    before = bot.bot.strategy.risk_state.load("day")
    capsys.readouterr()

    assert _status(tmp_path, "--db-url", own, *options) == 2

    [line] = capsys.readouterr().err.splitlines()
    assert "only of 'freqtrade' (live)" in line
    assert "--live" in line
    assert bot.bot.strategy.risk_state.load("breaker_reset") is None
    assert bot.bot.strategy.risk_state.load("day") == before


def test_a_damaged_value_is_refused_and_can_be_forgotten(
    bot: LiveBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = bot.bot.strategy.risk_state
    assert isinstance(state, RiskState)
    state.save("day", {"peak": "high"})

    assert _status(tmp_path) == 2
    assert "'day' is no day" in capsys.readouterr().err
    assert _status(tmp_path, "--forget", "day") == 0
    assert _status(tmp_path) == 0
    assert _status(tmp_path, "--forget", "day") == 2


def test_a_database_that_cannot_be_read_is_named(
    bot: LiveBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "notes.sqlite"
    notes.write_text("no database, only notes of somebody", encoding="utf-8")
    for url, told in (
        ("sqlite:///nowhere.sqlite", "There is no database nowhere.sqlite yet"),
        ("sqlite://", "nobody else can read it"),
        ("nonsense", "cannot be used"),
        ("postgresql+psycopg://me@127.0.0.1:1/trades", "127.0.0.1"),
        (f"sqlite:///{notes}", "file is not a database"),
    ):
        assert _status(tmp_path, "--db-url", url) == 2
        [line] = capsys.readouterr().err.splitlines()
        assert told in line


def test_a_driver_that_is_missing_is_one_line_with_what_to_install(
    bot: LiveBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    capsys.readouterr()
    assert _status(tmp_path, "--db-url", "postgresql+psycopg2://me:secret@127.0.0.1/trades") == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.endswith("Install it with: pip install 'psycopg2-binary'")
    assert "secret" not in line


def test_a_configuration_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["risk-status", "--config", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err


def test_without_a_breaker_there_is_nothing_to_reset(
    make_bot: MakeBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_bot()
    assert _status(tmp_path, "--reset-breaker") == 2
    assert "custom_risk.breaker" in capsys.readouterr().err
