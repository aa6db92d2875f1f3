"""What the key `enygma.audit` of the configuration says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from freqtrade.exceptions import OperationalException

KEY = "enygma.audit"
FOLDER = Path("logs") / "audit"
"""Within freqtrade's user directory."""
RANGES = {
    "max_mb": (1, 10_000),
    "keep_days": (1, 3650),
    "repeat_minutes": (0, 1440),
    "message_minutes": (0, 1440),
}
KEYS = ("folder", *RANGES, "metrics_file")


@dataclass(frozen=True)
class AuditSettings:
    """Validated settings of the audit trail.

    Attributes:
        folder: Where its files are; None: nothing is written (switched off, or no user directory).
        max_mb: Megabytes at which a day's file is continued in another one.
        keep_days: Days after which a file is deleted.
        repeat_minutes: For how long the same refusal of the same signal is counted rather than
            written again; a bot asks several times a minute. 0 writes each.
        message_minutes: Minutes between two messages of the same reason and pair; 0: no messages.
        metrics_file: Where the counters are written for Prometheus; None: nowhere.
    """

    folder: Path | None
    max_mb: int = 50
    keep_days: int = 90
    repeat_minutes: int = 15
    message_minutes: int = 60
    metrics_file: Path | None = None

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> AuditSettings:
        """Read the settings out of freqtrade's whole configuration.

        Raises:
            OperationalException: A key is unknown, or a value is of the wrong type or out of its
                range.
        """
        plugin = config.get("enygma") or {}
        if not isinstance(plugin, Mapping):
            raise OperationalException(f"enygma must be a section of keys, not {plugin!r}.")
        section = plugin.get("audit", {})
        if section is False:
            return cls(None, message_minutes=0)
        keys = _known({} if section is True else section)
        folder = _folder(keys.get("folder"), config.get("user_data_dir"))
        numbers = {
            name: _number(name, keys[name], *RANGES[name]) for name in RANGES if name in keys
        }
        return cls(folder, metrics_file=_metrics_file(keys.get("metrics_file")), **numbers)


def _known(section: object) -> Mapping[str, Any]:
    if not isinstance(section, Mapping):
        raise OperationalException(
            f"{KEY} must be false or a section of keys ({', '.join(KEYS)}), not {section!r}."
        )
    unknown = [str(key) for key in section if key not in KEYS]
    if unknown:
        raise OperationalException(
            f"{KEY}.{unknown[0]}: there is no such key, the keys here are {', '.join(KEYS)}."
        )
    return section


def _number(name: str, value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise OperationalException(
            f"{KEY}.{name} must be a whole number in {low} … {high}, not {value!r}."
        )
    return value


def _folder(value: object, user_data_dir: object) -> Path | None:
    if value is None:
        return Path(str(user_data_dir)) / FOLDER if user_data_dir else None
    return _path("folder", value)


def _metrics_file(value: object) -> Path | None:
    return None if value is None else _path("metrics_file", value)


def _path(name: str, value: object) -> Path:
    if not isinstance(value, str) or not value.strip():
        raise OperationalException(f"{KEY}.{name} must be a path, not {value!r}.")
    return Path(value).expanduser()
