"""freqtrade's log in a file, so that the progress stays readable."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMAT = "%(asctime)s - %(name)s - %(levelname)s - %(message)s"


@contextmanager
def logged_to(path: Path) -> Iterator[None]:
    """Warnings and worse go to the end of a file, and nothing of it to the terminal."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    path.parent.mkdir(parents=True, exist_ok=True)
    file = logging.FileHandler(path, encoding="utf-8")
    file.setFormatter(logging.Formatter(FORMAT))
    root.handlers = [file]
    root.setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.handlers = before
        root.setLevel(level)
        file.close()
