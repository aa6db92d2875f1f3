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
    total: int
    share: float

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
    totals: Counter[str] = Counter()
    for each in told["refusals"]:
        counts[str(each["reason"]), str(each["side"])] += int(each["count"])
        totals[str(each["reason"])] += int(each["count"])
    return [
        RefusalRow(
            reason,
            counts[reason, "long"],
            counts[reason, "short"],
            total,
            100.0 * total / totals.total(),
        )
        for reason, total in totals.most_common()
    ]
