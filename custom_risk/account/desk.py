"""The account that is traded in this process.

freqtrade builds protections from the configuration alone, so they cannot be handed the account
of the strategy they protect. One process trades one strategy at a time, as its trades and locks
are the process's, too.
"""

from __future__ import annotations

from custom_risk.account.account import Account


class Desk:
    """Where the strategy that trades leaves its account."""

    def __init__(self) -> None:
        self._account: Account | None = None

    def __reduce__(self) -> str:
        """Pickled as the desk of the process that reads it: hyperopt sends it to its workers."""
        return "DESK"

    def take(self, account: Account) -> None:
        """From now on this account is the one that is traded."""
        self._account = account

    def clear(self) -> None:
        """Another strategy is about to trade; one with risk rules takes the desk in its loop."""
        self._account = None

    @property
    def account(self) -> Account | None:
        """The account of the strategy that trades; None for one without risk rules."""
        return self._account


DESK = Desk()
