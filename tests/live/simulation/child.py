"""A process that a test starts: what it says as it says it, and how it ends."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

PATIENCE_S = 120.0
"""How long anything that is waited for may take, on a machine that is busy."""

_LOOK_S = 0.05
_TAIL = 8000

T = TypeVar("T")


class NeverHappenedError(AssertionError):
    """What was waited for did not happen; the message holds the end of what the process said."""


class Child:
    """A running command; standard output and errors are one text, line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._lines: list[str] = []
        self._is_silent = False
        self._heard = threading.Condition()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def log(self) -> str:
        """What it has said so far."""
        with self._heard:
            return "\n".join(self._lines)

    def said(self, text: str) -> str:
        """The first line with this text, once it is said.

        Raises:
            NeverHappenedError: It ended before, or said something else for too long.
        """
        with self._heard:
            self._heard.wait_for(lambda: self._line(text) or self._is_silent, PATIENCE_S)
            line = self._line(text)
        if line is None:
            raise self._never(f"to say {text!r}")
        return line

    def until(self, ask: Callable[[], T | None]) -> T:
        """The first answer that is not empty. For what no event tells: it asks again and again.

        Raises:
            NeverHappenedError: It ended before, or there was no answer for too long.
        """
        deadline_s = time.monotonic() + PATIENCE_S
        while not (answer := ask()):
            if self._process.poll() is not None or time.monotonic() > deadline_s:
                raise self._never("until there was an answer")
            time.sleep(_LOOK_S)
        return answer

    def interrupt(self) -> int:
        """End it as Ctrl-C does; the exit code."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(PATIENCE_S)

    def kill(self) -> None:
        """End it as a power cut does, if it has not ended."""
        self._process.kill()
        self._process.wait(PATIENCE_S)
        self._listener.join(PATIENCE_S)

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            with self._heard:
                self._lines.append(line.rstrip("\n"))
                self._heard.notify_all()
        with self._heard:
            self._is_silent = True
            self._heard.notify_all()

    def _line(self, text: str) -> str | None:
        return next((each for each in self._lines if text in each), None)

    def _never(self, what: str) -> NeverHappenedError:
        return NeverHappenedError(f"Waited in vain {what}; it said:\n{self.log[-_TAIL:]}")


@contextmanager
def child(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[Child]:
    """Run a command in a folder; it is dead when the block is left."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        running = Child(process)
        try:
            yield running
        finally:
            running.kill()
