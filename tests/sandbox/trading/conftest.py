"""A market whose prices a test writes down, and an exchange on it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Protocol

import numpy as np
import pytest

from enygma.sandbox.market import KNOWN_CONTRACTS, Candles, FundingOutlook, PriceKind
from enygma.sandbox.market.candles import Floats, Ints
from enygma.sandbox.market.minute_market import WEEK_MS, MinuteMarket
from enygma.sandbox.trading import Event, Exchange, OrderRequest, OrderType, Side

MINUTE_MS = 60_000
START_MS = 2_924 * WEEK_MS  # a Thursday of January 2026
UID = 7
CONTRACTS = {
    each.symbol: each
    for each in (KNOWN_CONTRACTS["BTC/USDT:USDT"], KNOWN_CONTRACTS["ETH/USDT:USDT"])
}


class ScriptedMarket(MinuteMarket):
    """Prices that go from one written value to the next within each minute.

    `closes` are the last prices at the end of each minute, the first one before START_MS; `marks`
    and `indices` default to them. Before the script the price stands at its first value, after
    it at the last. `volume` lots trade every minute; `funding` maps settlement times to rates.
    """

    def __init__(
        self,
        closes: dict[str, Sequence[float]],
        marks: dict[str, Sequence[float]] | None = None,
        indices: dict[str, Sequence[float]] | None = None,
        volume: float = 100_000.0,
        funding: dict[int, float] | None = None,
    ) -> None:
        self._scripts = {
            PriceKind.LAST: closes,
            PriceKind.MARK: {**closes, **(marks or {})},
            PriceKind.INDEX: {**closes, **(indices or {})},
        }
        self._volume = volume
        self._settlements = dict(sorted((funding or {}).items()))
        span = (START_MS - WEEK_MS, START_MS + 4 * WEEK_MS)
        super().__init__(
            tuple(CONTRACTS[symbol] for symbol in closes), dict.fromkeys(closes, span), ()
        )

    def predicted_funding(self, symbol: str, now_ms: int) -> FundingOutlook:
        del symbol
        return FundingOutlook(now_ms, 0.0, now_ms, 0.0)

    def _funding(self, symbol: str) -> tuple[Ints, Floats]:
        del symbol
        times, rates = list(self._settlements), list(self._settlements.values())
        return np.array(times, dtype=np.int64), np.array(rates, dtype=np.float64)

    def _make_minutes(self, symbol: str, kind: PriceKind, week: int) -> Candles:
        script = np.array(self._scripts[kind][symbol], dtype=np.float64)
        ms = week * WEEK_MS + MINUTE_MS * np.arange(WEEK_MS // MINUTE_MS, dtype=np.int64)
        row = (ms - START_MS) // MINUTE_MS
        opens = script[np.clip(row, 0, len(script) - 1)]
        closes = script[np.clip(row + 1, 0, len(script) - 1)]
        lots = np.full(len(ms), self._volume if kind is PriceKind.LAST else 0.0)
        highs, lows = np.maximum(opens, closes), np.minimum(opens, closes)
        return Candles(ms, opens, highs, lows, closes, lots, lots * opens)


class Script(Protocol):
    """Makes an exchange with one funded account on a scripted market."""

    def __call__(self, *closes: float, **options: Any) -> Exchange: ...


@pytest.fixture(scope="session")
def start_ms() -> int:
    """When scripts begin; the exchange stands there."""
    return START_MS


@pytest.fixture(scope="session")
def uid() -> int:
    """The account that is open."""
    return UID


@pytest.fixture(scope="session")
def scripted() -> type[ScriptedMarket]:
    """The market of scripts itself, for tests that need more than one contract."""
    return ScriptedMarket


@pytest.fixture
def script() -> Script:
    """An exchange on BTC whose price takes the given values, one a minute.

    Options: `balance` (10000), `fees` and whatever `ScriptedMarket` takes for BTC.
    """

    def make(*closes: float, **options: Any) -> Exchange:
        balance = options.pop("balance", 10_000)
        for name in ("marks", "indices"):
            if name in options:
                options[name] = {"XBTUSDTM": options[name]}
        market = ScriptedMarket({"XBTUSDTM": closes}, **options)
        exchange = Exchange(market, START_MS)
        exchange.open_account(UID, Decimal(balance))
        return exchange

    return make


@pytest.fixture
def order() -> Callable[..., OrderRequest]:
    """Writes a request: "buy 5 at 100", with everything else by name."""
    count = iter(range(1, 1_000_000))

    def write(
        side: str | None, lots: int | None, price: str | None = None, **more: Any
    ) -> OrderRequest:
        defaults: dict[str, Any] = {
            "client_oid": f"order-{next(count)}",
            "symbol": "XBTUSDTM",
            "side": None if side is None else Side(side),
            "type": OrderType.MARKET if price is None else OrderType.LIMIT,
            "leverage": 10,
            "lots": lots,
            "price": None if price is None else Decimal(price),
        }
        return OrderRequest(**{**defaults, **more})

    return write


@pytest.fixture
def heard() -> Callable[[Exchange], list[Event]]:
    """Listens to an exchange; the list grows with every event."""

    def listen(exchange: Exchange) -> list[Event]:
        events: list[Event] = []
        exchange.subscribe(events.append)
        return events

    return listen
