"""Requests that are never answered: lost on the way there, or on the way back."""

from typing import ClassVar, Literal

from pydantic import Field

from enygma.sandbox.faults.fault import Deliver, Effect, RequestFault
from enygma.sandbox.faults.outcome import Unanswered


class _Timeout(RequestFault):
    """Settings of both: `hold` lets the client wait until its own timeout, `cut` ends at once.

    ccxt raises RequestTimeout for a held answer. For a connection that is cut it raises
    NetworkError, its asynchronous side ExchangeNotAvailable; there aiohttp has then sent a GET or
    DELETE on a used connection a second time by itself.
    """

    answer_by: Literal["hold", "cut"] = "hold"
    hold_s: float = Field(default=60.0, gt=0, le=3600)

    def _nothing(self) -> Unanswered:
        return Unanswered(self.hold_s if self.answer_by == "hold" else 0.0)


class TimeoutBefore(_Timeout):
    """The request never reaches the exchange, and the client hears nothing."""

    name: ClassVar[str] = "timeout_before"

    def effect(self) -> Effect:
        """It is not processed."""
        return Effect.PREVENTS

    async def answer(self, _deliver: Deliver) -> object:
        """No answer; nothing is processed."""
        return self._nothing()


class TimeoutAfter(_Timeout):
    """The exchange processes the request, an order is accepted, and the client hears nothing."""

    name: ClassVar[str] = "timeout_after"

    def effect(self) -> Effect:
        """It is processed, and its answer lost."""
        return Effect.LOSES_ANSWER

    async def answer(self, deliver: Deliver) -> object:
        """No answer, once the request is processed."""
        await deliver()
        return self._nothing()
