"""Storms of 429: the gateway refuses although the quota is not used up."""

from typing import ClassVar

from pydantic import Field

from enygma.sandbox.faults.fault import Deliver, Effect, RequestFault
from enygma.sandbox.faults.outcome import Refused

_MESSAGE = "Too many requests. System-level rate limit exceeded."


class RateLimited(RequestFault):
    """The gateway answers 429000 with HTTP 429, five times in a row when a plan decides.

    Nothing is processed. ccxt raises RateLimitExceeded.
    """

    name: ClassVar[str] = "rate_limited"
    run: ClassVar[int] = 5

    reset_ms: int = Field(default=1000, ge=0, le=600_000)

    def effect(self) -> Effect:
        """It is not processed."""
        return Effect.PREVENTS

    async def answer(self, _deliver: Deliver) -> object:
        """A refusal with an exhausted quota in its headers."""
        headers = {
            "gw-ratelimit-limit": "2000",
            "gw-ratelimit-remaining": "0",
            "gw-ratelimit-reset": str(self.reset_ms),
        }
        return Refused(429, "429000", _MESSAGE, headers)
