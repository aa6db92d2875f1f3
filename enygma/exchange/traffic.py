"""How requests and orders fare, for whoever watches."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import ccxt

from enygma.exchange.errors import NoPositionError, is_outcome_unknown

logger = logging.getLogger(__name__)


class Observer(Protocol):
    """Hears of each request and each order, in the thread that sent it."""

    def on_request(self, latency_s: float, *, failed: bool) -> None:
        """A request was answered, or failed, after so many seconds."""

    def on_order(self, *, failed: bool) -> None:
        """An order was taken, or failed."""


class Traffic:
    """Measures where requests leave, and tells its observers.

    A request fails when no usable answer comes: a timeout, a network fault, a 5xx, too many
    requests. A refusal is an answer. An order fails whatever the reason, a refusal included; only
    an exit whose position is gone already counts as neither.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._observers: list[Observer] = []

    def watch(self, observer: Observer) -> None:
        """Tell an observer from now on."""
        self._observers.append(observer)

    @contextmanager
    def request(self) -> Iterator[None]:
        """Around one request."""
        started = self._clock()
        failed = False
        try:
            yield
        except ccxt.BaseError as error:
            failed = isinstance(error, ccxt.OperationFailed) or is_outcome_unknown(error)
            raise
        finally:
            latency_s = self._clock() - started
            self._tell(lambda each: each.on_request(latency_s, failed=failed))

    @contextmanager
    def order(self) -> Iterator[None]:
        """Around the sending of one order, its repetitions included."""
        try:
            yield
        except NoPositionError:
            raise
        except Exception:
            self._tell(lambda each: each.on_order(failed=True))
            raise
        self._tell(lambda each: each.on_order(failed=False))

    def _tell(self, news: Callable[[Observer], None]) -> None:
        for each in self._observers:
            try:
                news(each)
            except Exception:  # who watches must not stop an order
                logger.exception("An observer of the exchange's requests failed.")
