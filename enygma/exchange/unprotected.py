"""How long positions were without a stop, as far as the bot can tell."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)


class UnprotectedTime:
    """Measures per pair, from the times at which orders were accepted.

    An entry that carries a stop is protected from its acceptance on. One without counts as
    unprotected from then until a stop is accepted, although it may be filled later: the figure is
    never too small.
    """

    def __init__(self) -> None:
        self._since_ms: dict[str, int] = {}
        self._total_ms: dict[str, int] = {}

    def entered(self, pair: str, now_ms: int, protected: bool) -> None:
        """An entry was accepted."""
        self._total_ms.setdefault(pair, 0)
        if not protected:
            self._since_ms.setdefault(pair, now_ms)

    def covered(self, pair: str, now_ms: int) -> None:
        """A stop for the whole position was accepted."""
        since_ms = self._since_ms.pop(pair, None)
        if since_ms is not None:
            self._total_ms[pair] = self._total_ms.get(pair, 0) + max(now_ms - since_ms, 0)

    def closed(self, pair: str, now_ms: int) -> int | None:
        """The position is closed; the milliseconds it was unprotected, None if it was unknown."""
        self.covered(pair, now_ms)
        total_ms = self._total_ms.pop(pair, None)
        if total_ms is not None:
            logger.debug("The position in %s was without a stop for %d ms.", pair, total_ms)
        return total_ms
