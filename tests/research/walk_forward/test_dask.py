"""Epochs on a Dask cluster: a scheduler in this process, a worker in another one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from joblib import Parallel, delayed, parallel_config

from enygma import cli
from enygma.research.evidence.ledger import Ledger
from enygma.research.walk_forward import dask_place
from enygma.research.walk_forward.place import Cluster, NoQueue, PlaceError

from .conftest import THREE_WINDOWS, Place, Places

distributed = pytest.importorskip("distributed", reason="dask is not installed")

TWO_WINDOWS = (
    "--windows", "2", "--train-days", "10", "--test-days", "5", "--timerange", "20250920-20251015",
    "--epochs", "4", "--spaces", "buy", "--jobs", "2",
)  # fmt: skip
WAIT_S = 120.0


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler without workers."""
    with distributed.LocalCluster(
        n_workers=0, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address


class Worker:
    """A worker in a process of its own, which nobody starts again."""

    def __init__(self, scheduler: str, folder: Path, threads: int = 1) -> None:
        command = [
            sys.executable, "-m", "distributed.cli.dask_worker", scheduler, "--no-nanny",
            "--nthreads", str(threads), "--no-dashboard", "--local-directory", str(folder),
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with distributed.Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=WAIT_S)

    def end(self) -> None:
        """As the system kills it."""
        self.process.kill()
        self.process.wait(30)


@pytest.fixture(scope="module")
def worker(scheduler: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """One worker, for the whole file until the last test kills it."""
    started = Worker(scheduler, tmp_path_factory.mktemp("worker"))
    yield started
    started.end()


def trades_and_parameters(place: Place) -> list[Any]:
    result = place.result()
    return [result["trades"], result["parameters"]]


def test_a_scheduler_that_does_not_answer_is_told(
    make_place: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dask_place, "CONNECT_S", 1)
    place = make_place()
    assert place.run(*TWO_WINDOWS, "--dask", "tcp://127.0.0.1:9") == cli.EXIT_REFUSED
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err
    assert not place.work("plan.json").exists()


def test_a_cluster_without_workers_is_told(
    make_place: Places, scheduler: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_place().run(*TWO_WINDOWS, "--dask", scheduler) == cli.EXIT_REFUSED
    assert "has no worker; start one with: dask worker" in capsys.readouterr().err


def test_an_epoch_that_dask_gives_up_is_an_error_and_no_endless_wait(
    scheduler: str,
) -> None:
    from enygma.research.walk_forward.dask_backend import DaskEpochs

    with (
        distributed.Client(scheduler, set_as_default=False) as client,
        parallel_config(backend=DaskEpochs(client=client)),
        Parallel(n_jobs=2) as parallel,
    ):
        backend = parallel._backend
        given_up = Thread(target=give_up_when_waited_for, args=(backend,))
        given_up.start()
        with pytest.raises(PlaceError, match=r"the cluster gave up an epoch \(MemoryError: full\)"):
            parallel(delayed(abs)(each) for each in (-1, -2))
        given_up.join()


def give_up_when_waited_for(backend: Any) -> None:
    patience = monotonic() + WAIT_S
    while len(backend._results) < 2 and monotonic() < patience:
        sleep(0.02)
    backend.give_up(MemoryError("full"))


def test_a_cluster_finds_what_this_machine_finds(
    make_place: Places, scheduler: str, worker: Worker, capsys: pytest.CaptureFixture[str]
) -> None:
    there, here = make_place(), make_place()
    assert there.run(*TWO_WINDOWS, "--dask", scheduler) == 0
    assert "has 1 workers" in capsys.readouterr().err
    assert here.run(*TWO_WINDOWS) == 0
    assert trades_and_parameters(there) == trades_and_parameters(here)
    assert there.result()["trades"]


class Forgetful(Cluster):
    """A cluster as it would be without what a strategy's parameters need to travel."""

    def prepare(self, optimizer: Any) -> None:
        """Replace the log's queue alone."""
        from freqtrade.optimize.hyperopt import hyperopt_optimizer

        hyperopt_optimizer.log_queue = NoQueue()


def test_a_cluster_that_computes_other_epochs_is_refused(
    make_place: Places,
    scheduler: str,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dask_place.DaskPlace, "prepare", Forgetful.prepare)
    place = make_place()
    assert place.run(*TWO_WINDOWS, "--dask", scheduler) == cli.EXIT_REFUSED
    told = capsys.readouterr().err
    assert "computes other epochs than this machine, and is not used" in told
    assert "total_trades" in told
    assert not Ledger.of(place.folder).entries()
    assert not place.work("window-01.json").exists()


def test_one_job_is_refused_as_it_would_be_computed_here(
    make_place: Places, scheduler: str, worker: Worker, capsys: pytest.CaptureFixture[str]
) -> None:
    place = make_place()
    assert place.run(*THREE_WINDOWS, "--dask", scheduler) == cli.EXIT_REFUSED
    assert "needs --jobs 2 at least" in capsys.readouterr().err


def test_a_worker_that_dies_half_way_leaves_what_can_be_resumed(
    make_place: Places,
    scheduler: str,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dask_place, "PATIENCE_S", 2.0)
    place = make_place()

    def die_after_the_first_window() -> None:
        patience = monotonic() + WAIT_S
        while not place.work("window-01.json").exists() and monotonic() < patience:
            sleep(0.02)
        worker.end()

    killer = Thread(target=die_after_the_first_window)
    killer.start()
    assert place.run(*TWO_WINDOWS, "--epochs", "40", "--dask", scheduler) == cli.EXIT_REFUSED
    killer.join()
    told = capsys.readouterr().err
    assert "lost 1 of 1 workers; their epochs are repeated" in told
    assert "has had no worker for 2 s. What is finished is kept" in told
    assert place.work("window-01.json").exists()
    assert not place.work("window-02.json").exists()
    assert not place.results()

    assert place.run(*TWO_WINDOWS, "--epochs", "40") == 0
    assert "window 1 of 2, unseen 2025-10-05 to 2025-10-10: finished before" in (
        capsys.readouterr().err
    )
