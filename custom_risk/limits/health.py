"""How the latest closed trades went, as a grade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from custom_risk.limits.degradation_settings import DegradationSettings, Levels
from custom_risk.record import Window
from custom_risk.roi import HUNDRED


class Grade(IntEnum):
    """How far a strategy has degraded."""

    NONE = 0
    MINOR = 1
    """Watch it."""
    MODERATE = 2
    """Sizes are cut."""
    SEVERE = 3
    """No new entries for a while, then with cut sizes."""
    CRITICAL = 4
    """No new entries for longer."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A figure of the latest trades that is beyond one of its levels."""

    text: str
    """Such as `win rate 31.00 % below 35`."""
    beyond_second: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """What the latest trades say."""

    trades: int
    """How many were looked at."""
    signs: tuple[Sign, ...] = ()

    @property
    def grade(self) -> Grade:
        """By how many figures are beyond their levels.

        One beyond its first level is minor, several are moderate; one beyond its second level is
        severe, several are critical.
        """
        worst = sum(1 for each in self.signs if each.beyond_second)
        if worst:
            return Grade.CRITICAL if worst > 1 else Grade.SEVERE
        return Grade(min(len(self.signs), Grade.MODERATE))

    def __str__(self) -> str:
        found = ", ".join(each.text for each in self.signs) or "nothing to object to"
        return f"{self.grade.name.lower()} over {self.trades} trades, {found}"


def signs(window: Window, equity: Decimal, settings: DegradationSettings) -> Iterator[Sign]:
    """The figures of a window that are beyond their levels; `equity` is the present one."""
    rate, sharpe = window.win_rate * HUNDRED, window.sharpe_per_year
    if (levels := settings.win_rate_pct) is not None and rate < levels.first:
        yield _below("win rate", rate, levels, " %")
    if (levels := settings.sharpe) is not None and sharpe is not None and sharpe < levels.first:
        yield _below("Sharpe ratio", sharpe, levels)
    row = window.consecutive_losses
    if (levels := settings.consecutive_losses) is not None and row >= levels.first:
        limit = levels.second if row >= levels.second else levels.first
        yield Sign(f"{row} losses in a row reach {limit}", row >= levels.second)
    if settings.min_expectancy is not None and window.expectancy < settings.min_expectancy:
        yield Sign(f"expectancy {window.expectancy:.2f} below {settings.min_expectancy}")
    if (levels := settings.drawdown_pct) is not None:
        fallen = window.drawdown_pct(equity)
        if fallen > levels.first:
            limit = levels.second if fallen > levels.second else levels.first
            yield Sign(f"drawdown {fallen:.2f} % above {limit}", fallen > levels.second)


def _below(name: str, value: Decimal, levels: Levels, unit: str = "") -> Sign:
    beyond = value < levels.second
    limit = levels.second if beyond else levels.first
    return Sign(f"{name} {value:.2f}{unit} below {limit}", beyond)
