"""What a fault is: four kinds, by what they meet."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import ClassVar, Protocol

from pydantic import BaseModel, ConfigDict, Field

from enygma.sandbox.faults.incoming import Incoming

LONGEST_MS = 10 * 365 * 86_400_000
"""The longest that a fault may be told to last: ten years."""

Deliver = Callable[[], Awaitable[object]]
"""Lets the exchange process the request and returns its answer; each call is one delivery."""


class Fault(BaseModel):
    """A way in which an exchange or the line to it misbehaves, with its settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]


class Effect(StrEnum):
    """What a fault does to a request; the order in which faults are laid around it.

    Of those that keep a request from being processed only one can happen, and then none of those
    that need it to be; of those that lose its answer one as well.
    """

    DELAYS = "delays"
    PREVENTS = "prevents"
    LOSES_ANSWER = "loses answer"
    REPEATS = "repeats"


class RequestFault(Fault, ABC):
    """Meets single requests.

    `run` is the number of successive requests of the same key that one decision of a plan covers.
    """

    run: ClassVar[int] = 1

    @abstractmethod
    def effect(self) -> Effect:
        """What it does to a request."""

    def concerns(self, _request: Incoming) -> bool:
        """Whether it can meet a request."""
        return True

    @abstractmethod
    async def answer(self, deliver: Deliver) -> object:
        """What the client gets, from `deliver` or an outcome of its own."""


class Ear(Protocol):
    """A client of the socket as a fault sees it."""

    def send(self, message: bytes) -> None:
        """Queue a frame."""

    def cut(self) -> None:
        """Close the connection without a farewell."""

    def stall(self, duration_ms: int) -> None:
        """Send nothing for so long in the exchange's time; frames wait meanwhile."""


class FrameFault(Fault, ABC):
    """Meets single frames that are pushed over a socket; `loses` it, or it is sent as well."""

    loses: ClassVar[bool] = False

    @abstractmethod
    def meet(self, ear: Ear, frame: bytes) -> None:
        """What happens at `ear` before `frame` is sent to it."""


class Condition(Fault):
    """A state of the exchange that lasts `duration_ms` of its time."""

    duration_ms: int = Field(default=30_000, ge=1, le=LONGEST_MS)


class OrderFault(Fault):
    """Meets single orders in matching."""
