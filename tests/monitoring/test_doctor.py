"""The doctor names what is wrong, how bad it is and how to mend it."""

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from enygma.exchange.clock_skew import ClockSkew
from enygma.monitoring import doctor, installation, reachability, secrecy
from enygma.monitoring.finding import Finding, Level, fine, problem, warning

WriteConfig = Callable[..., str]


def settings(user_data: Path, **changes: Any) -> dict[str, Any]:
    """A configuration without faults."""
    pricing = {"price_side": "other", "use_order_book": True, "order_book_top": 1}
    plain: dict[str, Any] = {
        "dry_run": True,
        "trading_mode": "futures",
        "margin_mode": "isolated",
        "stake_currency": "USDT",
        "stake_amount": 100,
        "max_open_trades": 3,
        "user_data_dir": str(user_data),
        "entry_pricing": pricing,
        "exit_pricing": pricing,
        "exchange": {"name": "kucoin", "pair_whitelist": ["BTC/USDT:USDT"]},
        "pairlists": [{"method": "StaticPairList"}],
        "enygma": {"profile": "strict"},
        "custom_risk": {},
    }
    return {**plain, **changes}


@pytest.fixture
def write_config(tmp_path: Path) -> WriteConfig:
    """Write a configuration with changes to its top-level keys, and return its path."""
    (tmp_path / "user_data").mkdir()

    def write(name: str = "config.json", mode: int = 0o644, **changes: Any) -> str:
        file = tmp_path / name
        file.write_text(json.dumps(settings(tmp_path / "user_data", **changes)))
        file.chmod(mode)
        return str(file)

    return write


def found(paths: list[str], area: str) -> list[Finding]:
    """What the doctor says about one area."""
    return [each for each in doctor.diagnose(paths, os.environ) if each.area == area]


def candles(write_config: WriteConfig) -> Path:
    """The folder of futures candles that belongs to the configuration."""
    folder = Path(write_config()).parent / "user_data" / "data" / "kucoin" / "futures"
    folder.mkdir(parents=True)
    return folder


def test_a_sound_installation_and_configuration_have_no_problem(write_config: WriteConfig) -> None:
    findings = doctor.diagnose([write_config()], os.environ)
    assert [each for each in findings if each.level is Level.PROBLEM] == []
    assert {"python", "freqtrade", "ccxt", "hook", "exchange", "protections"} <= {
        each.area for each in findings
    }


@pytest.mark.parametrize(
    ("changes", "area", "text"),
    [
        ({"enygma": {"profile": "reckless"}}, "enygma, scoring", "reckless"),
        ({"enygma": {"entries": "by hand"}}, "enygma, entries", "by hand"),
        ({"enygma": {"entries": "manual"}}, "enygma, entries", "force_entry_enable"),
        ({"enygma": {"limit_entry": {"candles": 0}}}, "enygma, entries", "limit_entry.candles: 0"),
        ({"enygma": {"slippage_per_side": 0.5}}, "enygma, exchange", "slippage_per_side"),
        ({"enygma": {"position_mode": "both"}}, "enygma, exchange", "position_mode"),
        ({"custom_risk": {"no_such_key": 1}}, "custom_risk", "no_such_key"),
        ({"timeframe": "3m"}, "timeframes", "3m"),
        ({"enygma": {"timeframes": ["30m", "7h"]}}, "timeframes", "7h"),
        ({"stake_amount": "much"}, "configuration", "much"),
        ({"exchange": {"name": "nowhere"}}, "configuration", "nowhere"),
    ],
)
def test_each_fault_is_a_problem_with_its_name(
    write_config: WriteConfig, changes: dict[str, Any], area: str, text: str
) -> None:
    (finding,) = found([write_config(**changes)], area)
    assert finding.level is Level.PROBLEM
    assert text in finding.text
    assert finding.mend


def test_a_missing_private_file_names_the_command_that_writes_it(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"add_config_files": ["config-private.json"]}))
    (finding,) = found([str(config)], "configuration")
    assert (finding.level, finding.mend) == (Level.PROBLEM, "enygma secrets")


def test_another_exchange_is_a_warning(write_config: WriteConfig) -> None:
    (finding,) = found([write_config(exchange={"name": "binance"})], "mode")
    assert finding.level is Level.WARNING


def test_an_empty_data_folder_is_a_warning_with_the_download(write_config: WriteConfig) -> None:
    (finding,) = found([write_config()], "candles")
    assert finding.level is Level.WARNING
    assert "freqtrade download-data" in finding.mend


def test_timeframes_that_are_scored_by_those_of_another_are_fine(write_config: WriteConfig) -> None:
    section = {"timeframes": ["3m", "1d"], "scoring": {"borrowed_timeframes": BORROWED}}
    (finding,) = found([write_config(enygma=section)], "timeframes")
    assert (finding.level, finding.text) == (Level.OK, "3m, 1d")


@pytest.mark.parametrize("content", [b"", b"not a feather file", b"ARROW1\0\0 cut off"])
def test_a_corrupt_feather_file_is_named(write_config: WriteConfig, content: bytes) -> None:
    (candles(write_config) / "ETH_USDT_USDT-30m-futures.feather").write_bytes(content)
    (finding,) = found([write_config()], "candles")
    assert finding.level is Level.PROBLEM
    assert "ETH_USDT_USDT-30m-futures.feather" in finding.text


@pytest.mark.parametrize("compression", ["lz4", "uncompressed"])
def test_readable_candles_are_counted(write_config: WriteConfig, compression: str) -> None:
    frame = pd.DataFrame({"date": pd.to_datetime(["2026-01-01"], utc=True), "open": [1.0]})
    frame.to_feather(
        candles(write_config) / "ETH_USDT_USDT-30m-futures.feather", compression=compression
    )
    (finding,) = found([write_config()], "candles")
    assert (finding.level, finding.text.split()[0]) == (Level.OK, "1")


BORROWED = {"3m": "5m", "1d": "4h"}
KEYS = {"name": "kucoin", "pair_whitelist": ["BTC/USDT:USDT"], "key": "k", "secret": "s"}


@pytest.mark.parametrize(
    ("mode", "exchange", "level"),
    [
        (0o644, KEYS, Level.WARNING),
        (0o600, KEYS, Level.OK),
        (0o644, {**KEYS, "key": "", "secret": ""}, Level.OK),
        (
            0o644,
            {**KEYS, "ccxt_config": {"urls": {"api": {"public": "http://127.0.0.1:18080"}}}},
            Level.OK,
        ),
    ],
)
def test_keys_in_a_file_that_others_can_read_are_a_warning(
    write_config: WriteConfig, mode: int, exchange: dict[str, Any], level: Level
) -> None:
    (finding,) = found([write_config(mode=mode, exchange=exchange)], "secrets")
    assert finding.level is level


def test_secrets_of_added_files_are_found_as_well(
    write_config: WriteConfig, tmp_path: Path
) -> None:
    (tmp_path / "keys.json").write_text(json.dumps({"exchange": {"secret": "s"}}))
    config = write_config(add_config_files=["keys.json"])
    (finding,) = secrecy.check_secrets({}, [config])
    assert finding.level is Level.WARNING
    assert "keys.json holds exchange.secret" in finding.text


SERVER = {
    "enabled": True,
    "listen_ip_address": "127.0.0.1",
    "listen_port": 8080,
    "username": "me",
    "password": "d3f8a1c07b",
    "jwt_secret_key": "3b1f0c5e9d7a4b2c8e6f",
}


@pytest.mark.parametrize(
    ("changes", "levels"),
    [
        ({}, []),
        ({"enabled": False, "password": ""}, []),
        ({"password": ""}, [Level.PROBLEM]),
        ({"jwt_secret_key": "somethingrandom"}, [Level.PROBLEM]),
        ({"listen_ip_address": "0.0.0.0"}, [Level.WARNING]),  # noqa: S104 - what is warned of
        ({"listen_ip_address": "localhost"}, []),
    ],
)
def test_an_open_api_server_is_told(
    write_config: WriteConfig, changes: dict[str, Any], levels: list[Level]
) -> None:
    findings = secrecy.check_secrets({"api_server": {**SERVER, **changes}}, [write_config()])
    assert [each.level for each in findings if each.area == "api_server"] == levels


@pytest.mark.parametrize(
    ("offset_ms", "level"),
    [(0, Level.OK), (-2000, Level.OK), (2001, Level.WARNING), (-4001, Level.PROBLEM)],
)
def test_clocks_that_disagree_are_told(offset_ms: float, level: Level) -> None:
    assert reachability.judge_skew("https://api", ClockSkew(offset_ms, 20)).level is level


def test_an_exchange_that_does_not_answer_is_a_problem() -> None:
    urls = {"urls": {"api": {"futuresPublic": "http://127.0.0.1:9"}}}
    finding = reachability.check_exchange({"exchange": {"ccxt_config": urls}})
    assert (finding.level, finding.mend) == (Level.PROBLEM, "enygma sandbox")


@pytest.mark.parametrize(
    ("version", "level"),
    [((3, 10), Level.PROBLEM), ((3, 11), Level.OK), ((3, 13), Level.OK), ((3, 14), Level.PROBLEM)],
)
def test_only_supported_pythons_are_fine(version: tuple[int, int], level: Level) -> None:
    assert installation._python(version).level is level


@pytest.mark.parametrize(
    ("name", "wanted", "level"),
    [
        ("freqtrade", "2026.9", Level.OK),
        ("freqtrade", "2027.1", Level.PROBLEM),
        ("no-such-package", None, Level.PROBLEM),
    ],
)
def test_packages_are_compared_with_what_is_supported(
    name: str, wanted: str | None, level: Level
) -> None:
    assert installation._package(name, wanted).level is level


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([fine("a", "good")], 0),
        ([warning("a", "hm", "do")], 0),
        ([fine("a", "good"), problem("b", "[bold]broken[/]", "mend it")], 1),
    ],
)
def test_the_exit_code_is_one_when_there_is_a_problem(
    findings: list[Finding],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def diagnosed(*_: object, **__: object) -> list[Finding]:
        return findings

    monkeypatch.setattr(doctor, "diagnose", diagnosed)
    parser = argparse.ArgumentParser()
    doctor.add_arguments(parser)
    assert doctor.run(parser.parse_args(["-c", "config.json"])) == code
    printed = capsys.readouterr().out
    assert all(each.text in printed for each in findings)
