"""Order books that stand still while the market moves on."""

from typing import ClassVar

from pydantic import Field

from enygma.sandbox.faults.fault import LONGEST_MS, Condition


class StaleBook(Condition):
    """Books and best prices over REST and sockets stay what they were when it began.

    Matching goes on with the true book. `symbol` narrows it to one contract.
    """

    name: ClassVar[str] = "stale_book"

    duration_ms: int = Field(default=60_000, ge=1, le=LONGEST_MS)
    symbol: str = ""
