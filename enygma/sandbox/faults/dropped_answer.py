"""Answers that break off."""

from typing import ClassVar

from enygma.sandbox.faults.fault import Deliver, Effect, RequestFault
from enygma.sandbox.faults.outcome import TornAnswer


class DroppedAnswer(RequestFault):
    """The request is processed; its answer breaks off half way as the connection closes.

    ccxt raises NetworkError, its asynchronous side ExchangeError.
    """

    name: ClassVar[str] = "dropped_answer"

    def effect(self) -> Effect:
        """It is processed, and its answer lost."""
        return Effect.LOSES_ANSWER

    async def answer(self, deliver: Deliver) -> object:
        """Half of the request's own answer."""
        return TornAnswer(await deliver())
