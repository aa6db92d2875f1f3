"""Where epochs are computed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Place:
    """This machine: processes of joblib (loky), as freqtrade uses them on its own."""

    name = "this machine"
    is_trusted = True
    """Whether its epochs are freqtrade's own; those of others are compared with them first."""

    @property
    def workers(self) -> int:
        """How many epochs can be computed at once."""
        from joblib import cpu_count

        return int(cpu_count())

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let freqtrade compute its epochs here while the block runs."""
        yield

    def prepare(self, optimizer: Any) -> None:
        """Make freqtrade's `HyperOptimizer` ready to be sent."""
