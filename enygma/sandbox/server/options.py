"""How a sandbox is served: what `enygma sandbox` and tests can set."""

from dataclasses import dataclass, field

from enygma.sandbox.faults import FaultPlan
from enygma.sandbox.server.auth import ApiKey, published_key
from enygma.sandbox.server.rate_limit import Pool

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 18080
CANDLE_LIMIT = 200
LARGEST_CANDLE_LIMIT = 500

DEFAULT_KEY = published_key("sandbox")


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What the server does apart from the market and the clock.

    `candle_limit` is the number of candles per call (KuCoin documents 500, 200 is always safe),
    `balance` the USDT of the test account, `quotas` replaces weights per 30 s of some pools,
    `faults` are injected by seed.
    """

    candle_limit: int = CANDLE_LIMIT
    rate_limit: bool = True
    quotas: dict[Pool, int] = field(default_factory=dict)
    keys: tuple[ApiKey, ...] = (DEFAULT_KEY,)
    balance: float = 10_000.0
    faults: FaultPlan | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.candle_limit <= LARGEST_CANDLE_LIMIT:
            raise ValueError(
                f"candle limit must be between 1 and {LARGEST_CANDLE_LIMIT}, "
                f"not {self.candle_limit}"
            )
        if self.balance < 0:
            raise ValueError(f"balance must not be negative, not {self.balance}")
