"""The gate itself: asked before every entry of a running bot, and looked at in every loop."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from custom_risk.breaker.lock import PicklableLock
from custom_risk.events import Reason, RiskEvent, RiskEvents
from custom_risk.evidence.degradation_trip import DegradationTrip
from custom_risk.evidence.document import EvidenceError, EvidenceFile
from custom_risk.evidence.objections import Objection, objections
from custom_risk.evidence.seen import SeenEvidence, StoredEvidence
from custom_risk.evidence.standing import Size, Standing, Terms
from custom_risk.evidence.subject import Subject
from custom_risk.evidence.words import told
from custom_risk.refusal import Refusal
from custom_risk.state import StateError

logger = logging.getLogger(__name__)

EVERY_PAIR = "*"


def standing_of(
    subject: Subject,
    terms: Terms,
    file: EvidenceFile,
    pairs: Sequence[str],
    now: datetime,
    trip: DegradationTrip | None = None,
) -> Standing:
    """Look at the file. Nothing else is read, and nothing is written."""
    try:
        evidence = file.read()
    except EvidenceError as error:
        return Standing(subject, terms, None, (Objection("damaged", str(error)),), tuple(pairs))
    if evidence is None:
        missing = Objection("missing", f"there is no {file.path}")
        return Standing(subject, terms, None, (missing,), tuple(pairs))
    latest = None if trip is None else trip.latest
    found = tuple(objections(evidence, subject, terms.max_age, now, latest))
    return Standing(subject, terms, evidence, found, tuple(pairs))


class EvidenceGate:
    """Makes entries smaller, or refuses them, while no evidence speaks for them.

    The file is looked at when a bot starts and then every few minutes; how the latest trades went,
    once for each that closes.
    """

    def __init__(
        self,
        subject: Subject,
        terms: Terms,
        file: EvidenceFile,
        trip: DegradationTrip,
        stored: StoredEvidence,
        events: RiskEvents,
        pairs: Callable[[], Sequence[str]],
    ) -> None:
        """`pairs` answers with those that are traded now."""
        self._subject = subject
        self._terms = terms
        self._file = file
        self._trip = trip
        self._stored = stored
        self._events = events
        self._pairs = pairs
        self._lock = PicklableLock()
        self._every = timedelta(minutes=float(terms.settings.evidence.look_minutes))
        self._looked: datetime | None = None
        self._judged: object = None
        self._told: object = None
        self._standing: Standing | None = None

    def start(self, now: datetime) -> Standing:
        """Take up what was kept, and look for the first time.

        Raises
        ------
        StateError
            If what is stored cannot be read.
        """
        self._trip.load()
        return self._look(now)

    @property
    def standing(self) -> Standing:
        """As it was at the latest look.

        Raises
        ------
        ValueError
            If there was none yet.
        """
        if self._standing is None:
            raise ValueError("the evidence has not been looked at yet")
        return self._standing

    def loop(self, now: datetime) -> None:
        """Look again where it is time to, and tell what changed.

        Raises
        ------
        RiskInputError
            If the latest trades cannot be judged.
        """
        self._current(now)
        self._tell(now)

    def multiplier(self, pair: str, now: datetime) -> Decimal | Refusal:
        """What the margin of an entry is multiplied with, or why there is none.

        Raises
        ------
        RiskInputError
            If the latest trades cannot be judged.
        """
        standing = self._current(now)
        size = standing.size(pair)
        if size is Size.NONE:
            return Refusal(Reason.NO_EVIDENCE, {"evidence": told(standing)})
        if size is Size.EXPLORATION:
            return self._terms.settings.evidence.exploration_multiplier
        return Decimal(1)

    def _current(self, now: datetime) -> Standing:
        with self._lock:
            self._trip.look(now)
            is_fresh = self._looked is not None and timedelta(0) <= now - self._looked < self._every
            if self._standing is None or not is_fresh or self._trip.latest != self._judged:
                self._look(now)
        return self.standing

    def _look(self, now: datetime) -> Standing:
        found = standing_of(self._subject, self._terms, self._file, self._pairs(), now, self._trip)
        self._standing, self._looked, self._judged = found, now, self._trip.latest
        return found

    def _tell(self, now: datetime) -> None:
        standing = self.standing
        if standing.news == self._told:
            return
        text = told(standing)
        try:
            self._stored.save(SeenEvidence(standing.overall, text, now))
        except StateError:
            # nothing is decided on it; it is told, and the next news is stored
            logger.exception("Where the evidence stands could not be stored.")
        self._told = standing.news
        details = {"size": str(standing.overall), "text": text}
        self._events.emit(RiskEvent(Reason.EVIDENCE_CHANGED, EVERY_PAIR, now, details))
