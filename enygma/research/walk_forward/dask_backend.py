"""joblib's way to a Dask cluster, with an end to waiting for workers that are gone."""

from __future__ import annotations

from concurrent.futures import CancelledError
from functools import partial
from typing import TYPE_CHECKING, Any

from joblib._dask import DaskDistributedBackend

from enygma.research.walk_forward.place import PlaceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future


class DaskEpochs(DaskDistributedBackend):
    """What joblib registers as `dask`, but for two things.

    It asks for as many epochs at once as it is told, not as there are workers: the points of a
    search depend on that number. And a task that Dask gives up is reported: joblib's own notes
    the error where nobody looks, and waits.
    """

    def effective_n_jobs(self, n_jobs: int) -> int:
        """What was asked for."""
        return n_jobs

    def submit(self, func: Any, callback: Callable[[Any], None] | None = None) -> Any:
        """Send a task, and have its failure reported like a result."""
        future = super().submit(func, callback)
        if callback is not None:
            future.add_done_callback(partial(_report, callback))
        return future

    def retrieve_result_callback(self, out: Any) -> Any:
        """The result of a task. Raises `PlaceError` for one that never had any."""
        if isinstance(out, Lost):
            raise out.error
        if isinstance(out, CancelledError):
            raise given_up(out) from out
        return super().retrieve_result_callback(out)

    def give_up(self, error: PlaceError) -> None:
        """End the waiting for every task that is under way."""
        for future in list(self._results.values()):
            if not future.done():
                future.set_exception(error)


class Lost:
    """Stands for the result of a task that will not come."""

    def __init__(self, error: PlaceError) -> None:
        self.error = error


def _report(callback: Callable[[Any], None], future: Future[Any]) -> None:
    error = future.exception()
    if error is None:
        return
    callback(Lost(error if isinstance(error, PlaceError) else given_up(error)))


def given_up(error: BaseException) -> PlaceError:
    """What a user can do about an error of Dask's own."""
    told = " ".join(str(error).split())
    return PlaceError(
        f"the cluster gave up an epoch ({type(error).__name__}: {told}). What is finished is kept: "
        "see the logs of scheduler and workers (memory?), and the same command resumes it"
    )
