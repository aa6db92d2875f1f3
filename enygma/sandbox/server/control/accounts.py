"""Accounts and keys by hand."""

from dataclasses import replace
from decimal import Decimal

from aiohttp import web
from pydantic import Field

from enygma.sandbox.server.auth import ApiKey
from enygma.sandbox.server.control.route import Body, Route, read, wrong
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.numbers import plain
from enygma.sandbox.server.venue import Venue
from enygma.sandbox.server.written_key import named_key, permissions_of


class NewAccount(Body):
    """An account to open; `permissions` are those of its key."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")
    balance: Decimal = Field(default=Decimal(10_000), ge=0, le=10**12)
    permissions: list[str] | None = None


class NewTransfer(Body):
    """USDT to bring into an account, or to take out when negative."""

    uid: int
    amount: Decimal = Field(ge=-(10**12), le=10**12)


class NewPermissions(Body):
    """What a key may do from now on, and from which addresses; none means from any."""

    key: str
    permissions: list[str]
    ip_whitelist: list[str] | None = None


async def show(venue: Venue, _request: web.Request) -> Json:
    """Every account with its keys and its money; secrets are not told."""
    venue.exchange.advance(venue.now_ms())
    return [_account(venue, uid) for uid in venue.exchange.accounts()]


async def open_account(venue: Venue, request: web.Request) -> Json:
    """Open an account and return its key, secret and passphrase."""
    new = await read(request, NewAccount)
    key = named_key(new.name)
    if venue.keys.find(key.key) is not None:
        raise wrong(f"there is a key called {new.name} already")
    key = replace(key, uid=max(venue.exchange.accounts(), default=key.uid - 1) + 1)
    if new.permissions is not None:
        key = replace(key, permissions=_permissions(new.permissions))
    venue.exchange.advance(venue.now_ms())
    try:
        venue.exchange.open_account(key.uid, new.balance)
    except ValueError as error:
        raise wrong(f"balance: {error}") from None
    venue.keys.put(key)
    secrets = {"secret": key.secret, "passphrase": key.passphrase}
    return _key(key) | {"uid": key.uid} | secrets


async def transfer(venue: Venue, request: web.Request) -> Json:
    """Bring money in or take it out."""
    new = await read(request, NewTransfer)
    if not venue.exchange.has_account(new.uid):
        raise wrong(f"there is no account {new.uid}")
    if not new.amount:
        raise wrong("amount: it must not be 0")
    venue.exchange.advance(venue.now_ms())
    move = venue.exchange.deposit if new.amount > 0 else venue.exchange.withdraw
    try:
        move(new.uid, abs(new.amount))
    except ValueError as error:
        raise wrong(f"amount: {error}") from None
    return _account(venue, new.uid)


async def permit(venue: Venue, request: web.Request) -> Json:
    """Change what a key may do."""
    new = await read(request, NewPermissions)
    key = venue.keys.find(new.key)
    if key is None:
        raise wrong(f"there is no key {new.key!r}")
    key = replace(key, permissions=_permissions(new.permissions))
    if new.ip_whitelist is not None:
        key = replace(key, ip_whitelist=frozenset(new.ip_whitelist))
    venue.keys.put(key)
    return _key(key)


def _permissions(names: list[str]) -> frozenset[str]:
    try:
        return permissions_of(names)
    except ValueError as error:
        raise wrong(str(error)) from None


def _account(venue: Venue, uid: int) -> Json:
    wallet = venue.exchange.overview(uid)
    return {
        "uid": uid,
        "keys": [_key(key) for key in venue.keys.keys if key.uid == uid],
        "balance": plain(wallet.balance),
        "equity": plain(wallet.equity),
        "available": plain(wallet.available),
        "positions": len(venue.exchange.positions(uid)),
        "active_orders": len(venue.exchange.active_orders(uid)),
    }


def _key(key: ApiKey) -> dict[str, Json]:
    return {
        "key": key.key,
        "name": key.name,
        "permissions": sorted(key.permissions),
        "ip_whitelist": sorted(key.ip_whitelist),
    }


ROUTES = (
    Route("GET", "/accounts", show),
    Route("POST", "/accounts", open_account),
    Route("POST", "/accounts/transfer", transfer),
    Route("POST", "/keys/permissions", permit),
)
