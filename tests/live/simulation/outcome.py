"""What a run did and found, in a form that travels between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """A violation with the events around it."""

    invariant: str
    ms: int
    text: str
    history: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """One run. `uncovered_ms` is the time positions were open without a whole stop, `money` what
    the account has more than the database says after everything was closed, in USDT; `tripped`
    is how often what limit, lock, breaker or emergency acted.
    """

    seed: int
    hours: float
    seconds: float
    digest: str
    orders: int
    fills: int
    trades: int
    restarts: int
    faults: Mapping[str, int]
    violations: tuple[Finding, ...]
    uncovered_ms: int = 0
    longest_uncovered_ms: int = 0
    money: float = 0.0
    notes: tuple[str, ...] = field(default=())
    tripped: Mapping[str, int] = field(default_factory=dict)

    @property
    def times_real(self) -> float:
        """Simulated hours per hour of the machine."""
        return self.hours * 3600 / self.seconds

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Outcome:
        """Read what `to_json` gave."""
        findings = tuple(
            Finding(**{**each, "history": tuple(each["history"])}) for each in fields["violations"]
        )
        return cls(**{**fields, "violations": findings, "notes": tuple(fields["notes"])})
