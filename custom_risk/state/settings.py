"""The settings that a bot started with, for whoever looks at its state without its strategy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from custom_risk.configuration import load_settings
from custom_risk.settings import RiskSettings
from custom_risk.state.risk_state import RiskState

KEY = "settings"


@dataclass(frozen=True, slots=True)
class SeenSettings:
    """Settings in force: choices of a strategy's class and its parameters included."""

    settings: RiskSettings
    strategy: str
    at: datetime
    """When the bot started with them."""


class StoredSettings:
    """Keeps them on the risk state. A bot writes them at each start and never goes by them."""

    def __init__(self, state: RiskState) -> None:
        self._state = state

    def save(self, seen: SeenSettings) -> None:
        """Keep them in place of those before.

        Raises
        ------
        StateError
            If they cannot be written.
        """
        value = {
            "strategy": seen.strategy,
            "at": seen.at.astimezone(UTC).isoformat(),
            "settings": seen.settings.model_dump(mode="json"),
        }
        self._state.save(KEY, value)

    def load(self) -> SeenSettings | None:
        """Those that were kept, None when there are none.

        Raises
        ------
        StateError
            If what is stored are no settings that this release knows.
        """
        value = self._state.load(KEY)
        if value is None:
            return None
        try:
            settings = load_settings(value["settings"])
            return SeenSettings(settings, value["strategy"], datetime.fromisoformat(value["at"]))
        except (LookupError, TypeError, ValueError) as error:
            raise self._state.error(KEY, f"holds no settings ({error})") from error
