"""Locks of pairs, looked for among those of the pair that have not ended."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from freqtrade.persistence.pairlock_middleware import PairLocks

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_CLASS = "freqtrade.persistence.pairlock_middleware:PairLocks"
_original = PairLocks.get_pair_locks
_End = tuple[datetime, int]


class Ends:
    """The locks of one list by pair, sorted by their ends and then by their places in it."""

    def __init__(self, locks: list[Any]) -> None:
        self.locks = locks
        self._read = 0
        self._ends: dict[str, list[_End]] = defaultdict(list)

    def of(self, pair: str, now: datetime) -> list[Any]:
        """Locks of a pair that end after a moment, in the order in which they were made."""
        for place in range(self._read, len(self.locks)):
            lock = self.locks[place]
            insort(self._ends[lock.pair], (lock.lock_end_time, place))
        self._read = len(self.locks)
        ends = self._ends.get(pair)
        if not ends:
            return []
        after = ends[bisect_right(ends, now, key=lambda end: end[0]) :]
        return [self.locks[place] for place in sorted(place for _, place in after)]


_NEWEST = Ends([])


def get_pair_locks(
    pair: str | None, now: datetime | None = None, side: str | None = None
) -> Sequence[Any]:
    """`PairLocks.get_pair_locks`."""
    global _NEWEST  # noqa: PLW0603 - freqtrade's list of locks is one of the process, too
    if PairLocks.use_db or pair is None:
        return _original(pair, now, side)  # type: ignore[no-any-return]
    if not PairLocks.locks:
        return []
    if PairLocks.locks is not _NEWEST.locks:
        _NEWEST = Ends(PairLocks.locks)
    return [
        lock
        for lock in _NEWEST.of(pair, now or datetime.now(UTC))
        if lock.active is True and (side is None or lock.side in ("*", side))
    ]


PIECE = Piece(
    "locks",
    (Place(_CLASS, "get_pair_locks", staticmethod(get_pair_locks)),),
    (
        Upstream(f"{_CLASS}.get_pair_locks", "344a52a2d9dac5db"),
        Upstream(f"{_CLASS}.lock_pair", "5699fe5228a7cbae"),
        Upstream(f"{_CLASS}.unlock_pair", "196e5918b08c4365"),
        Upstream(f"{_CLASS}.unlock_reason", "159fe2040ffe1fb4"),
    ),
)
