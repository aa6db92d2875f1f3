"""Reads a trail again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from enygma.monitoring.audit.day_files import SUFFIX, order_of
from enygma.monitoring.audit.errors import AuditError
from enygma.monitoring.audit.record import AuditRecord

WHEN_WRITTEN = "a bot writes one while it trades, with paper or real money"


def trail_files(places: Iterable[Path], since: date | None = None) -> list[Path]:
    """The files of a trail, oldest first; of a folder all, without those of days before `since`.

    Raises:
        AuditError: A place is not there, or a folder holds no trail.
    """
    found: dict[Path, None] = {}
    for place in places:
        if place.is_dir():
            inside = sorted(place.glob(f"*{SUFFIX}"), key=order_of)
            if not inside:
                raise AuditError(f"no audit trail in {place}; {WHEN_WRITTEN}")
            found |= dict.fromkeys(each for each in inside if not _is_before(each, since))
        elif place.is_file():
            found[place] = None
        else:
            raise AuditError(f"no audit trail at {place}; {WHEN_WRITTEN}")
    return sorted(found, key=order_of)


def read_records(files: Iterable[Path], warn: Callable[[str], None]) -> Iterator[AuditRecord]:
    """The records of the files in their order; a line that is none is left out with a warning.

    Raises:
        AuditError: A file cannot be opened.
    """
    for path in files:
        try:
            with path.open("rb") as file:
                yield from _records_of(path, file, warn)
        except OSError as error:
            raise AuditError(f"cannot read {path}: {error.strerror}") from error


def _records_of(
    path: Path, lines: Iterable[bytes], warn: Callable[[str], None]
) -> Iterator[AuditRecord]:
    for number, line in enumerate(lines, start=1):
        if line.isspace():
            continue
        try:
            yield AuditRecord.model_validate_json(line)
        except ValidationError as error:
            what = _what_is_wrong(line, error)
            warn(f"{path}, line {number}: {what}; it is left out")


def _what_is_wrong(line: bytes, error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        torn = "torn, the bot was stopped as it wrote" if not line.endswith(b"\n") else "no JSON"
        return f"this line is {torn}"
    key = ".".join(map(str, first["loc"]))
    what = f"{key}: {first['msg']}" if key else "no object of keys and values"
    return f"not a record of this version ({what})"


def _is_before(path: Path, since: date | None) -> bool:
    day = order_of(path)[0]
    return since is not None and bool(day) and day < str(since)
