"""What a walk-forward leaves behind: its result, its page, its line in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from enygma.research.evidence.ledger import Ledger
from enygma.research.evidence.stitched_source import read_stitched
from enygma.research.evidence.stored import store
from enygma.research.evidence.tried import record
from enygma.research.walk_forward.page import page_of
from enygma.research.walk_forward.stability import Parameter, stability
from enygma.research.walk_forward.stitched import as_text, stitched

if TYPE_CHECKING:
    from pathlib import Path

    from enygma.research.walk_forward.market import Market
    from enygma.research.walk_forward.outcome import Outcome
    from enygma.research.walk_forward.plan import Plan
    from enygma.research.walk_forward.settings import Settings


@dataclass(frozen=True)
class Result:
    """A plan that was carried out."""

    plan: Plan
    settings: Settings
    market: Market
    outcomes: list[Outcome]

    @cached_property
    def parameters(self) -> list[Parameter]:
        """Every searched parameter, the least stable first."""
        return stability(self.outcomes)

    @property
    def has_trades(self) -> bool:
        """Whether there is anything that could be measured."""
        return any(each.trades for each in self.outcomes)

    def write(self, path: Path, *, has_page: bool) -> None:
        """Write the page beside `path`, then the result, then count it as one more trial.

        Raises `ResearchError` where a file cannot be written; the result is written in full or
        not at all.
        """
        if has_page:
            page = page_of(self.plan, self.settings, self.outcomes, self.parameters, path)
            store(path.with_suffix(".html"), page)
        told = [each.as_json() for each in self.parameters]
        text = as_text(stitched(self.plan, self.settings, self.market, self.outcomes, told))
        store(path, text)
        if self.has_trades:
            ledger = Ledger.of(self.settings.user_data_dir)
            record(ledger, read_stitched(path, self.plan.strategy))
