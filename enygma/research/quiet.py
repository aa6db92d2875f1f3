"""freqtrade's log lines kept out of a command's answer."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def quiet(highest: int = logging.INFO) -> Iterator[None]:
    """Drop log records up to the level `highest` while the block runs."""
    before = logging.root.manager.disable
    logging.disable(max(before, highest))
    try:
        yield
    finally:
        logging.disable(before)
