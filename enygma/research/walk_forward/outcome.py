"""What came out of one window."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from enygma.research.walk_forward.trained import Trained
from enygma.research.walk_forward.unseen import Traded
from enygma.research.walk_forward.window import Stretch, Window

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Outcome:
    """A finished window. Without `trained` nothing was chosen, and nothing traded."""

    window: Window
    trained: Trained | None
    traded: Traded | None
    balance_before: float
    """Wallet before the unseen stretch, in the stake currency: that of the window before."""
    seconds: float
    """What it took, by the clock."""

    @property
    def balance_after(self) -> float:
        """Wallet after the unseen stretch."""
        return self.balance_before if self.traded is None else self.traded.final_balance

    @property
    def trades(self) -> list[dict[str, Any]]:
        """freqtrade's trades of the unseen stretch."""
        return [] if self.traded is None else self.traded.trades

    def as_json(self) -> dict[str, Any]:
        """Plain values; times in trades stay freqtrade's."""
        return {
            "window": self.window.as_json(),
            "trained": None if self.trained is None else asdict(self.trained),
            "traded": None if self.traded is None else asdict(self.traded),
            "balance_before": self.balance_before,
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Outcome:
        """Read what `as_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        window, trained, traded = raw["window"], raw["trained"], raw["traded"]
        return cls(
            window=Window(
                number=int(window["number"]),
                training=Stretch.from_json(window["training"]),
                unseen=Stretch.from_json(window["unseen"]),
            ),
            trained=None if trained is None else Trained(**trained),
            traded=None if traded is None else Traded(**traded),
            balance_before=float(raw["balance_before"]),
            seconds=float(raw["seconds"]),
        )
