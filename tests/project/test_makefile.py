"""The Makefile says what there is and what is missing."""

import os
import re
import subprocess
from pathlib import Path

import pytest

TARGETS = [
    "setup",
    "backtest",
    "test",
    "lint",
    "bench",
    "bias",
    "sandbox",
    "dry-run",
    "hyperopt",
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
