"""What a check has to say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One result of a check.

    Attributes:
        area: What was looked at, in one or two words.
        level: How bad it is; a problem keeps the bot from working or exposes money.
        text: What was found.
        mend: What to do about it; empty when there is nothing to do.
    """

    area: str
    level: Level
    text: str
    mend: str = ""


def fine(area: str, text: str) -> Finding:
    """A finding that asks for nothing."""
    return Finding(area, Level.OK, text)


def warning(area: str, text: str, mend: str) -> Finding:
    """A finding that works today and may hurt tomorrow."""
    return Finding(area, Level.WARNING, text, mend)


def problem(area: str, text: str, mend: str) -> Finding:
    """A finding that has to be mended."""
    return Finding(area, Level.PROBLEM, text, mend)
