"""One bot per database, dry runs included.

Two bots with one database would each enter, move each other's stops and keep over each other what
risk knows; freqtrade itself does not notice. What is taken here ends with the process, however
it ends, so a killed bot keeps nobody from starting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from freqtrade.enums import TRADE_MODES
from freqtrade.exceptions import OperationalException
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import SQLAlchemyError

from enygma.database_driver import MissingDriverError
from enygma.exchange.bot_lock import claim
from enygma.exchange.intent_journal import journal_path

ADVISORY_LOCK = 0x656E79676D61
"""Number of the lock in PostgreSQL, which keeps the locks of its databases apart: `enygma`."""

_held: dict[str, Connection] = {}


def claim_database(config: Mapping[str, Any]) -> None:
    """Take the database of a bot for this process. A bot that reloads takes it again.

    Nothing else can have a database in memory, so it is not claimed.

    Raises:
        OperationalException: Another bot has it, or the server cannot be used.
    """
    url = str(config["db_url"])
    if config.get("runmode") not in TRADE_MODES or url == "sqlite://":
        return
    if url.startswith("sqlite:"):
        claim(journal_path(config))
    elif make_url(url).get_backend_name() == "postgresql" and url not in _held:
        _held[url] = _locked(url)


def _locked(url: str) -> Connection:
    """A connection that holds the lock until it is closed or the process ends."""
    named = make_url(url).render_as_string(hide_password=True)
    try:
        connection = create_engine(url, isolation_level="AUTOCOMMIT").connect()
        lock = text("SELECT pg_try_advisory_lock(:number)")
        is_ours = connection.execute(lock, {"number": ADVISORY_LOCK}).scalar()
    except ModuleNotFoundError as error:
        raise MissingDriverError(url, error) from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip()
        raise OperationalException(
            f"The database {named} cannot be used: {reason}. Nothing was traded."
        ) from error
    if not is_ours:
        connection.close()
        raise OperationalException(
            f"Another bot trades with the database {named} already. Stop it first, or give this "
            "bot a database of its own (--db-url) and an account of its own. Nothing was traded."
        )
    return connection
