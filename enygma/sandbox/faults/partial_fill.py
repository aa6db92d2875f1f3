"""Orders that are filled in part."""

from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from enygma.sandbox.faults.fault import OrderFault


class PartialFill(OrderFault):
    """An order trades only `share` of its lots at once, at least one.

    The rest of a market or IOC order is cancelled. The rest of a limit order rests in the book and
    gets that share of each trade there.
    """

    name: ClassVar[str] = "partial_fill"

    share: Decimal = Field(default=Decimal("0.5"), gt=0, lt=1)
