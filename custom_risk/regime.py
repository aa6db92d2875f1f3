"""Volatility regimes and what they do to size and leverage."""

from __future__ import annotations

from enum import StrEnum


class Regime(StrEnum):
    """How volatile a market is against its own recent past."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"

    @classmethod
    def parse(cls, value: object) -> Regime | None:
        """The regime a data column names, None when it names none (before warm-up, NaN)."""
        return cls(value) if isinstance(value, str) and value in cls.__members__ else None
