"""Everything of freqtrade and ccxt that the plugin hooks into, so that an upgrade fails here first.

A difference is no mistake of theirs: read what changed, mend the hook, then the list in the file
here that names it.
"""

import inspect
from collections.abc import Iterator
from typing import Any

from enygma.guards.bot import GuardedBot
from enygma.rpc.forced_trades import ExplainingRPC

RPC: Any = ExplainingRPC.__base__
Bot: Any = GuardedBot.__base__
"""freqtrade's own, which ours has replaced in its module."""


def signature(owner: Any, name: str) -> str:
    """A signature without types: names, order, kinds and defaults."""
    found = inspect.getattr_static(owner, name)
    function: Any = found.fget if isinstance(found, property) else getattr(owner, name)
    bare = inspect.signature(inspect.unwrap(function))
    parameters = [
        each.replace(annotation=inspect.Parameter.empty) for each in bare.parameters.values()
    ]
    return str(bare.replace(parameters=parameters, return_annotation=inspect.Signature.empty))


def overridden(own: type, base: type) -> Iterator[str]:
    """Names of functions and properties that our classes replace in a base."""
    for layer in own.__mro__:
        if not layer.__module__.startswith("enygma"):
            continue
        for name, value in vars(layer).items():
            replaces = callable(value) or isinstance(value, property)
            if replaces and hasattr(base, name) and (name == "__init__" or name[:2] != "__"):
                yield name
