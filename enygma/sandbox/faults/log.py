"""What was injected when."""

from collections import Counter, deque
from dataclasses import dataclass

_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Injection:
    """One fault that met something.

    `ms` is the exchange's time, `where` the key of the request or frame, or for a condition the
    time it lasts to, `cause` "plan" or the number under which the fault was added.
    """

    ms: int
    fault: str
    where: str
    cause: str


class InjectionLog:
    """The injections of a run, the newest hundred thousand in full."""

    def __init__(self) -> None:
        self._entries: deque[Injection] = deque(maxlen=_KEPT)
        self._counts: Counter[str] = Counter()

    def add(self, injection: Injection) -> None:
        """Write one down."""
        self._entries.append(injection)
        self._counts[injection.fault] += 1

    @property
    def entries(self) -> tuple[Injection, ...]:
        """Oldest first."""
        return tuple(self._entries)

    @property
    def counts(self) -> dict[str, int]:
        """How often each fault was injected, by name."""
        return dict(sorted(self._counts.items()))
