"""One line of the audit trail."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from custom_risk.events import RiskEvent

DIGITS = Context(prec=15)
"""As many as a JSON number keeps in every reader."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who decides: the bot's name, its mode and its strategy."""

    bot: str
    mode: str
    """`dry_run` or `live`."""
    strategy: str


class AuditRecord(BaseModel):
    """One decision of risk, as one line of the audit trail."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Annotated[Literal[1], Field(description="of this format")] = 1
    time: Annotated[AwareDatetime, Field(description="of the decision, UTC")]
    bot: Annotated[str, Field(description="bot_name of the configuration")]
    mode: Annotated[Literal["dry_run", "live"], Field(description="paper or real money")]
    strategy: Annotated[str, Field(description="class of the strategy")]
    reason: Annotated[
        str,
        Field(
            description="ENTERED, STOP_MOVED, SLICE_SOLD and EXITED were done; any other code "
            "says why something was not"
        ),
    ]
    pair: Annotated[str, Field(description="as freqtrade writes it; * for all")]
    side: Annotated[
        Literal["long", "short"] | None, Field(description="null where it concerns both")
    ] = None
    trade: Annotated[int | None, Field(description="freqtrade's id; null without a trade")] = None
    repeated: Annotated[
        int,
        Field(ge=0, description="how often the refusal before was repeated and not written again"),
    ] = 0
    details: Annotated[
        dict[str, Any], Field(description="what it rests on: prices, sizes, limits, the signal")
    ] = Field(default_factory=dict)

    @classmethod
    def of(cls, event: RiskEvent, origin: Origin, repeated: int = 0) -> AuditRecord:
        """The record of an event; what its details hold becomes plain JSON values."""
        details = _plain(event.details)
        side, trade = details.pop("side", None), details.pop("trade", None)
        return cls(
            time=event.time.astimezone(UTC),
            bot=origin.bot,
            mode="live" if origin.mode == "live" else "dry_run",
            strategy=origin.strategy,
            reason=str(event.type),
            pair=event.symbol,
            side=side if side in ("long", "short") else None,
            trade=trade if isinstance(trade, int) else None,
            repeated=repeated,
            details=details,
        )

    def line(self) -> bytes:
        """The record as JSON on one line, with its end."""
        # not orjson, which takes no integer beyond 64 bits
        text = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
        return f"{text}\n".encode()


def _plain(value: Any) -> Any:
    """A value as JSON has it; a number that JSON has not is its name."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, Decimal):
        return _plain(float(DIGITS.plus(value))) if not value.is_nan() else "nan"
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {_plain(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else str(value)
