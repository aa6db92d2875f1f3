"""Files that are there in full or not at all."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from enygma.research.refusal import ResearchError

if TYPE_CHECKING:
    from pathlib import Path

    from enygma.research.evidence.evidence import Evidence


def store(path: Path, text: str) -> None:
    """Write `text` beside `path` and put it in its place at once.

    Raises `ResearchError` where it cannot be written; what was there before is then untouched.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise ResearchError(f"cannot write {path}: {error}") from error


def as_text(evidence: Evidence) -> str:
    """The evidence as JSON with sorted keys."""
    return json.dumps(evidence.as_json(), indent=1, sort_keys=True, allow_nan=False) + "\n"
