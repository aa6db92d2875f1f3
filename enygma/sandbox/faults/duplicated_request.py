"""Requests that arrive twice."""

from typing import ClassVar, Literal

from enygma.sandbox.faults.fault import Deliver, Effect, RequestFault


class DuplicatedRequest(RequestFault):
    """A proxy repeats the request: the exchange processes it twice, the client hears one answer.

    `hears` says which. Hearing the second, a client is told that its clientOid is used already
    although its order was accepted.
    """

    name: ClassVar[str] = "duplicated_request"

    hears: Literal["first", "second"] = "first"

    def effect(self) -> Effect:
        """It is processed twice."""
        return Effect.REPEATS

    async def answer(self, deliver: Deliver) -> object:
        """One of two answers."""
        first = await deliver()
        second = await deliver()
        return first if self.hears == "first" else second
