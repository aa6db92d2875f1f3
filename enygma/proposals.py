"""Proposals: entries that a signal suggests and that only a person makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from enygma.entry_terms import EntryTerms

CLOCK = "%Y-%m-%d %H:%M UTC"
COMMANDS = {"long": "/forcelong", "short": "/forceshort"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry that somebody may take while it is valid.

    Attributes:
        side: "long" or "short".
        tag: freqtrade's enter tag of the signal: score, class and who voted for it.
        signalled: When the signal's candle closed, UTC.
        valid_until: The last moment at which it may be taken, UTC.
        score: Of the signal's candle, from -220 to 220.
        class_name: The score's class, such as STRONG_BUY.
        confidence: From 0 to 1.
        terms: What an entry would have got when the signal was proposed.
        currency: Stake currency.
    """

    pair: str
    side: str
    tag: str
    signalled: datetime
    valid_until: datetime
    score: int
    class_name: str
    confidence: float
    terms: EntryTerms
    currency: str

    @property
    def name(self) -> str:
        """Side and pair."""
        return f"{self.side} {self.pair}"

    @property
    def command(self) -> str:
        """What takes it, in Telegram."""
        return f"{COMMANDS[self.side]} {self.pair}"

    def message(self) -> str:
        """The proposal for a person. Free of the characters that Telegram takes for markup."""
        reasons, terms = self.tag.split()[2:], self.terms
        size = f"{terms.notional:.2f} {self.currency}"
        lines = (
            f"Proposal: {self.name}",
            f"score {self.score:+d} {self.class_name}, confidence {self.confidence:.2f}",
            f"reasons: {', '.join(reasons) or 'the score alone'}",
            f"price {terms.price:.10g}, stop {terms.stop:.8g} ({terms.stop_percent:+.2f} %)",
            f"margin {terms.margin:.2f} at {terms.leverage:g}x, {size}",
            f"valid until {self.valid_until:{CLOCK}}; to take it: {self.command}",
        )
        return "\n".join(lines).replace("_", " ")


class Proposals:
    """The newest proposal of each pair; a newer one replaces it, whichever side it has."""

    def __init__(self) -> None:
        self._newest: dict[str, Proposal] = {}

    def has(self, pair: str, side: str, signalled: datetime) -> bool:
        """Whether this signal was proposed before."""
        known = self._newest.get(pair)
        return known is not None and (known.side, known.signalled) == (side, signalled)

    def put(self, proposal: Proposal) -> None:
        """Have it replace what the pair had before."""
        self._newest[proposal.pair] = proposal

    def valid(self, pair: str, side: str, now: datetime) -> Proposal | None:
        """What may be taken now."""
        known = self._newest.get(pair)
        if known is None or known.side != side or now > known.valid_until:
            return None
        return known

    def refusal(self, pair: str, side: str, now: datetime) -> str | None:
        """Why an entry may not be made now, None when there is a valid proposal for it."""
        known = self._newest.get(pair)
        if known is None:
            return f"there is no proposal for {side} {pair}"
        if known.side != side:
            return f"the newest proposal for {pair} is {known.side}, not {side}"
        if now > known.valid_until:
            return f"the proposal for {known.name} ended at {known.valid_until:{CLOCK}}"
        return None
