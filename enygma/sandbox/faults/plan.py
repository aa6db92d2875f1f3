"""Faults by seed: what meets which request is a function of the request, not of timing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

from enygma.sandbox.faults.fault import Condition, Fault, RequestFault
from enygma.sandbox.faults.kinds import FaultError, fault_of, known
from enygma.sandbox.faults.match import Match

MINUTE_MS = 60_000
_WHOLE = float(2**64)


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """Faults drawn from `seed` at `rates` between 0 and 1, by name.

    A rate is the probability per request, per frame or per order; for a condition (maintenance,
    restart, clock_skew, stale_book) per minute of the exchange's time. Whether the n-th request of
    a key meets a fault depends on seed, fault, key and n alone, so that concurrent requests of
    other keys change nothing. `settings` are faults with other settings than the usual ones;
    `match` narrows what meets requests, frames and orders, and outside of [`from_ms`, `until_ms`)
    nothing is injected.

    Raises FaultError for an unknown name or a rate that is no probability.
    """

    seed: int
    rates: Mapping[str, float]
    settings: tuple[Fault, ...] = ()
    match: Match = field(default_factory=Match)
    from_ms: int = 0
    until_ms: int | None = None

    def __post_init__(self) -> None:
        for name, rate in self.rates.items():
            known(name)
            if not 0 <= rate <= 1:
                raise FaultError(f"the rate of {name} must be from 0 to 1, not {rate}")
        for each in self.settings:
            if each.name not in self.rates:
                raise FaultError(f"{each.name} has settings but no rate: write {each.name}=0.01")

    def fault(self, name: str) -> Fault:
        """The fault `name` as this plan injects it."""
        chosen = [each for each in self.settings if each.name == name]
        return chosen[-1] if chosen else fault_of(name)

    def is_on(self, now_ms: int) -> bool:
        """Whether it injects anything at `now_ms`."""
        return self.from_ms <= now_ms and (self.until_ms is None or now_ms < self.until_ms)

    def meets(self, fault: Fault, key: str, count: int) -> bool:
        """Whether the `count`-th of `key` meets `fault`."""
        block = count // fault.run if isinstance(fault, RequestFault) else count
        return _draw(self.seed, fault.name, key, block) < self.rates[fault.name]

    def spells(self, condition: Condition, start_ms: int, end_ms: int) -> Iterator[tuple[int, int]]:
        """Beginning and end of every spell of `condition` that touches [start_ms, end_ms]."""
        first = max(0, start_ms - condition.duration_ms) // MINUTE_MS
        for minute in range(first, end_ms // MINUTE_MS + 1):
            drawn, share = _minute(self.seed, condition.name, minute)
            if drawn >= self.rates[condition.name]:
                continue
            begins_ms = minute * MINUTE_MS + int(share * MINUTE_MS)
            ends_ms = begins_ms + condition.duration_ms
            if begins_ms <= end_ms and ends_ms > start_ms and self.is_on(begins_ms):
                yield begins_ms, ends_ms


# Every request asks for the conditions of its minute.
@lru_cache(maxsize=4096)
def _minute(seed: int, name: str, minute: int) -> tuple[float, float]:
    """What decides whether a condition begins in a minute, and where in it."""
    return _draw(seed, name, "begins", minute), _draw(seed, name, "when", minute)


def _draw(seed: int, name: str, key: str, count: int) -> float:
    """A number in [0, 1) that looks drawn."""
    text = f"{seed}|{name}|{key}|{count}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest()) / _WHOLE
