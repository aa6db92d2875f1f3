"""The entries that risk refused in a backtest, by reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from enygma.backtests.log import KEY

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class RefusalRow:
    """How often one reason refused an entry. `share` is the part of all refusals, in percent."""

    reason: str
    long: int
    short: int
    share: float

    @property
    def total(self) -> int:
        """Both sides together."""
        return self.long + self.short

    @property
    def words(self) -> str:
        """The reason as words."""
        return self.reason.replace("_", " ").lower()


def refusal_rows(stats: Mapping[str, Any]) -> list[RefusalRow] | None:
    """The reasons, the most frequent first; None where the result does not tell of risk."""
    told = stats.get(KEY)
    if not isinstance(told, dict) or "refusals" not in told:
        return None
    counts: Counter[tuple[str, str]] = Counter()
    for each in told["refusals"]:
        counts[str(each["reason"]), str(each["side"])] += int(each["count"])
    total = counts.total()
    reasons = sorted({reason for reason, _ in counts})
    rows = [
        RefusalRow(
            reason,
            counts[reason, "long"],
            counts[reason, "short"],
            100.0 * (counts[reason, "long"] + counts[reason, "short"]) / total,
        )
        for reason in reasons
    ]
    return sorted(rows, key=lambda row: row.total, reverse=True)
