"""The Makefile says what there is and what is missing."""

import os
import re
import subprocess
from pathlib import Path

import pytest

TARGETS = [
    "setup",
    "backtest",
    "evidence",
    "calibrate",
    "test",
    "lint",
    "bench",
    "bias",
    "sandbox",
    "dry-run",
    "live",
    "flatten",
    "kill",
    "unkill",
    "simulate",
    "parity",
    "hyperopt",
    "walk-forward",
    "explain",
    "plot",
    "clean",
    "help",
]


def make(repo_root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=repo_root,
        capture_output=True,
        text=True,
        check=False,
        env={key: value for key, value in os.environ.items() if key != "MAKEFLAGS"},
    )


def test_make_alone_prints_what_there_is(repo_root: Path) -> None:
    shown = make(repo_root)
    assert shown.returncode == 0
    for target in TARGETS:
        assert re.search(rf"^  {target} ", shown.stdout, re.MULTILINE), target


@pytest.mark.parametrize(
    ("version", "accepted"),
    [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)],
)
def test_set_up_names_the_python_versions_it_needs(
    repo_root: Path, tmp_path: Path, version: tuple[int, int], accepted: bool
) -> None:
    """A stand-in interpreter answers the version check only, and refuses everything else."""
    stand_in = tmp_path / "python"
    stand_in.write_text(
        "#!/bin/sh\n"
        f"exec python3 -c \"import sys; sys.version_info = type('V', (tuple,), {{}})({version})\n"
        '$2"\n',
        encoding="utf-8",
    )
    stand_in.chmod(0o755)
    shown = make(repo_root, "setup", f"PYTHON={stand_in}", f"VENV={tmp_path / 'venv'}")
    assert shown.returncode != 0
    complained = "enygma needs Python 3.11, 3.12 or 3.13" in shown.stderr
    assert complained is not accepted
    if complained:
        assert f"is {version[0]}.{version[1]}" in shown.stderr
        assert "PYTHON=" in shown.stderr


def test_the_kill_switch_is_thrown_and_taken_away_where_the_configuration_looks(
    repo_root: Path, tmp_path: Path
) -> None:
    place = f"USER_DATA={tmp_path}"
    assert make(repo_root, "kill", place).returncode == 0
    assert (tmp_path / "KILL").read_text(encoding="utf-8") == "no entries\n"
    assert make(repo_root, "kill", place, "FLATTEN=yes").returncode == 0
    assert (tmp_path / "KILL").read_text(encoding="utf-8") == "flatten\n"
    assert make(repo_root, "unkill", place).returncode == 0
    assert not (tmp_path / "KILL").exists()


@pytest.mark.parametrize(
    ("config", "folder"),
    [("config.sandbox.json", "user_data/sandbox"), ("config.json", "user_data")],
)
def test_live_has_the_mode_a_database_and_a_log_but_is_armed_by_the_user_alone(
    repo_root: Path, config: str, folder: str
) -> None:
    planned = make(repo_root, "--dry-run", "live", f"CONFIG={config}").stdout.replace("\\\n", "")
    command = next(line for line in planned.splitlines() if line.startswith("BOT_MODE=live "))
    assert "FREQTRADE__DRY_RUN=false" in command
    assert f"--db-url sqlite:///{folder}/tradesv3.live.sqlite" in command
    assert f"--logfile {folder}/logs/live.log" in command
    assert "LIVE_TRADING_ARMED" not in command
