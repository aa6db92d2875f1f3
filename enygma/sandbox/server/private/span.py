"""The stretch of time that a question about the past covers.

KuCoin's pages on orders and fills: one end alone means 24 hours from it, and no answer reaches
further than seven days.
"""

from dataclasses import dataclass

from enygma.sandbox.server.envelope import invalid_parameter
from enygma.sandbox.server.parameters import Parameters

DAY_MS = 86_400_000
LONGEST_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True)
class Span:
    """From `start_ms` to `end_ms`, both included."""

    start_ms: int
    end_ms: int

    @classmethod
    def asked(cls, query: Parameters, now_ms: int, default_ms: int = LONGEST_MS) -> "Span":
        """The span of `startAt` and `endAt`; without them the last `default_ms`.

        A span of more than seven days keeps its last seven.
        """
        start_ms = query.optional_integer("startAt")
        end_ms = query.optional_integer("endAt")
        if start_ms is None and end_ms is None:
            return cls(now_ms - default_ms, now_ms)
        if end_ms is None:
            return cls(start_ms or 0, (start_ms or 0) + DAY_MS)
        if start_ms is None:
            return cls(end_ms - DAY_MS, end_ms)
        if start_ms > end_ms:
            raise invalid_parameter("startAt must not be after endAt")
        return cls(max(start_ms, end_ms - LONGEST_MS), end_ms)

    def __contains__(self, moment_ms: int) -> bool:
        return self.start_ms <= moment_ms <= self.end_ms
