"""How `StrategyDegradation` is configured."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from custom_risk.record import LONGEST_WINDOW
from custom_risk.settings.section import Number, Section, Whole

BELOW = ("win_rate_pct", "sharpe")
"""Figures that are bad when they are low; the others are bad when they are high."""
ABOVE = ("consecutive_losses", "drawdown_pct")


class Levels(Section):
    """Where a figure begins to be bad, and where it is very bad."""

    first: Number = Field(ge=-1000, le=1000)
    second: Number = Field(ge=-1000, le=1000)


def _levels(first: str, second: str) -> Levels:
    return Levels(first=Decimal(first), second=Decimal(second))


class DegradationSettings(Section):
    """What is looked at, and what follows. Each figure can be switched off with null."""

    window_trades: Whole = Field(50, ge=2, le=LONGEST_WINDOW)
    """How many of the latest closed trades are looked at."""
    min_trades: Whole = Field(20, ge=2, le=LONGEST_WINDOW)
    """With fewer closed trades nothing is concluded."""
    win_rate_pct: Levels | None = _levels("45", "35")
    sharpe: Levels | None = _levels("0.5", "0")
    """Of the trades' profit ratios, per year."""
    consecutive_losses: Levels | None = _levels("7", "10")
    drawdown_pct: Levels | None = _levels("8", "15")
    """Fall of the equity from its peak within the window, in percent of the peak."""
    min_expectancy: Number | None = Field(Decimal(0), ge=-(Decimal(10) ** 9), le=Decimal(10) ** 9)
    """Least mean profit of a trade, in stake currency."""
    size_multiplier: Number = Field(Decimal("0.5"), gt=0, le=1)
    """What margins are multiplied with from moderate on."""
    severe_pause_minutes: Whole = Field(240, ge=1, le=43_200)
    critical_pause_minutes: Whole = Field(1440, ge=1, le=43_200)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.min_trades > self.window_trades:
            raise ValueError(
                f"min_trades {self.min_trades} is above window_trades {self.window_trades}"
            )
        if self.severe_pause_minutes > self.critical_pause_minutes:
            raise ValueError(
                f"severe_pause_minutes {self.severe_pause_minutes} is above "
                f"critical_pause_minutes {self.critical_pause_minutes}"
            )
        return self

    @model_validator(mode="after")
    def _levels_get_worse(self) -> Self:
        for name in (*BELOW, *ABOVE):
            levels: Levels | None = getattr(self, name)
            if levels is None:
                continue
            worse = levels.first - levels.second if name in BELOW else levels.second - levels.first
            if worse <= 0:
                way = "below" if name in BELOW else "above"
                raise ValueError(
                    f"{name}.second {levels.second} is not {way} {name}.first {levels.first}"
                )
        return self

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        figures = [getattr(self, name) for name in (*BELOW, *ABOVE, "min_expectancy")]
        if all(each is None for each in figures):
            raise ValueError("every figure is null: nothing is looked at")
        losses = self.consecutive_losses
        if losses is not None and losses.second > self.window_trades:
            raise ValueError(
                f"consecutive_losses.second {losses.second} is more than "
                f"window_trades {self.window_trades}"
            )
        return self
