"""What the API key may do: it has to trade futures, and must not move money away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from freqtrade.exceptions import OperationalException

NEEDED = "Futures"
USEFUL = frozenset({"General", NEEDED})
MOVING_MONEY = ("transfer", "withdraw")
"""Parts of KuCoin's names of permissions that move money: Transfer, InnerTransfer, FlexTransfers,
Withdrawal. Source: KuCoin's documentation of `GET /api/v1/user/api-key` and of permissions."""


@dataclass(frozen=True)
class KeyPermissions:
    """What KuCoin says of a key.

    Attributes:
        uid: Number of the account.
        names: Its permissions, by KuCoin's names.
        ip_whitelist: Addresses it may be used from; empty means from anywhere.
    """

    uid: str
    names: frozenset[str]
    ip_whitelist: tuple[str, ...]

    @classmethod
    def parse(cls, answer: Mapping[str, Any]) -> KeyPermissions:
        """Read the `data` of `GET /api/v1/user/api-key`.

        Raises:
            OperationalException: It names no permissions, so nothing is known about the key.
        """
        names = _listed(answer.get("permission"))
        if not names:
            raise OperationalException(
                "KuCoin did not say what the API key may do, so it is not used. Answer without "
                f"permissions, with the fields: {', '.join(sorted(map(str, answer)))}"
            )
        return cls(
            uid=str(answer.get("uid") or ""),
            names=frozenset(names),
            ip_whitelist=_listed(answer.get("ipWhitelist")),
        )

    @property
    def moving_money(self) -> list[str]:
        """The permissions that let whoever holds the key take money out of the account."""
        return sorted(
            name for name in self.names if any(part in name.lower() for part in MOVING_MONEY)
        )

    @property
    def unneeded(self) -> list[str]:
        """The permissions that trading futures does not need."""
        return sorted(self.names - USEFUL - set(self.moving_money))

    def objection(self) -> str | None:
        """Why this key must not be used, or None."""
        if self.moving_money:
            return (
                f"The API key has the permission {', '.join(self.moving_money)}: whoever gets hold "
                "of it can move money out of the account. Make a new key with the permissions "
                "General and Futures alone and delete this one."
            )
        if NEEDED not in self.names:
            return (
                f"The API key has the permissions {', '.join(sorted(self.names))}, but not "
                f"{NEEDED}: add it in KuCoin's API management."
            )
        return None

    def reservation(self) -> str | None:
        """What is not forbidden but unwise, or None."""
        if not self.ip_whitelist:
            return (
                "The API key works from any address. Restrict it to this machine's in KuCoin's "
                "API management (IP whitelist)."
            )
        return None

    def require_usable(self) -> None:
        """Refuse a key that may move money or cannot trade.

        Raises:
            OperationalException: The key must not be used; says why and what to do.
        """
        objection = self.objection()
        if objection is not None:
            raise OperationalException(objection)


def _listed(value: object) -> tuple[str, ...]:
    parts = (each.strip() for each in str(value or "").split(","))
    return tuple(each for each in parts if each)
