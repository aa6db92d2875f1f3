"""The files of a walk-forward under way: its plan, and each window that is finished."""

from __future__ import annotations

import fcntl
import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from enygma.research.evidence.stitched_source import FOLDER
from enygma.research.evidence.stored import store
from enygma.research.refusal import RequestError, ResultError
from enygma.research.walk_forward.outcome import Outcome
from enygma.research.walk_forward.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enygma.research.walk_forward.window import Window

PLAN, LOCK, FINISHED = "plan.json", "lock", "finished"
WINDOWS = "window-*.json"
ANEW = "start anew with --anew, which keeps the old files aside"


@dataclass(frozen=True)
class Folder:
    """Of one strategy, in the user directory. Every file is there in full or not at all."""

    path: Path

    @classmethod
    def of(cls, user_data_dir: Path, strategy: str) -> Folder:
        """Where the walk-forward of a strategy keeps what it has done."""
        return cls(user_data_dir / FOLDER / strategy)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it against a second run; a killed one lets go. Raises `RequestError`."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / LOCK).open("w", encoding="utf-8") as file:
            try:
                # unlike that of flock, this lock is not passed on to the processes of the search,
                # which may outlive a killed run
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise RequestError(
                    f"another walk-forward is at work in {self.path}; wait for its end"
                ) from error
            yield

    def plan(self) -> Plan | None:
        """The plan of an earlier run, if any. Raises `ResultError` for a damaged one."""
        path = self.path / PLAN
        if not path.exists():
            return None
        try:
            return Plan(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise ResultError(f"{path} cannot be read ({error}); {ANEW}") from error

    def begin(self, plan: Plan, *, is_anew: bool) -> None:
        """Take up an earlier run of the same plan, or write down a new one.

        A finished run gives way to another plan, and so does one without a finished window.
        Raises `RequestError` when another one is of another plan, naming what differs.
        """
        earlier = None if is_anew else self.plan()
        differences = plan.differences(earlier) if earlier else []
        if differences and not self.is_finished and any(self.path.glob(WINDOWS)):
            raise RequestError(
                f"an unfinished walk-forward in {self.path} was begun otherwise:\n  "
                + "\n  ".join(differences)
                + f"\nAsk for the same to resume it, or {ANEW}"
            )
        if is_anew or differences:
            self._set_aside()
        if earlier is None or is_anew or differences:
            store(self.path / PLAN, json.dumps(asdict(plan), indent=1, sort_keys=True) + "\n")

    def window(self, window: Window) -> Path:
        """Where a window's search keeps its files."""
        return self.path / f"window-{window.number:02}"

    def write(self, outcome: Outcome, plan: Plan) -> Outcome:
        """Keep a finished window; what is returned is what a resumed run would read."""
        told = {"plan": plan.digest, **outcome.as_json()}
        store(self._file(outcome.window), orjson.dumps(told, default=str).decode() + "\n")
        written = self.read(outcome.window, plan)
        if written is None:
            raise ResultError(f"{self._file(outcome.window)} is gone right after it was written")
        return written

    def read(self, window: Window, plan: Plan) -> Outcome | None:
        """A finished window, `None` where it is not. Raises `ResultError` for a damaged file."""
        path = self._file(window)
        if not path.exists():
            return None
        try:
            raw: dict[str, Any] = orjson.loads(path.read_bytes())
            if raw["plan"] == plan.digest:
                return Outcome.from_json(raw)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ResultError(f"{path} cannot be read ({error}); remove it, or {ANEW}") from error
        raise ResultError(f"{path} is of another plan than {PLAN} beside it; {ANEW}")

    @property
    def is_finished(self) -> bool:
        """Whether the plan was carried out to its end."""
        return (self.path / FINISHED).exists()

    @property
    def jobs(self) -> int | None:
        """Epochs at once of an unfinished run, which a resumed one goes on with."""
        earlier = None if self.is_finished else self.plan()
        return None if earlier is None else int(earlier.arguments["jobs"])

    @property
    def result(self) -> Path | None:
        """Where the result of a finished run is."""
        if not self.is_finished:
            return None
        return Path((self.path / FINISHED).read_text(encoding="utf-8").strip())

    def finish(self, result: Path) -> None:
        """Write down that the plan was carried out, and where its result is."""
        store(self.path / FINISHED, f"{result}\n")

    def _file(self, window: Window) -> Path:
        return self.path / f"window-{window.number:02}.json"

    def _set_aside(self) -> None:
        """Move what is there into a folder of its own, named after now."""
        kept = [each for each in self.path.iterdir() if each.name != LOCK]
        kept = [each for each in kept if not each.name.startswith("before-")]
        if not kept:
            return
        aside = self.path / f"before-{datetime.now(UTC):%Y-%m-%d_%H-%M-%S.%f}"
        aside.mkdir()
        # the plan goes first: without it the rest is no walk-forward that could be resumed
        for each in sorted(kept, key=lambda path: path.name != PLAN):
            each.rename(aside / each.name)
