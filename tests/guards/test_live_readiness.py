"""The doctor knows whether a live bot would start, and what it would find."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from freqtrade.persistence import Trade

from enygma.monitoring.finding import Finding, Level
from enygma.monitoring.live_readiness import check_account, check_switches, open_trades
from enygma.sandbox.server import ApiKey

from .conftest import Hand, credentials, settings_of

XRP = "XRP/USDT:USDT"
ARMED = {"BOT_MODE": "live", "LIVE_TRADING_ARMED": "true"}


@pytest.fixture
def config(tmp_path: Path, venue: Any, key: ApiKey) -> dict[str, Any]:
    """A live configuration of the test's account."""
    return settings_of(tmp_path, venue.url, key)


def account(config: dict[str, Any]) -> dict[str, Finding]:
    return {each.area: each for each in check_account(config)}


@pytest.mark.parametrize(
    ("dry_run", "environ", "level", "told"),
    [
        (True, {}, Level.OK, "paper money"),
        (True, ARMED, Level.OK, "are set"),
        (False, {"BOT_MODE": "live"}, Level.WARNING, "will not start"),
        (False, ARMED, Level.WARNING, "ARMED"),
    ],
)
def test_the_arming_is_told(
    config: dict[str, Any], dry_run: bool, environ: dict[str, str], level: Level, told: str
) -> None:
    arming, _ = check_switches({**config, "dry_run": dry_run}, environ)
    assert (arming.level, told in arming.text) == (level, True)


def test_a_thrown_kill_switch_is_told(config: dict[str, Any], tmp_path: Path) -> None:
    _, before = check_switches(config, {})
    (tmp_path / "KILL").write_text("flatten")
    _, after = check_switches(config, {})
    assert (before.level, after.level) == (Level.OK, Level.WARNING)
    assert "close every position" in after.text


def test_a_sound_account_has_a_warning_for_its_open_whitelist_alone(
    config: dict[str, Any], hand: Hand
) -> None:
    found = account(config)
    assert found["key"].level is Level.WARNING
    assert found["key"].text == "permissions Futures, General"
    assert found["positions"].level is Level.OK


def test_a_position_that_no_trade_explains_is_named(config: dict[str, Any], hand: Hand) -> None:
    hand.order(XRP, "sell", 3)
    finding = account(config)["positions"]
    assert finding.level is Level.WARNING
    assert f"no trade explains {XRP} short 3 lots" in finding.text
    ignoring = {**config, "enygma": {"unknown_positions": [XRP]}}
    assert account(ignoring)["positions"].level is Level.OK


def test_a_position_of_an_open_trade_is_explained(
    config: dict[str, Any], make_bot: Any, tmp_path: Path
) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter(XRP, side="short")
    Trade.commit()
    assert open_trades(config["db_url"]) == {(XRP, "short")}
    assert account(config)["positions"].text == "1 open, all of them explained"


def test_looking_for_a_database_creates_none(tmp_path: Path) -> None:
    file = tmp_path / "trades.sqlite"
    assert open_trades(f"sqlite:///{file}") == set()
    assert not file.exists()
    file.write_bytes(b"no database")
    assert open_trades(f"sqlite:///{file}") == set()


def test_a_database_without_a_driver_is_a_problem(
    config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    finding = account({**config, "db_url": "postgresql+psycopg2://127.0.0.1/trades"})["positions"]
    assert (finding.level, finding.mend) == (Level.PROBLEM, "pip install 'psycopg2-binary'")


def test_a_wrong_key_is_a_problem(config: dict[str, Any], key: ApiKey) -> None:
    wrong = {**config["exchange"], **credentials(key), "secret": "guessed"}
    found = account({**config, "exchange": wrong})
    assert found["key"].level is Level.PROBLEM
    assert "refused the API key" in found["key"].text
    assert "positions" not in found


def test_an_exchange_that_is_down_is_no_account_without_positions(config: dict[str, Any]) -> None:
    down = ("futuresPublic", "futuresPrivate", "private")
    urls = {"api": dict.fromkeys(down, "http://127.0.0.1:9")}
    exchange = {**config["exchange"], "ccxt_config": {"urls": urls}}
    (finding,) = check_account({**config, "exchange": exchange})
    assert finding.level is Level.PROBLEM
    assert (finding.text, finding.mend) == (
        "not looked at, as the exchange does not answer",
        "enygma sandbox",
    )


def test_without_a_key_the_account_is_not_looked_at(config: dict[str, Any]) -> None:
    (finding,) = check_account({**config, "exchange": {"name": "kucoin"}})
    assert (finding.level, "none is configured" in finding.text) == (Level.OK, True)
