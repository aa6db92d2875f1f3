"""One process per journal of orders.

Two bots with one database would each enter, move each other's stops and write over each other's
trades; freqtrade itself does not notice. A service that is running already while somebody starts
the bot by hand is how that happens.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import IO

from freqtrade.exceptions import OperationalException

if sys.platform != "win32":
    import fcntl

logger = logging.getLogger(__name__)

_held: dict[Path, IO[str]] = {}


def claim(journal: Path) -> None:
    """Take a journal for this process until it ends, however it ends.

    A bot that reloads its configuration takes it again. On Windows nothing is claimed.

    Raises:
        OperationalException: Another process has it.
    """
    path = journal.resolve().with_name(f"{journal.name}.lock")
    if path in _held or sys.platform == "win32":
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        logger.warning("That no other bot uses %s cannot be made sure: %s", journal, error)
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        owner = file.read().strip()
        file.close()
        raise OperationalException(
            f"Another bot (process {owner or 'unknown'}) trades with this database already, by the "
            f"journal {journal}. Stop it first, or give this bot a database of its own (--db-url) "
            "and an account of its own."
        ) from error
    except OSError as error:
        file.close()
        logger.warning("That no other bot uses %s cannot be made sure: %s", journal, error)
        return
    _held[path] = file
    _sign(file)


def _sign(file: IO[str]) -> None:
    try:
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
    except OSError as error:
        logger.debug("The number of this process was not written down: %s", error)
