"""How the page draws scores: colours of the classes and the levels that decide an entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from enygma.scoring import ScoringProfile

PALETTE = {
    "EXTREME_BUY": "#00724f",
    "STRONG_BUY": "#12a173",
    "BUY": "#57c49c",
    "BUY_WEAK": "#a9ddc8",
    "NEUTRAL": "#9aa4b2",
    "SELL_WEAK": "#f0b9c1",
    "SELL": "#e58090",
    "STRONG_SELL": "#d6455d",
    "EXTREME_SELL": "#9b1d34",
}
"""Darker the stronger, the same in light and dark."""


@dataclass(frozen=True)
class ScoreScale:
    """The levels of a profile: |score| at which an entry begins and is blocked again."""

    threshold: int
    blocked_from: int | None
    limit: int

    @classmethod
    def of(cls, profile: ScoringProfile) -> ScoreScale:
        """The levels that a scoring profile decides by, outside of the HIGH regime."""
        gates = profile.gates
        return cls(
            threshold=gates.min_score,
            blocked_from=gates.toxic_from if gates.block_toxic_band else None,
            limit=profile.caps.total,
        )

    def payload(self) -> dict[str, Any]:
        """As the page's script reads it: a level stands for both signs."""
        levels = [{"value": self.threshold, "dash": "dash"}]
        if self.blocked_from is not None:
            levels.append({"value": self.blocked_from, "dash": "dot"})
        return {"limit": self.limit, "levels": levels, "palette": PALETTE}

    def note(self) -> str:
        """What the lines across the score mean."""
        blocked = (
            ""
            if self.blocked_from is None
            else f", dotted: {self.blocked_from}, from where an entry is blocked"
        )
        return f"Dashed: the entry threshold, |score| {self.threshold}{blocked}."

    def legend(self) -> list[dict[str, str]]:
        """Colour and label of every class, strongest buy first."""
        return [
            {"label": name.replace("_", " ").lower(), "colour": colour}
            for name, colour in PALETTE.items()
        ]
