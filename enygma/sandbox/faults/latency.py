"""Requests or answers that travel slowly."""

import asyncio
from typing import ClassVar, Literal

from pydantic import Field

from enygma.sandbox.faults.fault import Deliver, Effect, RequestFault


class Latency(RequestFault):
    """The request (`way` "out") or its answer ("back") takes `ms` milliseconds longer.

    The milliseconds are the machine's: a stepped exchange stands still meanwhile.
    """

    name: ClassVar[str] = "latency"

    ms: int = Field(default=250, ge=1, le=600_000)
    way: Literal["out", "back"] = "out"

    def effect(self) -> Effect:
        """It comes later."""
        return Effect.DELAYS

    async def answer(self, deliver: Deliver) -> object:
        """The request's own answer, later."""
        if self.way == "out":
            await asyncio.sleep(self.ms / 1000)
            return await deliver()
        answer = await deliver()
        await asyncio.sleep(self.ms / 1000)
        return answer
