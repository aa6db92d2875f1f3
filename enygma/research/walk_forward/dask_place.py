"""A Dask cluster as the place where epochs are computed."""

from __future__ import annotations

import os
from asyncio import to_thread
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from enygma.research.refusal import RequestError
from enygma.research.walk_forward.installation import installed
from enygma.research.walk_forward.place import Cluster, PlaceError, Tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CONNECT_S = 30
PATIENCE_S = 15.0
"""So long a cluster may be without a worker before the run stops."""
LOOK_S = 0.5


class DaskPlace(Cluster):
    """The workers of a scheduler, one epoch at a time each."""

    def __init__(self, address: str) -> None:
        self.name = f"the Dask cluster at {address}"
        self._address = address
        self._client: Any = None

    @property
    def workers(self) -> int:
        """One a worker process."""
        return len(self._client.ncores())

    @contextmanager
    def open(self, folder: Path, tell: Tell) -> Iterator[None]:
        """Connect, look whether the workers can do it, and watch over them.

        Raises `RequestError` or `PlaceError` with what is missing there.
        """
        from joblib import parallel_config

        self._client = _connected(self._address)
        try:
            self._require_fit(folder)
            self._client.run_on_scheduler(_get_ready)
            tell(f"{self.name} has {self.workers} workers")
            backend = _backend(self._client)
            with parallel_config(backend=backend), self._watched(backend, tell):
                yield
        finally:
            with suppress(OSError, TimeoutError):
                self._client.close(timeout=2)

    def _require_fit(self, folder: Path) -> None:
        cores = self._client.ncores()
        if not cores:
            raise PlaceError(f"{self.name} has no worker; start one with: dask worker")
        if any(threads != 1 for threads in cores.values()):
            raise PlaceError(
                f"{self.name} has workers of several threads, and freqtrade computes one epoch at "
                "a time in a process; start them with: --nthreads 1 --nworkers N"
            )
        own = installed()
        for worker, theirs in self._asked(installed).items():
            missing = [f"{name} {each}" for name, each in own.items() if theirs.get(name) != each]
            if missing:
                raise PlaceError(f"the worker {worker} is without {', '.join(missing)}")
        for worker, is_there in self._asked(os.path.isdir, str(folder.resolve())).items():
            if not is_there:
                raise PlaceError(
                    f"the worker {worker} does not see {folder.resolve()}: workers read the "
                    "candles there, under the same path"
                )

    def _asked(self, question: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
        """Each worker's answer."""
        try:
            answers: dict[str, Any] = self._client.run(question, *arguments)
        except ImportError as error:
            raise PlaceError(
                f"{self.name} has a worker without this package ({error}); install it there"
            ) from error
        return answers

    @contextmanager
    def _watched(self, backend: Any, tell: Tell) -> Iterator[None]:
        ended = Event()
        watch = Thread(target=self._watch, args=(backend, tell, ended), daemon=True)
        watch.start()
        try:
            yield
        finally:
            ended.set()
            watch.join()

    def _watch(self, backend: Any, tell: Tell, ended: Event) -> None:
        """Tell of workers that are lost, and end the waiting where none is left."""
        known, last_seen = self.workers, monotonic()
        while not ended.wait(LOOK_S):
            try:
                now = self.workers
            except (OSError, TimeoutError, ValueError):
                # the scheduler does not answer, and with it no worker
                now = 0
            if now < known:
                tell(
                    f"{self.name} lost {known - now} of {known} workers; their epochs are repeated"
                )
            known = now
            if now:
                last_seen = monotonic()
            elif monotonic() - last_seen > PATIENCE_S:
                backend.give_up(
                    PlaceError(
                        f"{self.name} has had no worker for {PATIENCE_S:g} s. What is "
                        "finished is kept: start workers, and the same command resumes it"
                    )
                )


async def _get_ready() -> None:
    """The scheduler reads what it passes on, and does not answer while it imports freqtrade."""
    await to_thread(import_module, "freqtrade.optimize.hyperopt.hyperopt_optimizer")


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise RequestError(
            "--dask needs dask; install it with: pip install 'enygma[dask]'"
        ) from error
    try:
        return Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise PlaceError(
            f"no Dask scheduler answers at {address} ({error}); start one with: dask scheduler"
        ) from error


def _backend(client: Any) -> Any:
    from enygma.research.walk_forward.dask_backend import DaskEpochs

    return DaskEpochs(client=client)
