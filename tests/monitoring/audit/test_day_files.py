"""The files of a trail on the disk."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.monitoring.audit.day_files import DayFiles, order_of, stem_of

DAY = date(2026, 1, 5)
LINE = b'{"n": 1}\n'


def names(folder: Path) -> list[str]:
    """What is in a folder, in the order it is read in."""
    return [each.name for each in sorted(folder.iterdir(), key=order_of)]


def test_every_day_has_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    files = DayFiles(tmp_path / "new", "bot-live", 1000, 90)
    files.append(DAY, LINE)
    files.append(DAY, LINE)
    files.append(DAY + timedelta(days=1), LINE)
    assert names(tmp_path / "new") == ["bot-live-2026-01-05.jsonl", "bot-live-2026-01-06.jsonl"]
    first = tmp_path / "new" / "bot-live-2026-01-05.jsonl"
    assert first.read_bytes() == LINE * 2
    assert first.stat().st_mode & 0o077 == 0


def test_a_file_that_grows_too_large_is_continued_also_after_a_restart(tmp_path: Path) -> None:
    for _ in range(3):
        DayFiles(tmp_path, "bot-live", 2 * len(LINE), 90).append(DAY, LINE)
    files = DayFiles(tmp_path, "bot-live", 2 * len(LINE), 90)
    for _ in range(9):
        files.append(DAY, LINE)
    assert names(tmp_path)[:3] == [
        "bot-live-2026-01-05.jsonl",
        "bot-live-2026-01-05.1.jsonl",
        "bot-live-2026-01-05.2.jsonl",
    ]
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [LINE * 2] * 6
    assert names(tmp_path)[-1] == "bot-live-2026-01-05.5.jsonl"


def test_old_files_of_this_bot_are_deleted_and_nothing_else(tmp_path: Path) -> None:
    kept = ["bot-2026-01-05.txt", "bot-live-2025-12-06.jsonl", "other-live-2020-01-01.jsonl"]
    kept += ["bot-live-extra-live-2020-01-01.jsonl", "notes.jsonl"]
    gone = ["bot-live-2025-12-05.jsonl", "bot-live-2025-01-01.3.jsonl"]
    for name in (*kept, *gone):
        (tmp_path / name).write_bytes(LINE)
    DayFiles(tmp_path, "bot-live", 1000, 30).append(DAY, LINE)
    assert sorted(names(tmp_path)) == sorted([*kept, "bot-live-2026-01-05.jsonl"])


def test_after_a_torn_line_the_next_one_begins_on_its_own(tmp_path: Path) -> None:
    path = tmp_path / "bot-live-2026-01-05.jsonl"
    path.write_bytes(LINE + b'{"n": ')
    DayFiles(tmp_path, "bot-live", 1000, 90).append(DAY, LINE)
    assert path.read_bytes() == LINE + b'{"n": \n' + LINE


def test_two_bots_of_one_name_do_not_mix_their_lines(tmp_path: Path) -> None:
    one, other = (DayFiles(tmp_path, "bot-live", 10**6, 90) for _ in range(2))
    for _ in range(50):
        one.append(DAY, LINE)
        other.append(DAY, LINE)
    assert (tmp_path / "bot-live-2026-01-05.jsonl").read_bytes() == LINE * 100


def test_a_line_that_only_fits_in_part_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, line: write(file, line[:3]))
    with pytest.raises(OSError, match="only a part"):
        DayFiles(tmp_path, "bot-live", 1000, 90).append(DAY, LINE)


@given(st.text(max_size=30))
def test_any_name_of_a_bot_gives_a_file_within_the_folder(name: str) -> None:
    stem = stem_of(name, "live")
    assert Path(stem).name == stem
    assert stem.endswith("-live")
    assert order_of(Path(f"{stem}-2026-01-05.2.jsonl")) == ("2026-01-05", 2, stem)
