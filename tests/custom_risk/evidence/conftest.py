"""A gate before an account whose trades a test writes down, and a file that a test writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from custom_risk.account import Account, Days
from custom_risk.configuration import load_settings
from custom_risk.events import RiskEvent, RiskEvents
from custom_risk.evidence import EvidenceFile, EvidenceGate, Subject, evidence_path
from custom_risk.evidence.degradation_trip import DegradationTrip
from custom_risk.evidence.seen import StoredEvidence
from custom_risk.evidence.standing import Terms
from custom_risk.parameters_hash import choices
from custom_risk.protections.limits_of import degradation_of
from custom_risk.refusal import Refusal
from custom_risk.state import RiskState
from tests.evidence_files import evidence_of, write_evidence

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BTC, ETH = "BTC/USDT:USDT", "ETH/USDT:USDT"
CONFIG = {"enygma": {"profile": "strict"}, "custom_risk": {"leverage": {"default": 6}}}
SUBJECT = Subject(
    strategy="Trend",
    profile="strict",
    timeframe="30m",
    exchange="kucoin futures",
    choices=choices(CONFIG, "30m", {"buy": {"threshold": 80}}),
    source_hash="0123456789abcdef",
)


@dataclass
class Book:
    """Closed trades, oldest first."""

    trades: list[Any] = field(default_factory=list)

    def closed(self, before: datetime) -> list[Any]:
        return [each for each in self.trades if each.closed < before]


@dataclass
class GateBench:
    """A gate, its user directory, the trades it sees and the events it emitted."""

    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)
    is_live: bool = True
    pairs: list[str] = field(default_factory=lambda: [BTC, ETH])
    book: Book = field(default_factory=Book)
    events: list[RiskEvent] = field(default_factory=list)
    state: RiskState = field(default_factory=lambda: RiskState.of({"runmode": "live"}))

    def gate(self, subject: Subject = SUBJECT) -> EvidenceGate:
        """The gate as a process that starts builds it."""
        terms = Terms(load_settings(self.settings), is_live=self.is_live)
        account = Account(lambda: 10_000.0, self.book, Days())
        events = RiskEvents()
        events.subscribe(self.events.append)
        trip = DegradationTrip(degradation_of([]), account, self.state)
        file = EvidenceFile(evidence_path(self.folder, subject.strategy))
        stored = StoredEvidence(self.state)
        gate = EvidenceGate(subject, terms, file, trip, stored, events, lambda: self.pairs)
        gate.start(NOW)
        return gate

    def write(self, end: datetime = NOW - timedelta(days=2), **changes: Any) -> Path:
        """Evidence of both pairs that counts, with changes."""
        return write_evidence(self.folder, evidence_of(SUBJECT, [BTC, ETH], end) | changes)

    def share(self, pair: str = BTC, now: datetime = NOW) -> Decimal | str:
        """What an entry is multiplied with by a new gate, or the reason why there is none."""
        found = self.gate().multiplier(pair, now)
        return str(found.reason) if isinstance(found, Refusal) else found


MakeGateBench = Callable[..., GateBench]


@pytest.fixture
def make_gates(tmp_path: Path) -> MakeGateBench:
    """Build a bench; keys of `custom_risk` are its settings."""

    def make(is_live: bool = True, **settings: Any) -> GateBench:
        return GateBench(tmp_path, settings, is_live)

    return make


@pytest.fixture
def gates(make_gates: MakeGateBench) -> GateBench:
    """A live bot's, with the defaults."""
    return make_gates()
