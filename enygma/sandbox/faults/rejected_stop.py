"""Stops that the exchange does not take."""

from typing import ClassVar

from enygma.sandbox.faults.fault import Deliver, Effect, RequestFault
from enygma.sandbox.faults.incoming import Incoming
from enygma.sandbox.faults.outcome import Refused


class RejectedStop(RequestFault):
    """An order with a stop is refused: 300004, as if the account had 200 of them already.

    Other orders pass. ccxt raises ExchangeError.
    """

    name: ClassVar[str] = "rejected_stop"

    code: str = "300004"
    message: str = "Stop order quantity limit exceeded (limit: 200, current: 200)"

    def effect(self) -> Effect:
        """It is not processed."""
        return Effect.PREVENTS

    def concerns(self, request: Incoming) -> bool:
        """Whether `request` places an order with a stop."""
        return request.places_orders and request.has_stop

    async def answer(self, _deliver: Deliver) -> object:
        """A refusal; nothing is processed."""
        return Refused(200, self.code, self.message)
