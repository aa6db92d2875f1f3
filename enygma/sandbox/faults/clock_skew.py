"""An exchange whose clock is wrong, or a client's, which looks the same."""

from typing import ClassVar

from pydantic import Field

from enygma.sandbox.faults.fault import LONGEST_MS, Condition


class ClockSkew(Condition):
    """The exchange's time is `skew_ms` ahead (or behind): in `/timestamp` and for signatures.

    Beyond 5000 ms either way signed requests are refused with 400002; ccxt raises InvalidNonce.
    Prices, orders and funding keep to the market's own time.
    """

    name: ClassVar[str] = "clock_skew"

    duration_ms: int = Field(default=60_000, ge=1, le=LONGEST_MS)
    skew_ms: int = Field(default=10_000, ge=-86_400_000, le=86_400_000)
