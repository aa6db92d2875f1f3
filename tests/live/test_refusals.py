"""Whatever is wrong is said in one line that names it, before anything is traded."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from .project import Project

CONFIG = ("--config", "config.sandbox.json")
RANGE = ("--timerange", "20251020-20260101")
UNUSED_PORT = "http://127.0.0.1:9"


def refused(project: Project, *arguments: str, trace: bool = False, **environment: str) -> str:
    """What a command says that must not succeed, on one line.

    `trace` where freqtrade itself logs one before it comes to our refusal.
    """
    done = project.run(*arguments, **environment)
    assert done.returncode != 0, done.stdout
    assert trace or "Traceback" not in done.stdout, done.stdout
    return " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"enygma": {"profile": "brave"}}, "'brave'"),
        ({"enygma": {"scoring": {"gates": {"min_score": 500}}}}, "min_score: 500"),
        ({"enygma": {"timeframes": ["1m", "30m"]}}, "'1m'"),
        ({"enygma": {"slippage_per_side": 0.5}}, "slippage_per_side"),
        ({"custom_risk": {"sizing": {"margin_pct": 7}}}, "margin_pct"),
        ({"custom_risk": {"sizes": {}}}, "sizes"),
    ],
)
def test_a_wrong_setting_is_named_and_stops_the_command(
    project: Project, settings: dict[str, Any], named: str
) -> None:
    layer = project.layer("wrong.json", settings)
    said = refused(project, "freqtrade", "backtesting", *CONFIG, "--config", layer, *RANGE)
    assert named in said


@pytest.mark.parametrize(("timeframe", "named"), [("3m", "'3m'"), ("1m", "'1m'")])
def test_a_timeframe_that_kucoin_or_the_score_does_not_have_is_named(
    project: Project, timeframe: str, named: str
) -> None:
    chosen = ("--timeframe", timeframe)
    assert named in refused(project, "freqtrade", "backtesting", *CONFIG, *RANGE, *chosen)


def test_a_wrong_environment_switch_is_named(project: Project) -> None:
    said = refused(
        project, "freqtrade", "backtesting", *CONFIG, *RANGE, STRICT_ENTRY_MIN_SCORE="lots"
    )
    assert "STRICT_ENTRY_MIN_SCORE" in said


def test_a_sandbox_that_does_not_run_is_named_with_the_command_that_starts_it(
    project: Project,
) -> None:
    config = project.folder / "config.sandbox.json"
    text = config.read_text(encoding="utf-8")
    address = text.split('"futuresPublic": "')[1].split('"')[0]
    config.write_text(text.replace(address, UNUSED_PORT), encoding="utf-8")
    said = refused(project, "freqtrade", "download-data", *CONFIG, "--timeframes", "30m", *RANGE)
    assert UNUSED_PORT in said
    assert "enygma sandbox" in said


def test_a_live_start_that_nobody_armed_says_how_to_arm(project: Project) -> None:
    layer = project.layer("live.json", {"dry_run": False})
    said = refused(project, "freqtrade", "trade", *CONFIG, "--config", layer)
    assert "not armed" in said
    assert "BOT_MODE=live and LIVE_TRADING_ARMED=true" in said


def test_a_live_start_against_another_time_is_told_the_difference(project: Project) -> None:
    layer = project.layer("live.json", {"dry_run": False})
    trade = ("freqtrade", "trade", *CONFIG, "--config", layer)
    said = refused(project, *trade, BOT_MODE="live", LIVE_TRADING_ARMED="true")
    assert "This machine's clock is" in said
    assert "Synchronise" in said


def test_an_empty_data_directory_is_named(project: Project) -> None:
    said = refused(project, "freqtrade", "backtesting", *CONFIG, *RANGE)
    assert "No data found" in said
    said = refused(
        project, "enygma", "explain", *CONFIG, "-p", "ETH/USDT:USDT", "--at", "2025-11-05T14:30"
    )
    assert "download" in said


def test_a_corrupt_candle_file_is_named(traded: Project, project: Project) -> None:
    data = Path("user_data", "sandbox", "data")
    shutil.copytree(traded.folder / data, project.folder / data)
    for broken in (project.folder / data).rglob("ETH_USDT_USDT-30m-futures.feather"):
        broken.write_bytes(broken.read_bytes()[:1000])
    at = ("--at", "2025-11-05T14:30")
    said = refused(project, "enygma", "explain", *CONFIG, "-p", "ETH/USDT:USDT", *at)
    assert "30m candles of ETH/USDT:USDT" in said
    said = refused(project, "freqtrade", "backtesting", *CONFIG, *RANGE, trace=True)
    assert "ETH_USDT_USDT-30m-futures.feather cannot be read" in said
    assert "download-data --pairs ETH/USDT:USDT" in said
    folder = next((project.folder / data).iterdir())
    said = refused(project, "enygma", "sandbox", "--port", "0", "--data", str(folder))
    assert "ETH_USDT_USDT-30m-futures.feather" in said
