"""The exchange goes away and comes back."""

from typing import ClassVar

from pydantic import Field

from enygma.sandbox.faults.fault import LONGEST_MS, Condition


class Restart(Condition):
    """Every connection is cut, and for `duration_ms` every new one too, sockets included.

    Orders, positions and balances are what they were when it comes back; what resting orders and
    stops missed in between still happens to them. ccxt raises NetworkError, its
    asynchronous side ExchangeNotAvailable.
    """

    name: ClassVar[str] = "restart"

    duration_ms: int = Field(default=20_000, ge=1, le=LONGEST_MS)
