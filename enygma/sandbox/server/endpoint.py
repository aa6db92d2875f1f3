"""An endpoint: its address, what it costs, who may call it, and the function that answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from enygma.sandbox.market import Contract
from enygma.sandbox.server.auth import ApiKey
from enygma.sandbox.server.envelope import (
    ApiError,
    Json,
    invalid_parameter,
    invalid_unified_parameter,
)
from enygma.sandbox.server.parameters import Parameters
from enygma.sandbox.server.rate_limit import Pool
from enygma.sandbox.server.venue import Venue
from enygma.sandbox.trading import Exchange


@dataclass(frozen=True, slots=True)
class Call:
    """One request as an endpoint sees it.

    `key` is the key that signed it, None on public endpoints. `host` is the address by which the
    client reached the server, e.g. "127.0.0.1:18080".
    """

    venue: Venue
    query: Parameters
    path: Mapping[str, str]
    body: str
    host: str
    key: ApiKey | None

    @property
    def now_ms(self) -> int:
        """The exchange's time in Unix milliseconds."""
        return self.venue.now_ms()

    @property
    def exchange(self) -> Exchange:
        """Orders, positions and money."""
        return self.venue.exchange

    @property
    def signer(self) -> ApiKey:
        """The key that signed the call; only signed endpoints have one."""
        if self.key is None:
            raise TypeError("a public endpoint has no account")
        return self.key

    @property
    def uid(self) -> int:
        """The account of the key that signed the call."""
        return self.signer.uid

    def contract(self) -> Contract:
        """The contract that the address or the parameter `symbol` names."""
        symbol = self.path.get("symbol") or self.query.text("symbol")
        return self.venue.contract(symbol)


Answer: TypeAlias = Callable[[Call], Json]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method and path of KuCoin's API.

    `answer` returns the `data` of the envelope or raises ApiError. `weight` is what a call takes
    from `pool`. `permission` None makes the endpoint public; otherwise calls must be signed by a
    key that has it. `unified` endpoints (`/api/ua`) refuse parameters with their own code.
    """

    method: str
    path: str
    answer: Answer
    weight: int
    pool: Pool = Pool.PUBLIC
    permission: str | None = None
    unified: bool = False

    @property
    def refuse(self) -> Callable[[str], ApiError]:
        """Makes the refusal of a parameter in the words of this endpoint's API family."""
        return invalid_unified_parameter if self.unified else invalid_parameter


def public(path: str, answer: Answer, weight: int) -> Endpoint:
    """A public GET endpoint of the classic API."""
    return Endpoint("GET", path, answer, weight)


def unified(path: str, answer: Answer, weight: int) -> Endpoint:
    """A public GET endpoint of the unified API."""
    return Endpoint("GET", path, answer, weight, unified=True)


def signed(
    path: str, answer: Answer, weight: int, pool: Pool = Pool.FUTURES, permission: str = "General"
) -> Endpoint:
    """A GET endpoint that needs a key with `permission`."""
    return Endpoint("GET", path, answer, weight, pool, permission)


def signed_post(
    path: str, answer: Answer, weight: int, pool: Pool = Pool.FUTURES, permission: str = "Futures"
) -> Endpoint:
    """A POST endpoint that needs a key with `permission`."""
    return Endpoint("POST", path, answer, weight, pool, permission)


def signed_delete(
    path: str, answer: Answer, weight: int, pool: Pool = Pool.FUTURES, permission: str = "Futures"
) -> Endpoint:
    """A DELETE endpoint that needs a key with `permission`."""
    return Endpoint("DELETE", path, answer, weight, pool, permission)
