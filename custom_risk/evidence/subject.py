"""What a bot is about to trade: evidence has to be of the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from custom_risk.parameters_hash import hash_of, source_hash


@dataclass(frozen=True, slots=True)
class Subject:
    """A strategy with everything that was chosen for it."""

    strategy: str
    profile: str
    """Of `enygma` in the configuration; empty for the default one."""
    timeframe: str
    exchange: str
    """As `venue` words it."""
    choices: Mapping[str, Any]
    source_hash: str = ""
    """Of the strategy's file; empty where it has none."""

    @property
    def parameters_hash(self) -> str:
        """Of the choices."""
        return hash_of(self.choices)


def source_of(file: str) -> str:
    """The hash of a strategy's file; empty for one that came from elsewhere than a file."""
    path = Path(file)
    return source_hash(path.read_bytes()) if file and path.is_file() else ""
