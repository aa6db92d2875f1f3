"""How far a walk-forward is, and how long it will take."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console

    from enygma.research.walk_forward.outcome import Outcome
    from enygma.research.walk_forward.window import Window


class Progress:
    """A bar on a terminal; elsewhere one line a window."""

    def __init__(self, console: Console, windows: int, epochs: int) -> None:
        self._console = console
        self._windows = windows
        self._all = windows * epochs
        self._epochs = epochs
        self._done = 0
        self._here = 0
        self._since = monotonic()
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("epochs  {task.fields[left]}"),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("", total=self._all, left="")

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def begins(self, window: Window) -> None:
        """A window's search begins."""
        self._bar.update(self._task, description=f"window {window.number} of {self._windows}")

    def epoch(self, best_loss: float) -> None:
        """One more epoch is computed; `best_loss` is the lowest of this window so far."""
        self._done += 1
        self._here += 1
        told = f"best loss {best_loss:.4g}, {self.left}"
        self._bar.update(self._task, completed=self._done, left=told)

    def resumed(self, outcome: Outcome) -> None:
        """A window was finished by an earlier run."""
        self._to(outcome.window)
        self.say(f"{_name(outcome, self._windows)} finished before: {_words(outcome)}")

    def finished(self, outcome: Outcome) -> None:
        """A window was searched and traded now."""
        self._to(outcome.window)
        self.say(
            f"{_name(outcome, self._windows)} {_words(outcome)}, in {outcome.seconds:.0f} s; "
            f"{self.left}"
        )

    @property
    def left(self) -> str:
        """The time that the rest will take, at the pace of this run."""
        if not self._here:
            return "time left not known"
        seconds = (monotonic() - self._since) / self._here * (self._all - self._done)
        minutes = seconds / 60
        return f"{minutes:.0f} min left" if minutes >= 1 else f"{seconds:.0f} s left"

    def _to(self, window: Window) -> None:
        """A search may end with fewer epochs than asked for: every point was tried."""
        self._done = window.number * self._epochs
        self._bar.update(self._task, completed=self._done)

    def say(self, line: str) -> None:
        """A line for the user, above the bar."""
        self._bar.console.print(line, soft_wrap=True, highlight=False)


def _name(outcome: Outcome, windows: int) -> str:
    return f"window {outcome.window.number} of {windows}, unseen {outcome.window.unseen}:"


def _words(outcome: Outcome) -> str:
    if outcome.trained is None:
        return "no epoch made enough trades, nothing was chosen and nothing traded"
    if outcome.traded is None:
        return "the wallet is empty, nothing was traded"
    trades = outcome.traded
    return f"{len(trades.trades)} trades, {trades.profit:+.2f}"
