"""Where the gate stood last, for whoever looks at the state without a running bot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from custom_risk.evidence.standing import Size
from custom_risk.state import RiskState

KEY = "evidence"


@dataclass(frozen=True, slots=True)
class SeenEvidence:
    """A size and the reason for it."""

    size: Size
    text: str
    at: datetime
    """Since when there is nothing new."""


class StoredEvidence:
    """Keeps it on the risk state. A bot writes it and never goes by it."""

    def __init__(self, state: RiskState) -> None:
        self._state = state

    def save(self, seen: SeenEvidence) -> None:
        """Keep it in place of what was kept.

        Raises
        ------
        StateError
            If it cannot be written.
        """
        at = seen.at.astimezone(UTC).isoformat()
        self._state.save(KEY, {"size": seen.size, "text": seen.text, "at": at})

    def load(self) -> SeenEvidence | None:
        """The newest, None where none was kept.

        Raises
        ------
        StateError
            If what is stored is no size with a reason.
        """
        value = self._state.load(KEY)
        if value is None:
            return None
        try:
            at = datetime.fromisoformat(value["at"])
            return SeenEvidence(Size(value["size"]), str(value["text"]), at)
        except (LookupError, TypeError, ValueError) as error:
            raise self._state.error(KEY, f"says nothing of evidence ({error!r})") from error
