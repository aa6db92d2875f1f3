"""Orders that are accepted and cannot be found yet."""

from typing import ClassVar

from pydantic import Field

from enygma.sandbox.faults.fault import LONGEST_MS, Condition


class LateOrder(Condition):
    """Who asks for an order by id or clientOid in its first `lag_ms` is told that there is none.

    Users of KuCoin report it of orders that had been filled already. ccxt raises OrderNotFound.
    """

    name: ClassVar[str] = "late_order"

    lag_ms: int = Field(default=500, ge=1, le=LONGEST_MS)
