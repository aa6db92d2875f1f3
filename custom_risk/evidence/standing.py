"""Where the gate stands: how large entries may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from custom_risk.evidence.document import Evidence
from custom_risk.evidence.objections import Objection
from custom_risk.evidence.subject import Subject
from custom_risk.settings import RiskSettings
from custom_risk.settings.evidence import Without


class Size(StrEnum):
    """How large an entry may be."""

    FULL = "full"
    EXPLORATION = "exploration"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Terms:
    """What happens without evidence, in this run."""

    settings: RiskSettings
    is_live: bool

    @property
    def binds(self) -> bool:
        """Whether sizes depend on evidence, or it is only told."""
        return self.is_live or self.settings.evidence.in_dry_run

    @property
    def without(self) -> Size:
        """The size of an entry that no evidence speaks for."""
        if not self.binds:
            return Size.FULL
        if self.settings.require_evidence:
            return Size.NONE
        full = self.settings.evidence.without is Without.FULL_SIZE
        return Size.FULL if full else Size.EXPLORATION

    @property
    def max_age(self) -> timedelta:
        """For how long evidence counts from its last day on."""
        return timedelta(days=self.settings.evidence.max_age_days)


@dataclass(frozen=True, slots=True)
class Standing:
    """What was found at one look."""

    subject: Subject
    terms: Terms
    evidence: Evidence | None
    """What the file says, whether it counts or not; None without one."""
    objections: tuple[Objection, ...]
    """Against all of it; one of them where there is no usable file."""
    pairs: tuple[str, ...]
    """That are traded at this look."""

    @property
    def uncovered(self) -> tuple[str, ...]:
        """The traded pairs that were not measured."""
        known = self.evidence.pairs if self.evidence is not None else frozenset()
        return tuple(each for each in self.pairs if each not in known)

    @property
    def counts(self) -> bool:
        """Whether there is evidence, for one of the traded pairs at least."""
        is_covered = not self.pairs or len(self.uncovered) < len(self.pairs)
        return self.evidence is not None and not self.objections and is_covered

    def size(self, pair: str) -> Size:
        """How large an entry in a pair may be."""
        measured = self.evidence is not None and pair in self.evidence.pairs
        return Size.FULL if measured and not self.objections else self.terms.without

    @property
    def overall(self) -> Size:
        """The size of the pairs that were measured, or of all where nothing counts."""
        return Size.FULL if self.counts else self.terms.without

    @property
    def news(self) -> tuple[object, ...]:
        """The same for as long as there is nothing new to tell."""
        return self.overall, self.counts, tuple(each.code for each in self.objections)
