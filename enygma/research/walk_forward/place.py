"""Where epochs are computed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from queue import Empty
from typing import TYPE_CHECKING, Any

from enygma.research.refusal import ResearchError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Tell = Callable[[str], None]


class PlaceError(ResearchError):
    """Epochs cannot be computed there, or not as they are here."""


class Place:
    """This machine: processes of joblib (loky), as freqtrade uses them on its own."""

    name = "this machine"
    is_trusted = True
    """Whether its epochs are known to be those of this machine; others are compared first."""

    least_jobs = 1

    def require(self, jobs: int) -> None:
        """Refuse fewer epochs at once than the place can tell apart. Raises `PlaceError`."""
        if jobs < self.least_jobs:
            raise PlaceError(
                f"--jobs {jobs}: joblib computes a single job in this process and asks nobody; "
                f"{self.name} needs --jobs {self.least_jobs} at least"
            )

    @property
    def workers(self) -> int:
        """How many epochs can be computed at once."""
        from joblib import cpu_count

        return int(cpu_count())

    @contextmanager
    def open(self, folder: Path, tell: Tell) -> Iterator[None]:  # noqa: ARG002 - for clusters
        """Let freqtrade compute its epochs here while the block runs.

        Args:
            folder: where the candles of each window will be, which every worker reads.
            tell: takes a line for the user.
        """
        yield

    def prepare(self, optimizer: Any) -> None:
        """Make freqtrade's `HyperOptimizer` ready to be sent, each time before it is."""


class Cluster(Place):
    """Workers that are no children of this process."""

    is_trusted = False
    least_jobs = 2

    def prepare(self, optimizer: Any) -> None:
        """Have the parameters travel with the strategy, and the log stay where it is written.

        freqtrade sets a parameter's value on an object that it lists, and the strategy reads it
        from its class. On its own kind of workers both are one object; where a strategy arrives
        by another way its class has another one, and every epoch is that of the defaults. As
        attributes of the strategy itself they stay one object.

        freqtrade's queue for log records belongs to a process that only children can talk to:
        others wait for it without an end.
        """
        from freqtrade.optimize.hyperopt import hyperopt_optimizer

        strategy = optimizer.backtesting.strategy
        for name, parameter in strategy.enumerate_parameters():
            setattr(strategy, name, parameter)
        hyperopt_optimizer.log_queue = NoQueue()


class NoQueue:
    """Takes the place of a queue of log records, and holds none."""

    def put_nowait(self, record: Any) -> None:
        """Drop it: a worker's own handlers have it."""

    def get(self, *, block: bool = True) -> Any:  # noqa: ARG002 - as freqtrade calls it
        """Raises `queue.Empty`: there is nothing to wait for."""
        raise Empty
