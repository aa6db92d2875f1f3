"""How the gate that evidence opens is told: when a bot starts, and when something changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custom_risk.evidence import EvidenceGate, Standing
from custom_risk.evidence.words import told

if TYPE_CHECKING:
    from enygma.guards.voice import Voice


class EvidenceNotice:
    """Says where the gate of a bot's strategy stands, once per change."""

    def __init__(self, gate: EvidenceGate, voice: Voice) -> None:
        self._gate = gate
        self._voice = voice
        self._told: object = None

    @classmethod
    def of(cls, strategy: Any, voice: Voice) -> EvidenceNotice | None:
        """The notice of a strategy under the risk rules, None for any other."""
        gate = getattr(strategy, "risk_evidence", None)
        return cls(gate, voice) if isinstance(gate, EvidenceGate) else None

    def tell(self) -> None:
        """Say it, unless it was said before."""
        standing = self._gate.standing
        if standing.news == self._told:
            return
        self._told = standing.news
        say = self._voice.warn if _is_warning(standing) else self._voice.tell
        say(told(standing))


def _is_warning(standing: Standing) -> bool:
    """Whether real money, or what is treated like it, is traded without full evidence."""
    return standing.terms.binds and (not standing.counts or bool(standing.uncovered))
