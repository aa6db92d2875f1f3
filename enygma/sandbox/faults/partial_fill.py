"""Orders that find less in the book than it shows."""

from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from enygma.sandbox.faults.fault import OrderFault


class PartialFill(OrderFault):
    """Only `share` of what an order could fill at once is there.

    The rest of a market order or of an IOC order is cancelled, the rest of a limit order rests.
    """

    name: ClassVar[str] = "partial_fill"

    share: Decimal = Field(default=Decimal("0.5"), ge=0, lt=1)
