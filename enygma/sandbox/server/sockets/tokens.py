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
        self._issued: dict[str, tuple[float, int]] = {}

    def issue(self, uid: int = 0) -> str:
        """A new token, for the private channels of the account `uid` too unless it is 0."""
        self._forget_old()
        token = secrets.token_urlsafe(48)
        self._issued[token] = (self._machine_s(), uid)
        return token

    def is_valid(self, token: str) -> bool:
        """Whether `token` was issued here less than 24 hours ago."""
        issued_s, _ = self._issued.get(token, (-_LIFETIME_S, 0))
        return token in self._issued and self._machine_s() - issued_s < _LIFETIME_S

    def uid(self, token: str) -> int:
        """The account that `token` was issued to, 0 for a public one."""
        return self._issued[token][1] if self.is_valid(token) else 0

    def _forget_old(self) -> None:
        oldest_s = self._machine_s() - _LIFETIME_S
        self._issued = {each: at for each, at in self._issued.items() if at[0] > oldest_s}
