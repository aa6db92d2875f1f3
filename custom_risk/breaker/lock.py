"""A lock that a copy of its owner does not share."""

from __future__ import annotations

from threading import RLock
from types import TracebackType


class PicklableLock:
    """Lets one thread in at a time; copied or sent to another process it is a new one.

    Requests of commands are observed in threads of their own, and hyperopt sends whole strategies
    to its workers.
    """

    def __init__(self) -> None:
        self._lock = RLock()

    def __reduce__(self) -> tuple[type[PicklableLock], tuple[()]]:
        return PicklableLock, ()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()
