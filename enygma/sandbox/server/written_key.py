"""Keys of further accounts, as they are written on the command line."""

import argparse
import re
from collections.abc import Iterable
from dataclasses import replace

from enygma.sandbox.server.auth import ApiKey, published_key

PERMISSIONS = ("General", "Futures", "Spot", "Margin", "Earn", "Transfer", "Withdrawal")
"""KuCoin's names of what a key may do."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")


def named_key(text: str) -> ApiKey:
    """The published key of NAME[:PERMISSION,...]. Raises ArgumentTypeError."""
    name, colon, listed = text.partition(":")
    if not _NAME.fullmatch(name):
        raise argparse.ArgumentTypeError(f"{name!r} is no name: up to 32 of A-Z a-z 0-9 _ -")
    key = replace(published_key(name), name=name)
    if not colon:
        return key
    try:
        return replace(key, permissions=permissions_of(listed.split(",")))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def permissions_of(names: Iterable[str]) -> frozenset[str]:
    """`names` in KuCoin's spelling, whatever their case. Raises ValueError for an unknown one."""
    known = {each.lower(): each for each in PERMISSIONS}
    found = set()
    for name in names:
        if name.strip().lower() not in known:
            raise ValueError(f"{name!r} is no permission; there are {', '.join(PERMISSIONS)}")
        found.add(known[name.strip().lower()])
    return frozenset(found)


def with_own_accounts(first: ApiKey, further: Iterable[ApiKey]) -> tuple[ApiKey, ...]:
    """`first` and the further keys, each with an account of its own.

    A further key of the same name as `first` replaces it. Raises ValueError for a repeated name.
    """
    keys = {first.key: first}
    for number, key in enumerate(further, 1):
        if key.key in keys and key.key != first.key:
            raise ValueError(f"there are two keys called {key.name}")
        uid = first.uid if key.key == first.key else first.uid + number
        keys[key.key] = replace(key, uid=uid)
    return tuple(keys.values())
