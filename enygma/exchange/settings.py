"""What the section `enygma` of freqtrade's configuration says about the exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from freqtrade.exceptions import OperationalException

MAX_SLIPPAGE = 0.01
POSITION_MODES = ("one-way", "hedge")


@dataclass(frozen=True)
class ExchangeSettings:
    """Validated settings of the exchange.

    Attributes:
        slippage_per_side: What a fill is assumed to lose against the candle's price in
            backtesting and hyperopt, as a share of the notional (0.0002 is 2 basis points).
        hedged: Whether the account holds longs and shorts of a contract apart (hedge mode)
            rather than netted (one-way mode).
    """

    slippage_per_side: float = 0.0002
    hedged: bool = False

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> ExchangeSettings:
        """Read the settings out of freqtrade's whole configuration.

        Raises:
            OperationalException: A value is of the wrong type or out of its range. Not freqtrade's
                `ConfigurationError`, after which its commands exit with 0.
        """
        section = config.get("enygma") or {}
        if not isinstance(section, Mapping):
            raise OperationalException(f"enygma must be a section of keys, not {section!r}.")
        return cls(
            slippage_per_side=_slippage(section.get("slippage_per_side", cls.slippage_per_side)),
            hedged=_position_mode(section.get("position_mode", POSITION_MODES[0])) == "hedge",
        )


def _slippage(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OperationalException(f"enygma.slippage_per_side must be a number, not {value!r}.")
    if not 0 <= value <= MAX_SLIPPAGE:
        raise OperationalException(
            f"enygma.slippage_per_side must lie between 0 and {MAX_SLIPPAGE} "
            f"(0.0002 is 0.02 % of the notional per side), not {value}."
        )
    return float(value)


def _position_mode(value: object) -> object:
    if value not in POSITION_MODES:
        raise OperationalException(
            f"enygma.position_mode must be one of {', '.join(POSITION_MODES)}, not {value!r}."
        )
    return value
