"""Faults that were added by hand."""

from dataclasses import dataclass

from enygma.sandbox.faults.fault import LONGEST_MS, Condition, Fault
from enygma.sandbox.faults.kinds import FaultError
from enygma.sandbox.faults.match import Match


@dataclass(slots=True)
class Standing:
    """A fault that stands from `since_ms` on: `left` times (None: any), until `until_ms`."""

    number: int
    fault: Fault
    match: Match
    since_ms: int
    left: int | None
    until_ms: int | None

    @classmethod
    def of(
        cls,
        number: int,
        fault: Fault,
        match: Match,
        now_ms: int,
        count: int | None,
        duration_ms: int | None,
    ) -> "Standing":
        """Once, unless a count or a duration says otherwise. Raises FaultError for nonsense."""
        if isinstance(fault, Condition):
            if count is not None or duration_ms is not None:
                raise FaultError(f"{fault.name} lasts: give its own duration_ms instead of a count")
            return cls(number, fault, match, now_ms, None, now_ms + fault.duration_ms)
        for name, value in (("count", count), ("duration_ms", duration_ms)):
            if value is not None and not 1 <= value <= LONGEST_MS:
                raise FaultError(f"{name} must be at least 1 and at most {LONGEST_MS}, not {value}")
        left = 1 if count is None and duration_ms is None else count
        until_ms = None if duration_ms is None else now_ms + duration_ms
        return cls(number, fault, match, now_ms, left, until_ms)

    def is_on(self, now_ms: int) -> bool:
        """Whether it still stands at `now_ms`."""
        return self.left != 0 and (self.until_ms is None or now_ms < self.until_ms)

    def spend(self) -> None:
        """Count one injection."""
        if self.left is not None:
            self.left -= 1
