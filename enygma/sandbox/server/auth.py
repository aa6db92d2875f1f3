"""Who signs a request: API keys, signatures, passphrases and the timestamp window."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus

from enygma.sandbox.server.envelope import ApiError

TIMESTAMP_WINDOW_MS = 5000
_HEADERS = ("KC-API-KEY", "KC-API-SIGN", "KC-API-TIMESTAMP", "KC-API-PASSPHRASE")
_SIGNED_PASSPHRASE_FROM_VERSION = 2


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of one account.

    `ip_whitelist` empty means any address. `permissions` are KuCoin's names, General is implied.
    """

    key: str
    secret: str = field(repr=False)
    passphrase: str = field(repr=False)
    uid: int = 100_000_001
    name: str = "sandbox"
    version: int = 3
    permissions: frozenset[str] = frozenset({"General", "Futures", "Spot"})
    ip_whitelist: frozenset[str] = frozenset()
    created_ms: int = 1_700_000_000_000


def random_key() -> ApiKey:
    """A key in KuCoin's form (24 hex digits, a UUID-like secret), different at every call."""
    secret = secrets.token_hex(16)
    return ApiKey(
        key=secrets.token_hex(12),
        secret="-".join((secret[:8], secret[8:12], secret[12:16], secret[16:20], secret[20:])),
        passphrase=secrets.token_urlsafe(9),
    )


def published_key(name: str) -> ApiKey:
    """A key that everybody can guess, for an exchange that holds nothing of worth."""
    return ApiKey(key=f"{name}-key", secret=f"{name}-secret", passphrase=f"{name}-passphrase")


def sign(secret: str, text: str) -> str:
    """Base64 of HMAC-SHA256, as KuCoin signs requests and passphrases."""
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """The parts of a request that its signature covers, and whence it came.

    `target` is the path with the query exactly as it was sent.
    """

    method: str
    target: str
    body: str
    headers: Mapping[str, str]
    remote: str

    @property
    def targets(self) -> Iterator[str]:
        """What a signature may cover: the target as sent, and with its query in plain text.

        KuCoin's own SDK sends a query percent-encoded and signs it as it was before.
        """
        yield self.target
        path, mark, query = self.target.partition("?")
        if "%" in query or "+" in query:
            yield path + mark + unquote_plus(query)


def joined(saved: Sequence[ApiKey], given: Sequence[ApiKey]) -> tuple[ApiKey, ...]:
    """The keys of a saved exchange and those it is started with, which outrank them.

    The first given key has the account it names, a further one the account that it had when the
    exchange was saved, and a new one an account that nobody has.
    """
    known = {key.key: key for key in saved}
    next_uid = 1 + max(key.uid for key in (*saved, *given))
    for place, key in enumerate(given):
        uid = key.uid
        if key.key in known:
            uid = known[key.key].uid
        elif place and uid in {each.uid for each in saved}:
            uid, next_uid = next_uid, next_uid + 1
        known[key.key] = replace(key, uid=uid)
    return tuple(known.values())


class KeyRing:
    """The keys an exchange knows, and the check of a request against them.

    `clocks` give the instants (ms) that a timestamp may be close to: the exchange's own, and the
    machine's when the exchange lives in another time, as clients sign with the machine's.
    """

    def __init__(
        self, keys: Iterable[ApiKey], clocks: tuple[Callable[[], int], ...] | None = None
    ) -> None:
        self._keys = {key.key: key for key in keys}
        self._clocks = clocks or (lambda: time.time_ns() // 1_000_000,)

    @property
    def keys(self) -> tuple[ApiKey, ...]:
        """All keys, in the order they were given."""
        return tuple(self._keys.values())

    def find(self, name: str) -> ApiKey | None:
        """The key called `name`, None when there is none."""
        return self._keys.get(name)

    def put(self, key: ApiKey) -> None:
        """Know `key` from now on, in the place of one of the same name."""
        self._keys[key.key] = key

    def authenticate(self, request: SignedRequest, permission: str = "General") -> ApiKey:
        """The key that signed `request`.

        Raises ApiError: 400001 headers missing, 400002 timestamp, 400003 unknown key, 400004
        passphrase, 400005 signature, 400006 address not allowed, 400007 permission missing.
        """
        values = [request.headers.get(name, "") for name in _HEADERS]
        if not all(values):
            raise _unauthorised("400001", f"Please check the header of your request for {_LIST}.")
        name, signature, timestamp, passphrase = values
        self._check_timestamp(timestamp)
        key = self._keys.get(name)
        if key is None:
            raise _unauthorised("400003", "KC-API-KEY not exists")
        _check_passphrase(key, passphrase, request.headers.get("KC-API-KEY-VERSION", "1"))
        head = timestamp + request.method
        signed = (sign(key.secret, head + each + request.body) for each in request.targets)
        if not any(_equal(expected, signature) for expected in signed):
            raise _unauthorised("400005", "Invalid KC-API-SIGN")
        _check_access(key, request.remote, permission)
        return key

    def _check_timestamp(self, timestamp: str) -> None:
        digits = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 16
        offsets = [abs(clock() - int(timestamp)) for clock in self._clocks] if digits else []
        if not offsets or min(offsets) > TIMESTAMP_WINDOW_MS:
            raise ApiError("400002", "Invalid KC-API-TIMESTAMP", status=400)


def _check_passphrase(key: ApiKey, passphrase: str, version: str) -> None:
    if version not in {"1", "2", "3"}:
        raise _unauthorised("400009", "Invalid KC-API-KEY-VERSION")
    signed = int(version) >= _SIGNED_PASSPHRASE_FROM_VERSION
    expected = sign(key.secret, key.passphrase) if signed else key.passphrase
    if _equal(expected, passphrase):
        return
    # A wrong secret also spoils the signed passphrase: KuCoin checks the passphrase first.
    raise _unauthorised("400004", "Invalid KC-API-PASSPHRASE")


def _check_access(key: ApiKey, remote: str, permission: str) -> None:
    if key.ip_whitelist and remote not in key.ip_whitelist:
        message = f"Invalid request ip, the current clientIp is:{remote}"
        raise _unauthorised("400006", message)
    if permission not in key.permissions | {"General"}:
        raise _unauthorised("400007", "Access denied, require more permission.")


def _equal(expected: str, given: str) -> bool:
    # Headers may hold bytes that are no text; aiohttp keeps them as surrogates.
    given_bytes = given.encode(errors="surrogateescape")
    return hmac.compare_digest(expected.encode(), given_bytes)


def _unauthorised(code: str, message: str) -> ApiError:
    return ApiError(code, message, status=401)


_LIST = ", ".join(_HEADERS)
