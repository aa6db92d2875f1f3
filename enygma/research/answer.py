"""Why there was an entry at a candle or none: the parts of the answer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from enygma.research.moment import Moment


@dataclass(frozen=True)
class IndicatorPart:
    """What one indicator gave: its values, the signals that held, its points."""

    name: str
    counts: bool
    """Whether it is switched on for the timeframe."""
    points: int
    max_points: int
    values: dict[str, float | None]
    signals: list[str]

    @property
    def vote(self) -> str:
        """The side its points speak for."""
        if not self.counts:
            return "off"
        return {1: "long", -1: "short", 0: ""}[(self.points > 0) - (self.points < 0)]


@dataclass(frozen=True)
class GatePart:
    """One condition of an entry: what it needs, what there was. `passed` None: not judged here."""

    name: str
    passed: bool | None
    needed: str
    actual: str


@dataclass(frozen=True)
class PenaltyPart:
    """What was taken off the confidence of 1.00, and why."""

    reason: str
    taken: float


@dataclass(frozen=True)
class TimeframePart:
    """The score of a timeframe's last candle that was closed at the decision."""

    timeframe: str
    opened: str | None
    score: int | None


@dataclass(frozen=True)
class Answer:
    """The explanation of one candle."""

    pair: str
    timeframe: str
    profile: str
    moment: Moment
    warm: bool
    """Whether enough candles came before for a score."""
    score: int
    score_class: str
    regime: str
    points_sum: int
    """Of the indicators."""
    funding_points: int
    regime_modifier: int
    score_limit: int
    confluence: int
    confluence_pct: float
    confidence: float
    penalties: list[PenaltyPart]
    indicators: list[IndicatorPart]
    gates: list[GatePart]
    timeframes: list[TimeframePart]

    @property
    def side(self) -> str:
        """LONG, SHORT or, for a score of 0, none."""
        return {1: "LONG", -1: "SHORT", 0: "none"}[(self.score > 0) - (self.score < 0)]

    @property
    def refused_by(self) -> GatePart | None:
        """The first gate that refused, `None` where every gate let the entry through."""
        return next((gate for gate in self.gates if gate.passed is False), None)

    @property
    def verdict(self) -> str:
        """The answer in one line."""
        if not self.warm:
            return "no entry: too few candles before this one for a score"
        if self.score == 0:
            return "no entry: the score is 0 and points to no side"
        refused = self.refused_by
        if refused is None:
            return f"entry {self.side}"
        return f"no entry: {refused.name} needs {refused.needed}, there was {refused.actual}"

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values; times in ISO 8601, UTC."""
        moment = {
            "opened": self.moment.opened.isoformat(),
            "closed": self.moment.closed.isoformat(),
        }
        refused = self.refused_by
        return asdict(self) | {
            "moment": moment,
            "side": self.side,
            "verdict": self.verdict,
            "refused_by": refused.name if refused else None,
        }
