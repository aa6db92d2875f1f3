"""Who enters: the bot by itself, or a person who takes its proposals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from freqtrade.exceptions import OperationalException

MODES = ("automatic", "manual")
LONGEST_MINUTES = 1440
FORCED_ENTRIES = "force_entry_enable"


@dataclass(frozen=True)
class EntrySettings:
    """Who enters: the bot by itself, or a person who takes its proposals.

    Attributes:
        manual: Whether signals are proposed instead of traded.
        valid_minutes: How long a proposal may be taken, from the close of its candle.
    """

    manual: bool = False
    valid_minutes: float = 30.0

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> EntrySettings:
        """Read `entries` and `proposal_valid_minutes` out of the section `enygma`.

        Raises:
            OperationalException: A value is not one of those that are allowed.
        """
        mode = section.get("entries", MODES[0])
        if mode not in MODES:
            raise OperationalException(
                f"enygma.entries must be one of {', '.join(MODES)}, not {mode!r}."
            )
        minutes = section.get("proposal_valid_minutes", cls.valid_minutes)
        number = isinstance(minutes, int | float) and not isinstance(minutes, bool)
        if not number or not 1 <= minutes <= LONGEST_MINUTES:
            raise OperationalException(
                f"enygma.proposal_valid_minutes must lie between 1 and {LONGEST_MINUTES}, "
                f"not {minutes!r}."
            )
        return cls(mode == "manual", float(minutes))

    def require_possible(self, config: Mapping[str, Any]) -> None:
        """Refuse a manual mode in which nothing could be entered.

        Raises:
            OperationalException: freqtrade takes no forced entries.
        """
        if self.manual and not config.get(FORCED_ENTRIES):
            raise OperationalException(
                'enygma.entries is "manual", but nothing could ever enter: freqtrade takes no '
                f'forced entry without "{FORCED_ENTRIES}": true. Set that too.'
            )


def has_channel(config: Mapping[str, Any]) -> bool:
    """Whether freqtrade passes a strategy's messages on; Telegram does unless it is told not to."""
    for name in ("telegram", "webhook", "discord"):
        section = config.get(name) or {}
        if section.get("enabled") and section.get("allow_custom_messages", name == "telegram"):
            return True
    return False
