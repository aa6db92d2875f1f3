"""The choices of a strategy's class, under those of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def chosen(of_class: Mapping[str, Any], of_config: Any) -> Any:
    """The section of the configuration on top of what the class chooses, key by key.

    What is no section of keys and values is handed on as it is: its reader says what is wrong.
    """
    if of_config is None:
        return dict(of_class)
    if not isinstance(of_config, Mapping):
        return of_config
    merged: dict[str, Any] = dict(of_class)
    for key, value in of_config.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and value is not None:
            merged[key] = chosen(below, value)
        else:
            merged[key] = value
    return merged
