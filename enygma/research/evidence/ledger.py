"""The ledger: every variant that was tried, every hold-out declared, every look at one.

One JSON object a line, only ever appended to, under a lock: two runs may write at once.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enygma.research.refusal import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

VERSION = 1
FOLDER = "evidence"
NAME = "ledger.jsonl"
TRIED = ("hyperopt", "walk-forward", "backtest")
"""Kinds of entries that stand for variants tried."""
HOLD_OUT, LOOK = "hold-out", "look"


@dataclass(frozen=True)
class LedgerEntry:
    """One line. Times are UTC days as `YYYYMMDD`, the end not included."""

    kind: str
    strategy: str
    start: str
    end: str
    digest: str
    """Of what was tried: the same digest again is the same trial, not another one."""
    timeframe: str = ""
    pairs: list[str] = field(default_factory=list)
    parameters: str = ""
    trials: int = 0
    sharpes: list[float] = field(default_factory=list)
    """Daily Sharpe ratio of each trial, not annualised."""
    returns: str = ""
    """File beside the ledger with the trials' daily returns (`trial_returns`); empty: not kept."""
    version: int = VERSION
    written: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    def overlaps(self, start: str, end: str) -> bool:
        """Whether the entry's days and those from `start` to `end` have one in common."""
        return self.start < end and start < self.end


@dataclass(frozen=True)
class Ledger:
    """The ledger file of a user directory."""

    path: Path

    @classmethod
    def of(cls, user_data_dir: Path) -> Ledger:
        """The ledger that every run of this user directory writes to."""
        return cls(Path(user_data_dir) / FOLDER / NAME)

    def append(self, entry: LedgerEntry) -> None:
        """Add a line and have it on the disk before returning.

        Raises `LedgerError` where the file cannot be written.
        """
        line = json.dumps(asdict(entry), separators=(",", ":"), allow_nan=False) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as file, _locked(file):
                file.write(_line_end(file) + line.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise LedgerError(f"cannot write to the ledger {self.path}: {error}") from error

    def entries(self, strategy: str | None = None) -> list[LedgerEntry]:
        """All lines in the order they were written, of one strategy where it is named.

        Raises `LedgerError` naming the first line that cannot be read.
        """
        if not self.path.exists():
            return []
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise LedgerError(f"cannot read the ledger {self.path}: {error}") from error
        found = [self._entry(number, line) for number, line in enumerate(lines, 1) if line.strip()]
        return [each for each in found if strategy in (None, each.strategy)]

    def strategies(self) -> list[str]:
        """Every strategy that the ledger knows, in alphabetical order."""
        return sorted({entry.strategy for entry in self.entries()})

    def _entry(self, number: int, line: str) -> LedgerEntry:
        try:
            raw: dict[str, Any] = json.loads(line)
            version = raw.get("version")
            if version == VERSION:
                return LedgerEntry(**raw)
        except (ValueError, TypeError, AttributeError) as error:
            raise LedgerError(
                f"line {number} of the ledger {self.path} is damaged ({error}); "
                "mend or remove that line: without the others trials would go uncounted"
            ) from error
        raise LedgerError(
            f"line {number} of the ledger {self.path} is of version {version}, and this release "
            f"reads version {VERSION}: use the release that wrote it"
        )


def _line_end(file: BinaryIO) -> bytes:
    """A line break where a run was killed in the middle of its line, so that ours is whole."""
    file.seek(0, os.SEEK_END)
    if file.tell() == 0:
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"


@contextmanager
def _locked(file: BinaryIO) -> Iterator[None]:
    import fcntl

    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
