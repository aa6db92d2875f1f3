"""`enygma audit` as a user calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from custom_risk.events import Reason
from enygma import cli
from enygma.monitoring.audit.command import PIPE_CLOSED
from enygma.monitoring.audit.errors import AuditError
from enygma.monitoring.audit.record import AuditRecord
from enygma.monitoring.audit.selection import parse_since

from .conftest import BTC, ETH, NOON, MakeTrail, event


@pytest.fixture
def folder(make_trail: MakeTrail, tmp_path: Path) -> Path:
    """A trail of two days."""
    trail = make_trail()
    trail(event(Reason.ENTERED, trade=1, price=100.0, entry_tag="[+80] BUY"))
    trail(event(Reason.STOP_MOVED, trade=1, after_s=60, stop=99.5))
    trail(event(Reason.SIZE_TOO_SMALL, ETH, 120, side="short", margin=0.123456789))
    trail(event(Reason.EXITED, trade=1, after_s=86_400, exit_reason="roi"))
    trail(event(Reason.INPUT_MISSING, ETH, 86_460, error="no ATR"))
    return tmp_path / "audit"


Asked = Callable[..., list[str]]


@pytest.fixture
def asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> Asked:
    """The reasons of the records that a question gets."""

    def ask(*options: str) -> list[str]:
        assert cli.main(["audit", str(folder), "--json", *options]) == 0
        return [json.loads(line)["reason"] for line in capsys.readouterr().out.splitlines()]

    return ask


@pytest.mark.parametrize(
    ("options", "reasons"),
    [
        ([], ["ENTERED", "STOP_MOVED", "SIZE_TOO_SMALL", "EXITED", "INPUT_MISSING"]),
        (["--last", "2"], ["EXITED", "INPUT_MISSING"]),
        (
            ["--since", "2026-01-05T12:01"],
            ["STOP_MOVED", "SIZE_TOO_SMALL", "EXITED", "INPUT_MISSING"],
        ),
        (["--since", "2026-01-06"], ["EXITED", "INPUT_MISSING"]),
        (["--since", "2026-01-06T14:01+02:00"], ["INPUT_MISSING"]),
        (["--pair", "ETH"], ["SIZE_TOO_SMALL", "INPUT_MISSING"]),
        (["--pair", BTC], ["ENTERED", "STOP_MOVED", "EXITED"]),
        (["--pair", "BT"], []),
        (["--reason", "e", "--side", "short"], ["SIZE_TOO_SMALL"]),
        (["--reason", "entered"], ["ENTERED"]),
        (["--trade", "1", "--reason", "stop"], ["STOP_MOVED"]),
    ],
)
def test_a_question_gets_its_records_newest_last(
    asked: Asked, options: list[str], reasons: list[str]
) -> None:
    assert asked(*options) == reasons


def test_the_table_names_the_bot_and_keeps_what_looks_like_markup(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "my bot, dry_run, EnygmaStrategy" in told
    assert "price 100, entry_tag [+80] BUY" in told
    assert "margin 0.12345679" in told
    assert told.index("ENTERED") < told.index("INPUT_MISSING")


def test_nothing_found_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", str(folder), "--pair", "XRP"]) == 0
    said = capsys.readouterr()
    assert said.out == "No decision matches.\n"
    told = f"enygma: the trail has nothing of XRP, only of {BTC}, {ETH}\n"
    assert said.err == told
    assert cli.main(["audit", str(folder), "--pair", "XRP", "--json"]) == 0
    assert capsys.readouterr() == ("", told)


def test_a_pair_whose_decisions_are_of_another_kind_is_no_pair_that_the_trail_lacks(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", str(folder), "--pair", "eth", "--reason", "ENTERED"]) == 0
    assert capsys.readouterr() == ("No decision matches.\n", "")


def test_a_trail_that_holds_nothing_knows_no_pair(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    assert cli.main(["audit", str(empty), "--pair", "XRP"]) == 0
    assert "nothing of XRP, nor of any other pair" in capsys.readouterr().err


def test_a_torn_line_and_a_foreign_one_are_left_out_with_a_warning(
    folder: Path, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    newest = folder / "my_bot-dry_run-2026-01-06.jsonl"
    whole = newest.read_bytes()
    newest.write_bytes(b"not json\n" + whole + b'{"version":2}\n7\n\n' + whole[:40])
    assert cli.main(["audit", str(folder), "--json"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 5
    warnings = said.err.splitlines()
    assert "line 1: this line is no JSON; it is left out" in warnings[0]
    assert "line 4: not a record of this version" in warnings[1]
    assert "line 5: not a record of this version (no object of keys and values)" in warnings[2]
    assert "line 7: this line is torn, the bot was stopped as it wrote" in warnings[3]


def test_files_are_found_through_the_configuration(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.json"
    settings = {"trading_mode": "futures", "exchange": {"name": "kucoin"}, "stake_currency": "USDT"}
    config.write_text(json.dumps(settings | {"enygma": {"audit": {"folder": str(folder)}}}))
    options = ["--config", str(config), "--userdir", str(tmp_path)]
    assert cli.main(["audit", *options, "--last", "1", "--json"]) == 0
    assert '"INPUT_MISSING"' in capsys.readouterr().out
    config.write_text(json.dumps(settings | {"enygma": {"audit": False}}))
    assert cli.main(["audit", *options]) == 2
    assert "switched off in the configuration" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["nowhere"], "no audit trail at nowhere"),
        (["--since", "yesterday"], "--since 'yesterday' is no time"),
        (["--since", "999999w"], "--since '999999w' is no time"),
        (["--reason", "weather"], "--reason 'weather' is in none of BREAKER_CHANGED"),
        (["--last", "0"], "--last 0 must be 1 or more"),
        (["--config", "nowhere.json"], "no configuration file at nowhere.json"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", *options]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_folder_without_a_trail_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", str(tmp_path)]) == 2
    assert "no audit trail in" in capsys.readouterr().err


def test_the_schema_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == AuditRecord.model_json_schema()


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("90s", NOON - timedelta(seconds=90)),
        ("30m", NOON - timedelta(minutes=30)),
        ("2h", NOON - timedelta(hours=2)),
        ("7D", NOON - timedelta(days=7)),
        ("1w", NOON - timedelta(weeks=1)),
        ("2026-01-05", datetime(2026, 1, 5, tzinfo=UTC)),
        ("2026-01-05T14:30+02:00", datetime(2026, 1, 5, 12, 30, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_written(text: str, time: datetime) -> None:
    assert parse_since(text, NOON) == time


@pytest.mark.parametrize("text", ["", "2 h ago", "h", "-2h", "2026-13-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(AuditError, match="is no time"):
        parse_since(text, NOON)


def test_output_that_nobody_reads_any_more_ends_a_command_without_a_traceback() -> None:
    command = [sys.executable, "-m", "enygma.cli", "audit", "--schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == PIPE_CLOSED
