"""The timeframes the strategy has parameters for, and numbers that differ between them."""

from __future__ import annotations

from typing import Final, Generic, Literal, TypeVar, get_args

from pydantic import Field

from enygma.scoring.errors import ScoringConfigError
from enygma.scoring.frozen import FrozenModel

Timeframe = Literal["5m", "15m", "30m", "1h", "2h", "4h"]
TIMEFRAMES: Final[tuple[Timeframe, ...]] = get_args(Timeframe)

_UNIT_MINUTES: Final = {"m": 1, "h": 60, "d": 1440, "w": 10080}

Parameters = TypeVar("Parameters", bound=FrozenModel)


class PerTimeframe(FrozenModel, Generic[Parameters]):
    """One set of parameters for each timeframe; keys of the config are `5m`, `15m` and so on."""

    m5: Parameters = Field(alias="5m")
    m15: Parameters = Field(alias="15m")
    m30: Parameters = Field(alias="30m")
    h1: Parameters = Field(alias="1h")
    h2: Parameters = Field(alias="2h")
    h4: Parameters = Field(alias="4h")

    def at(self, timeframe: Timeframe) -> Parameters:
        """The parameters of one timeframe."""
        parameters: Parameters = getattr(self, f"{timeframe[-1]}{timeframe[:-1]}")
        return parameters


def timeframe_minutes(timeframe: str) -> int:
    """Length of a candle in minutes; freqtrade's names (`1m`, `4h`, `1d`, `1w`).

    Raises ScoringConfigError for a name that is none.
    """
    count, unit = timeframe[:-1], timeframe[-1:]
    if not count.isdigit() or int(count) == 0 or unit not in _UNIT_MINUTES:
        raise ScoringConfigError(
            f"timeframe {timeframe!r} is none: write a number and one of m, h, d, w, such as 30m"
        )
    return int(count) * _UNIT_MINUTES[unit]
