"""How entries wait in the order book, where `enygma.limit_entry` lets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from freqtrade.enums import TradingMode
from freqtrade.exceptions import OperationalException
from pydantic import Field, ValidationError

from enygma.scoring.frozen import FrozenModel
from enygma.scoring.loading import sentence

KEY: Final = "enygma.limit_entry"
LIMIT, POST_ONLY = "limit", "PO"
"""freqtrade's words."""


class LimitEntry(FrozenModel):
    """A post-only order away from the price, for some candles."""

    offset_ticks: Annotated[int, Field(ge=1, le=1000)] = 1
    """Ticks below the price for a long, above it for a short; one at least, as it may not take."""
    offset_atr: Annotated[float, Field(ge=0, le=5)] = 0.0
    """Average true ranges further away."""
    candles: Annotated[int, Field(ge=1, le=100)] = 1
    """Candles of the primary timeframe that it waits."""
    unfilled: Literal["cancel", "market"] = "cancel"
    """What becomes of an order of which nothing was filled by then."""

    def offset(self, price: float, tick: float, atr: float, most: float) -> float:
        """The distance from a price, in quote currency; at most the share `most` of the price."""
        beyond = self.offset_atr * atr if self.offset_atr else 0.0
        return min(self.offset_ticks * tick + beyond, price * most)


def limit_entry_of(config: Mapping[str, Any]) -> LimitEntry | None:
    """Read `enygma.limit_entry` out of freqtrade's configuration; None where entries are not so.

    Raises OperationalException naming what is wrong and how to mend it.
    """
    section = (config.get("enygma") or {}).get("limit_entry")
    if section is None:
        return None
    if not isinstance(section, Mapping):
        raise OperationalException(
            f"{KEY}: {section!r} is no section. Write {{}} for its defaults, or remove the key."
        )
    wanted = valid_limit_entry(section, KEY)
    _require_possible(config)
    return wanted


def valid_limit_entry(section: Mapping[str, Any], where: str) -> LimitEntry:
    """The settings of a section that stands at `where`.

    Raises OperationalException naming the values that cannot be used.
    """
    try:
        return LimitEntry.model_validate(section)
    except ValidationError as error:
        raise OperationalException(sentence(error, where)) from error


def _require_possible(config: Mapping[str, Any]) -> None:
    exchange = (config.get("exchange") or {}).get("name")
    if config.get("trading_mode") != TradingMode.FUTURES or exchange != "kucoin":
        raise OperationalException(f"{KEY} is for KuCoin's futures alone. Remove the key.")
    if (config.get("enygma") or {}).get("entry_stop", True) is False:
        raise OperationalException(
            f"{KEY} needs enygma.entry_stop: what is filled of a waiting entry has no other stop "
            "until the order is over. Set entry_stop to true, or remove limit_entry."
        )
    # freqtrade writes a strategy's attributes into the configuration that it loads it with
    written = config.get("original_config", config)
    for key, wanted in (("order_types", LIMIT), ("order_time_in_force", POST_ONLY)):
        said = (written.get(key) or {}).get("entry", wanted)
        if str(said).lower() != wanted.lower():
            raise OperationalException(
                f"{KEY} sends post-only limit orders, but {key}.entry of the configuration is "
                f"{said!r}, which goes before it. Remove {key}, or set its entry to {wanted!r}."
            )
