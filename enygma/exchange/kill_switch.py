"""The kill switch: a file that anybody with access to the machine can create."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

FLATTEN = "flatten"
"""A line of its own in the file with this word asks to close every position."""


class KillState(Enum):
    """What the file asks for."""

    OFF = "off"
    NO_ENTRIES = "no entries"
    FLATTEN = "no entries, close every position"


class KillSwitch:
    """Reads the file; whatever cannot be read counts as a file that exists.

    `path` None is a switch that is never thrown.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def read(self) -> KillState:
        """The state at this moment."""
        if self.path is None:
            return KillState.OFF
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return KillState.OFF
        except (OSError, UnicodeDecodeError):
            return KillState.NO_ENTRIES
        lines = (line.strip().lower() for line in text.splitlines())
        return KillState.FLATTEN if FLATTEN in lines else KillState.NO_ENTRIES

    def throw(self, note: str) -> bool:
        """Create the file with a note unless it is there; whether it was created.

        Raises:
            OSError: It could not be written.
        """
        if self.path is None:
            raise FileNotFoundError("no path is configured for the kill switch")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self.path.open("x", encoding="utf-8") as file:
                file.write(f"{note}\n")
        except FileExistsError:
            return False
        return True

    def told(self) -> str:
        """The reason why no entry leaves, for whoever asks."""
        return f"the kill switch file {self.path} exists; entries are possible once it is removed"
