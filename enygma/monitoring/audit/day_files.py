"""The files of a trail: one a day, continued where it grows too large, deleted when it is old."""

from __future__ import annotations

import errno
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

logger = logging.getLogger(__name__)

OWNER_ONLY = 0o600
SUFFIX = ".jsonl"
NAME = re.compile(r"(?P<stem>.+)-(?P<day>\d{4}-\d\d-\d\d)(?:\.(?P<part>\d+))?\.jsonl")
"""`<stem>-2026-01-05.jsonl`, then `<stem>-2026-01-05.1.jsonl` and so on."""
UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")


def stem_of(bot: str, mode: str) -> str:
    """How the files of a bot begin: its name without what a file name cannot hold, and its mode."""
    return f"{UNSAFE.sub('_', bot).strip('.') or 'freqtrade'}-{mode}"


def order_of(path: Path) -> tuple[str, int, str]:
    """Sorts files by day, then part, then bot; what is named otherwise comes first."""
    found = NAME.fullmatch(path.name)
    if found is None:
        return "", 0, path.name
    return found["day"], int(found["part"] or 0), found["stem"]


class DayFiles:
    """Appends whole lines, each with one write, so that two bots cannot mix theirs."""

    def __init__(self, folder: Path, stem: str, max_bytes: int, keep_days: int) -> None:
        self._folder = folder
        self._stem = stem
        self._max_bytes = max_bytes
        self._keep = timedelta(days=keep_days)
        self._day: date | None = None
        self._part = 0

    def append(self, day: date, line: bytes) -> None:
        """Write a line into the file of a day.

        Raises:
            OSError: It could not be written as a whole.
        """
        if day != self._day:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._day, self._part = day, self._newest_part(day)
            self._prune(day)
        with _opened(self._path(day)) as file:
            size = os.fstat(file).st_size
            if size == 0 or size + len(line) <= self._max_bytes:
                _write(file, size, line)
                return
        self._part += 1
        self.append(day, line)

    def _path(self, day: date) -> Path:
        part = f".{self._part}" if self._part else ""
        return self._folder / f"{self._stem}-{day}{part}{SUFFIX}"

    def _own(self) -> Iterator[tuple[Path, str, int]]:
        for path in self._folder.glob(f"*{SUFFIX}"):
            found = NAME.fullmatch(path.name)
            if found is not None and found["stem"] == self._stem:
                yield path, found["day"], int(found["part"] or 0)

    def _newest_part(self, day: date) -> int:
        return max((part for _, its, part in self._own() if its == str(day)), default=0)

    def _prune(self, today: date) -> None:
        oldest = str(today - self._keep)
        for path, day, _ in self._own():
            if day < oldest:
                try:
                    path.unlink()
                except OSError as error:
                    logger.warning("The old audit file %s could not be deleted: %s", path, error)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
    try:
        yield file
    finally:
        os.close(file)


def _write(file: int, size: int, line: bytes) -> None:
    """Append a line; after a torn one it begins on a line of its own."""
    if size and os.pread(file, 1, size - 1) != b"\n":
        line = b"\n" + line
    if os.write(file, line) < len(line):
        raise OSError(errno.ENOSPC, "only a part of the line could be written")
