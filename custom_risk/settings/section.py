"""What every part of the `custom_risk` section is made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError


def _no_switch(value: Any) -> Any:
    """True and false are not numbers here, though Python counts them as 1 and 0."""
    if isinstance(value, bool):
        raise PydanticCustomError("switch", "a switch where a number is wanted")
    return value


Number = Annotated[Decimal, BeforeValidator(_no_switch)]
Whole = Annotated[int, BeforeValidator(_no_switch)]


class Section(BaseModel):
    """A part of the configuration: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)
