"""The trail under a bot: what it writes, and what a disk that fails costs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from custom_risk.events import Reason

from .conftest import BTC, MakeTrail, event


def lines(folder: Path) -> list[dict[str, object]]:
    """Every record of a folder."""
    files = sorted((folder / "audit").iterdir())
    return [json.loads(line) for each in files for line in each.read_text().splitlines()]


def test_decisions_are_written_in_their_order_without_secrets(
    make_trail: MakeTrail, tmp_path: Path
) -> None:
    trail = make_trail()
    trail(event(Reason.ENTERED, trade=1, price=100))
    trail(event(Reason.INPUT_MISSING, error="the exchange answered hush-hush"))
    trail(event(Reason.EXITED, after_s=86_400, trade=1))
    written = lines(tmp_path)
    assert [each["reason"] for each in written] == ["ENTERED", "INPUT_MISSING", "EXITED"]
    assert written[1]["details"] == {"error": "the exchange answered ***"}
    assert [each.name for each in sorted((tmp_path / "audit").iterdir())] == [
        "my_bot-dry_run-2026-01-05.jsonl",
        "my_bot-dry_run-2026-01-06.jsonl",
    ]


def test_a_refusal_that_stands_is_written_once_and_counted(
    make_trail: MakeTrail, tmp_path: Path
) -> None:
    trail = make_trail(repeat_minutes=10)
    for after_s in range(0, 900, 5):
        trail(event(after_s=after_s))
    trail.close()
    assert [each["repeated"] for each in lines(tmp_path)] == [0, 119, 59]


def test_with_no_quiet_time_each_one_is_written(make_trail: MakeTrail, tmp_path: Path) -> None:
    trail = make_trail(repeat_minutes=0)
    for after_s in range(4):
        trail(event(after_s=after_s))
    assert len(lines(tmp_path)) == 4


def test_a_disk_that_cannot_be_written_is_told_once_and_again_when_it_can(
    make_trail: MakeTrail, tmp_path: Path
) -> None:
    said: list[str] = []
    in_the_way = tmp_path / "audit"
    in_the_way.write_text("a file where the folder should be")
    trail = make_trail(said.append)
    for number in range(3):
        trail(event(Reason.ENTERED, trade=number))
    assert len(said) == 1
    assert "cannot be written" in said[0]
    assert trail.lost == 3
    in_the_way.unlink()
    trail(event(Reason.EXITED, trade=0))
    assert "3 records are missing" in said[1]
    assert [each["reason"] for each in lines(tmp_path)] == ["EXITED"]


def test_a_full_disk_costs_no_more_than_the_record(make_trail: MakeTrail, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    folder = tmp_path / "audit"
    folder.mkdir()
    (folder / "my_bot-dry_run-2026-01-05.jsonl").symlink_to(full)
    said: list[str] = []
    trail = make_trail(said.append)
    trail(event(Reason.ENTERED, pair=BTC))
    assert "No space left" in said[0]
    assert trail.lost == 1
