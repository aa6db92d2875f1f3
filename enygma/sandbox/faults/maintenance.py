"""Maintenance: the exchange can be read, but takes no orders."""

from typing import ClassVar, Literal

from pydantic import Field

from enygma.sandbox.faults.fault import LONGEST_MS, Condition

CODE = "300002"
MESSAGE = "Order placement/cancellation suspended, please try again later."


class Maintenance(Condition):
    """The status endpoints say "close" and orders are refused with 300002, cancellations too.

    With `status` "cancelonly" orders can still be cancelled. ccxt raises ExchangeError.
    """

    name: ClassVar[str] = "maintenance"

    duration_ms: int = Field(default=120_000, ge=1, le=LONGEST_MS)
    status: Literal["close", "cancelonly"] = "close"
    message: str = "The trading system is being upgraded."
