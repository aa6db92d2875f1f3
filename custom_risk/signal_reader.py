"""From the columns of a strategy's candles to what risk calls a signal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import isfinite
from typing import Any, Final

from custom_risk.candle_columns import COMPUTED, PREFIX
from custom_risk.climate import classify
from custom_risk.regime import Regime
from custom_risk.roi import HUNDRED
from custom_risk.settings import RiskSettings
from custom_risk.settings.wording import RiskConfigError, likeliest
from custom_risk.signal import Climate, Signal

SCORE: Final = "score"
REGIME: Final = "regime"
FIELDS: Final = (SCORE, "confidence", *COMPUTED, REGIME)
"""What a strategy may name a column for."""


class SignalReader:
    """Reads signals off candles.

    `columns` are the strategy's own, by field, and kept as `named`; `computed` the fields that
    risk adds to them.
    `RiskConfigError` where a field is none that there is.
    """

    def __init__(
        self, columns: Mapping[str, str], computed: Iterable[str], settings: RiskSettings
    ) -> None:
        unknown = sorted(columns.keys() - set(FIELDS))
        if unknown:
            hint = likeliest(unknown[0], FIELDS)
            raise RiskConfigError(
                f"risk_columns: {unknown[0]!r} is none of {', '.join(FIELDS)}{hint}"
            )
        self.named = dict(columns)
        self.computed = tuple(each for each in computed if each not in columns)
        self._columns = {**{each: f"{PREFIX}{each}" for each in self.computed}, **columns}
        self._full_score = settings.signal.full_score
        self._climate = settings.climate

    def read(self, candle: Mapping[str, Any]) -> Signal:
        """The signal of one candle; what is missing, not finite or of another kind is None."""
        values = {field: candle.get(column) for field, column in self._columns.items()}
        adx, volatility = _number(values.get("adx")), _number(values.get("volatility"))
        return Signal(
            strength=self._strength(_number(values.get(SCORE))),
            confidence=_number(values.get("confidence")),
            atr=_number(values.get("atr")),
            adx=adx,
            volatility=volatility,
            rsi=_number(values.get("rsi")),
            regime=Regime.parse(values.get(REGIME)),
            climate=self._climate_of(adx, volatility),
        )

    def _climate_of(self, adx: Decimal | None, volatility: Decimal | None) -> Climate | None:
        if adx is None or volatility is None:
            return None
        return classify(adx, volatility, self._climate)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return tuple(self._columns.values())

    def _strength(self, score: Decimal | None) -> Decimal | None:
        if score is None:
            return None
        return min(HUNDRED, abs(score) / self._full_score * HUNDRED)


def _number(value: Any) -> Decimal | None:
    if value is None or isinstance(value, str | bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        # pandas has values for "none" that are no floats, and a column may hold anything
        return None
    return Decimal(repr(number)) if isfinite(number) else None
