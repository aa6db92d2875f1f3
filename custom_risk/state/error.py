"""A stored state that cannot be used."""

from __future__ import annotations


class StateError(ValueError):
    """What is stored cannot be read or written. The message names the row and how to mend it.

    A `ValueError`, so that freqtrade says it in one line when it comes from a strategy's start.
    """
