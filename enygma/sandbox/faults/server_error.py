"""Answers of 5xx."""

from typing import ClassVar, Literal

from enygma.sandbox.faults.fault import Deliver, Effect, RequestFault
from enygma.sandbox.faults.outcome import Refused

_REASONS = {502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}


class ServerError(RequestFault):
    """The answer is HTTP `status`: 500 in KuCoin's envelope, 502 to 504 as a proxy's page.

    With `processed` the exchange has processed the request before. ccxt raises
    ExchangeNotAvailable, for 504 RequestTimeout.
    """

    name: ClassVar[str] = "server_error"
    run: ClassVar[int] = 2

    status: Literal[500, 502, 503, 504] = 503
    processed: bool = False

    def effect(self) -> Effect:
        """It is not processed, or its answer is lost."""
        return Effect.LOSES_ANSWER if self.processed else Effect.PREVENTS

    async def answer(self, deliver: Deliver) -> object:
        """The error."""
        if self.processed:
            await deliver()
        if self.status == 500:
            return Refused(500, "500000", "Internal Server Error")
        title = f"{self.status} {_REASONS[self.status]}"
        page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
        return Refused(self.status, "", title, page=page)
