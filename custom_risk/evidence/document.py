"""The file that says what was measured of a strategy, as `enygma evidence` writes it.

The format is the contract between the two: its version is checked, and a field that is missing
makes the file unreadable. docs/evidence.md describes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

VERSION = 1
FOLDER = "evidence"
"""Within freqtrade's user directory."""


class EvidenceError(ValueError):
    """The file cannot be used. The message names it and says how to mend it."""


class Verdict(StrEnum):
    """What the file says of the edge, from nothing to most."""

    NO_EDGE = "no edge measured"
    NOT_ENOUGH = "not enough trades"
    PLAUSIBLE = "edge plausible"
    EDGE = "edge"


ENOUGH = frozenset({Verdict.PLAUSIBLE, Verdict.EDGE})
"""Verdicts with which full size is entered."""


class _Part(BaseModel):
    """A part of the file; what it does not need it does not read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class JudgedVerdict(_Part):
    """The verdict, and in words."""

    standing: Verdict
    words: str


class MeasuredStatistics(_Part):
    """The figures that the gate looks at."""

    trades: int
    fees: float | None
    """Paid in the stake currency; None where it was no finite number."""


class Evidence(_Part):
    """What was measured, and of what."""

    strategy: str
    profile: str
    pairs: frozenset[str]
    timeframe: str
    exchange: str
    """As `venue` words it."""
    parameters_hash: str
    source_hash: str
    """Of the strategy's file; empty where it was not known."""
    choices: Mapping[str, Any]
    """What the first hash is of, so that a change can be named; empty where not known."""
    made_at: AwareDatetime
    start: AwareDatetime
    end: AwareDatetime
    verdict: JudgedVerdict
    statistics: MeasuredStatistics


class EvidenceFile:
    """One file, read again only when it has changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._read: Evidence | EvidenceError | None = None

    def read(self) -> Evidence | None:
        """What it says; None where there is no file.

        Raises
        ------
        EvidenceError
            If it cannot be read, is of another version or is no evidence.
        """
        seen = self._stamp()
        if seen is None:
            self._seen, self._read = None, None
        elif seen != self._seen:
            self._read = self._parsed()
            self._seen = seen
        if isinstance(self._read, EvidenceError):
            raise self._read
        return self._read

    def _stamp(self) -> tuple[int, int, int] | None:
        """What changes with the file: it is replaced as a whole when it is written."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(str(error)) from error
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _parsed(self) -> Evidence | EvidenceError:
        try:
            raw = json.loads(self.path.read_text(encoding="utf-8"))
            if not isinstance(raw, dict) or "version" not in raw:
                return self._unusable("it is no evidence")
            if raw["version"] != VERSION:
                return self._unusable(f"it is of version {raw['version']!r}, and not of {VERSION}")
            return Evidence.model_validate(raw)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            return self._unusable(f"{place}: {first['msg']}")
        except (OSError, ValueError) as error:
            return self._unusable(str(error))

    def _unusable(self, why: str) -> EvidenceError:
        return EvidenceError(f"{self.path} cannot be used: {why}. Remove it, and make it again")


def evidence_path(user_data_dir: Path, strategy: str) -> Path:
    """Where the evidence on a strategy is kept."""
    return user_data_dir / FOLDER / f"{strategy}.json"
