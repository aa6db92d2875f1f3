"""Older shapes of the stored values, and how each becomes the next.

Version 0 is what was kept before there was a table: one text in freqtrade's `KeyValueStore`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, MetaData, String, Table, delete, inspect, select
from sqlalchemy.engine import Connection

from custom_risk.state.table import readable

Value = Mapping[str, Any]
Upgrade = Callable[[str, Value], Value]
"""From the key and its value in one version to the value in the next."""

VERSION = 1
"""Of the values that are written now."""

DAY = "day"
OLD_KEYS: Mapping[str, str] = {"custom_risk_day_peak": DAY}
"""Keys in freqtrade's table, with the key that each has here."""

_KEYS = Table(
    "KeyValueStore", MetaData(), Column("key", String(50)), Column("string_value", String(255))
)


def _from_text(key: str, value: Value) -> Value:
    """`2026-01-05 10250.5`: the day and its highest equity; what it began with was not kept."""
    day, peak = str(value["text"]).split()
    if key != DAY or not Decimal(peak).is_finite():
        raise ValueError(f"{value['text']!r} is no day and its highest equity")
    return {"date": date.fromisoformat(day).isoformat(), "start": peak, "peak": peak}


UPGRADES: Mapping[int, Upgrade] = {0: _from_text}
"""By the version that each starts from."""


def upgraded(
    key: str, value: Value, version: int, to: int, upgrades: Mapping[int, Upgrade]
) -> Value:
    """A value of an older version as one of the version `to`.

    Raises
    ------
    LookupError, TypeError, ValueError, ArithmeticError
        If the value is not what that version wrote.
    """
    for step in range(version, to):
        value = upgrades[step](key, value)
    return value


def old_removal(old_key: str) -> str:
    """The statement with which a person removes a text from freqtrade's table."""
    return readable(delete(_KEYS).where(_KEYS.c.key == old_key))


def take_old_text(connection: Connection, old_key: str) -> str | None:
    """Take a text out of freqtrade's table; None where there is none."""
    if not inspect(connection).has_table(_KEYS.name):
        return None
    here = _KEYS.c.key == old_key
    text: str | None = connection.execute(select(_KEYS.c.string_value).where(here)).scalar()
    if text is not None:
        connection.execute(delete(_KEYS).where(here))
    return text
