"""Walk-forwards that were stopped half way, and those that were begun otherwise."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from time import monotonic, sleep
from typing import Any

import pytest

from enygma import cli
from enygma.research.evidence.hold_out import declare
from enygma.research.evidence.ledger import Ledger
from enygma.research.evidence.span import Span
from enygma.research.walk_forward.folder import Folder

from .conftest import THREE_WINDOWS, Place, Places

WAIT_S = 120.0


def same(result: dict[str, Any]) -> str:
    """A result without the moments at which parameters were written."""
    for window in result["windows"]:
        window["trained"]["parameters"].pop("export_time")
    result["settings"] = result["choices"] = None
    return json.dumps(result, sort_keys=True)


def started(place: Place, *options: str) -> subprocess.Popen[bytes]:
    """The command as a process of its own, its children in its group."""
    return subprocess.Popen(
        [sys.executable, "-m", "enygma.cli", *place.command, "--strategy", "Swinging", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@contextmanager
def killed_after(place: Place, name: str, *options: str) -> Iterator[None]:
    """Run the command until a file of it is there, then kill it as the system would.

    What it left running ends with the block.
    """
    process = started(place, *options)
    patience = monotonic() + WAIT_S
    while not place.work(name).exists():
        assert process.poll() is None, "the command ended before it could be killed"
        assert monotonic() < patience, f"no {name} in {WAIT_S} s"
        sleep(0.02)
    process.kill()
    assert process.wait(30) == -signal.SIGKILL
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_a_killed_walk_forward_goes_on_and_finds_the_same(
    make_place: Places, walked: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place = make_place()
    with killed_after(place, "window-01.json", *THREE_WINDOWS):
        _goes_on(place, walked, capsys)


def _goes_on(place: Place, walked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Resume what was killed; what it left running is still there."""
    assert not place.results()
    kept = place.work("window-01.json").read_bytes()

    assert place.run(*THREE_WINDOWS) == 0
    told = capsys.readouterr().err
    assert "window 1 of 3, unseen 2025-09-24 01:00 to 2025-10-01: finished before" in told
    assert place.work("window-01.json").read_bytes() == kept
    assert same(place.result()) == same(walked.result())


@pytest.fixture
def begun(make_place: Places, walked: Place) -> Place:
    """A walk-forward of which the first window is finished."""
    place = make_place()
    for name in ("plan.json", "window-01.json"):
        target = place.work(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(walked.work(name).read_bytes())
    return place


def refused(place: Place, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """What the command says on refusing."""
    capsys.readouterr()
    assert place.run(*THREE_WINDOWS, *options) == cli.EXIT_REFUSED
    return capsys.readouterr().err


def test_other_arguments_are_refused_by_name(
    begun: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in begun.work("").iterdir()}
    told = refused(begun, capsys, "--epochs", "4", "--embargo", "3")
    assert "--embargo: 2 then, 3 now\n  --epochs: 3 then, 4 now" in told
    assert "start anew with --anew" in told
    assert {path: path.read_bytes() for path in before} == before


def test_another_configuration_other_candles_and_another_version_are_refused(
    begun: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = json.loads(begun.work("plan.json").read_text())
    plan["versions"]["freqtrade"] = "2026.8"
    plan["configuration"]["stake_amount"] = "0000"
    plan["candles"]["BTC_USDT_USDT-30m-futures.feather"] = "0000"
    plan["code"]["the strategy's file"] = "0000"
    begun.work("plan.json").write_text(json.dumps(plan))
    told = refused(begun, capsys)
    assert "freqtrade: 2026.8 then, 2026.9 now" in told
    assert "'stake_amount' of the configuration" in told
    assert "the strategy's file" in told
    assert "the candles in BTC_USDT_USDT-30m-futures.feather" in told


def test_anew_keeps_what_was_there(begun: Place) -> None:
    kept = begun.work("window-01.json").read_bytes()
    folder = Folder(begun.work(""))
    plan = folder.plan()
    assert plan is not None
    folder.begin(plan, is_anew=True)
    assert not begun.work("window-01.json").exists()
    aside = next(begun.work("").glob("before-*"))
    assert (aside / "window-01.json").read_bytes() == kept


def test_a_plan_without_a_finished_window_gives_way(begun: Place) -> None:
    begun.work("window-01.json").unlink()
    folder = Folder(begun.work(""))
    plan = folder.plan()
    assert plan is not None
    other = replace(plan, arguments={**plan.arguments, "epochs": 7})
    folder.begin(other, is_anew=False)
    assert folder.plan() == other


@pytest.mark.parametrize("name", ["plan.json", "window-01.json"])
def test_a_damaged_file_is_named(
    begun: Place, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    begun.work(name).write_text('{"plan"')
    told = refused(begun, capsys)
    assert str(begun.work(name)) in told
    assert "--anew" in told


HOLDING = """
import sys
from pathlib import Path
from enygma.research.walk_forward.folder import Folder
with Folder(Path(sys.argv[1])).held():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_at_once_is_refused(begun: Place, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-c", HOLDING, str(begun.work(""))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert "another walk-forward is at work" in refused(begun, capsys)


def test_a_finished_one_answers_again_without_a_search(
    walked: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    before = walked.results(), walked.results()[0].read_bytes()
    epochs = walked.work("window-01") / "epochs.fthypt"
    searched = epochs.stat().st_mtime_ns
    assert walked.run(*THREE_WINDOWS) == 0
    assert (walked.results(), walked.results()[0].read_bytes()) == before
    assert epochs.stat().st_mtime_ns == searched
    assert len(Ledger.of(walked.folder).entries()) == 4
    assert "13 trades in 3 unseen windows" in capsys.readouterr().out


def test_a_search_in_a_hold_out_is_refused_before_anything_is_done(
    make_place: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    place = make_place()
    declare(Ledger.of(place.folder), "Swinging", Span("20251001", "20251010"))
    told = refused(place, capsys)
    assert "20250917-20251001" not in told
    assert "20250924-20251008 reaches into the hold-out 20251001-20251010 of Swinging" in told
    assert not place.work("plan.json").exists()
    assert not place.results()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--strategy", "Nowhere"], "Impossible to load Strategy 'Nowhere'"),
        (["--timerange", "20250801-20251015"], "the candles in .* reach from 2025-09-01 20:00"),
        (["--windows", "9"], "do not fit into the 35 days"),
        (["--hyperopt-loss", "NoLoss"], "Impossible to load HyperoptLoss 'NoLoss'"),
        (["--spaces", "protection"], "No hyperopt parameters found to optimize|protection"),
        (["--epochs", "0"], "--epochs and --jobs are 1 at least"),
        (["--config", "/nowhere.json"], "no configuration file at /nowhere.json"),
        (["--timeframe", "1h"], "no 1h candles of BTC/USDT:USDT in"),
    ],
)
def test_what_cannot_work_is_refused_with_a_reason(
    make_place: Places, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(make_place(), capsys, *options)
    assert re.search(said, " ".join(told.split())), told
