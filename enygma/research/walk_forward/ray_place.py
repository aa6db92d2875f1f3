"""A Ray cluster as the place where epochs are computed."""

from __future__ import annotations

import os
from contextlib import contextmanager
from socket import create_connection
from typing import TYPE_CHECKING, Any

from enygma.research.refusal import RequestError
from enygma.research.walk_forward.installation import installed
from enygma.research.walk_forward.place import Cluster, PlaceError, Tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCAL = "local"
"""In place of an address: a cluster of this machine's cores, for the time of the run."""
PATIENCE_S = 5
"""For the first answer of an address."""


class RayPlace(Cluster):
    """The cores of a Ray cluster, one epoch at a time each."""

    def __init__(self, address: str) -> None:
        self.name = f"the Ray cluster at {address}"
        self._address = address
        self._ray: Any = None

    @property
    def workers(self) -> int:
        """One a core."""
        return int(self._ray.cluster_resources().get("CPU", 0))

    def require(self, jobs: int) -> None:
        """As for every cluster, and no more jobs than cores: Ray starts a process for each."""
        super().require(jobs)
        if jobs > self.workers:
            raise PlaceError(
                f"--jobs {jobs}: {self.name} has {self.workers} cores, and Ray computes no more "
                "epochs at once"
            )

    @contextmanager
    def open(self, folder: Path, tell: Tell) -> Iterator[None]:
        """Connect and look whether the cluster can do it.

        Raises `RequestError` or `PlaceError` with what is missing there.
        """
        from joblib import parallel_config

        self._ray = _imported()
        try:
            self._connect()
            if not self.workers:
                raise PlaceError(f"{self.name} has no core; start a node with: ray start")
            self._require_fit(folder)
            tell(f"{self.name} has {self.workers} cores")
            with parallel_config(backend="ray"):
                yield
        except self._ray.exceptions.RayError as error:
            told = " ".join(str(error).split())[:500]
            raise PlaceError(
                f"{self.name} failed ({type(error).__name__}: {told}). What is finished is kept, "
                "and the same command resumes it"
            ) from error
        finally:
            self._ray.shutdown()

    def _connect(self) -> None:
        require_listener(self._address)
        # Ray's report of its use to its makers is no part of a search
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        # its own patience is 20 attempts of 40 seconds each, without a word
        os.environ.setdefault("RAY_gcs_server_port_wait_time_s", "1")
        address = None if self._address == LOCAL else self._address
        try:
            self._ray.init(
                address=address, log_to_driver=False, logging_level="ERROR", include_dashboard=False
            )
        except (ConnectionError, OSError, ValueError, RuntimeError) as error:
            raise PlaceError(
                f"no Ray cluster answers at {self._address}: {error}. One that was started with a "
                "token lets in who has RAY_AUTH_MODE=token and the token in ~/.ray/auth_token"
            ) from error

    def _require_fit(self, folder: Path) -> None:
        """Ask one core: others are found out by the epochs that are compared."""
        ask = self._ray.remote(_answers)
        theirs, is_there = self._ray.get(ask.remote(str(folder.resolve())))
        own = installed()
        missing = [f"{name} {each}" for name, each in own.items() if theirs.get(name) != each]
        if missing:
            raise PlaceError(f"{self.name} is without {', '.join(missing)}")
        if not is_there:
            raise PlaceError(
                f"{self.name} does not see {folder.resolve()}: it reads the candles there, under "
                "the same path"
            )


def require_listener(address: str) -> None:
    """Refuse a `host:port` where nothing listens; every other word is left to Ray.

    Raises `PlaceError`.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        create_connection((host.strip("[]"), int(port)), PATIENCE_S).close()
    except (OSError, OverflowError) as error:
        raise PlaceError(
            f"nothing listens at {address} ({error}); start a cluster there with: "
            f"ray start --head --port {port}"
        ) from error


def _answers(folder: str) -> tuple[dict[str, str], bool]:
    from pathlib import Path

    return installed(), Path(folder).is_dir()


def _imported() -> Any:
    try:
        import ray
        from ray.util.joblib import register_ray
    except ImportError as error:
        raise RequestError("--ray needs ray; install it with: pip install 'enygma[ray]'") from error
    register_ray()
    return ray
