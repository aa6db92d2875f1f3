"""Tokens that open a socket."""

import secrets
import time
from collections.abc import Callable

PING_INTERVAL_MS = 18_000
PING_TIMEOUT_MS = 10_000
_LIFETIME_S = 24 * 3600.0


class Tokens:
    """The tokens given out in the last 24 hours of the machine's time."""

    def __init__(self, machine_s: Callable[[], float] = time.monotonic) -> None:
        self._machine_s = machine_s
        self._issued_s: dict[str, float] = {}

    def issue(self) -> str:
        """A new token."""
        self._forget_old()
        token = secrets.token_urlsafe(48)
        self._issued_s[token] = self._machine_s()
        return token

    def is_valid(self, token: str) -> bool:
        """Whether `token` was issued here less than 24 hours ago."""
        issued_s = self._issued_s.get(token)
        return issued_s is not None and self._machine_s() - issued_s < _LIFETIME_S

    def _forget_old(self) -> None:
        oldest_s = self._machine_s() - _LIFETIME_S
        self._issued_s = {each: at for each, at in self._issued_s.items() if at > oldest_s}
