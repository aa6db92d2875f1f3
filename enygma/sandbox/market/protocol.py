"""What a market shows to whoever serves it: prices, candles, funding, book and trades."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from enygma.sandbox.market.candles import Candles, Floats, Ints
from enygma.sandbox.market.contract import Contract
from enygma.sandbox.market.crossing import Band
from enygma.sandbox.market.kind import PriceKind


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of a contract at one moment, in USDT per base unit.

    `last`, `best_bid` and `best_ask` are multiples of the tick; the bid stands below the ask.
    """

    last: float
    mark: float
    index: float
    best_bid: float
    best_ask: float


@dataclass(frozen=True, slots=True)
class Book:
    """Order book at one moment: rows of [price, lots], best price first on both sides."""

    bids: Floats
    asks: Floats


@dataclass(frozen=True, slots=True)
class Trades:
    """Public trades, oldest first.

    `ids` grow with time and are unique per contract, `sides` are those of the taker
    (1 bought, -1 sold), `lots` are whole.
    """

    ids: Ints
    ms: Ints
    prices: Floats
    lots: Ints
    sides: Ints

    def __len__(self) -> int:
        return len(self.ms)

    def take(self, rows: slice | Ints) -> "Trades":
        """The trades at `rows`."""
        return Trades(
            self.ids[rows], self.ms[rows], self.prices[rows], self.lots[rows], self.sides[rows]
        )


@dataclass(frozen=True, slots=True)
class FundingOutlook:
    """Funding as seen at one moment; rates are fractions paid by longs to shorts."""

    settled_ms: int
    settled_rate: float
    next_ms: int
    predicted_rate: float


class Market(Protocol):
    """A market of perpetual contracts as a pure function of time.

    Every method takes the moment `now_ms` (milliseconds since 1970 UTC) from which it is looked
    at, answers the same for the same arguments, and shows nothing that happens after it.
    Raises UnknownSymbolError for a symbol that is not in `contracts`.
    """

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """The contracts traded here."""
        ...

    @property
    def first_ms(self) -> int:
        """First moment at which every contract has a price."""
        ...

    @property
    def last_ms(self) -> int:
        """Moment after which no contract has a new candle."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What an operator should know of this market, one sentence each."""
        ...

    def contract(self, symbol: str) -> Contract:
        """The contract with KuCoin's `symbol`, e.g. "XBTUSDTM"."""
        ...

    def span(self, symbol: str) -> tuple[int, int]:
        """First and last moment of one contract."""
        ...

    def candles(
        self, symbol: str, granularity_minutes: int, start_ms: int, end_ms: int, now_ms: int
    ) -> Candles:
        """Candles that open in [start_ms, end_ms), the last one still forming at `now_ms`.

        Raises MarketDataError for a granularity that KuCoin does not have.
        """
        ...

    def mark_candles(
        self, symbol: str, granularity_minutes: int, start_ms: int, end_ms: int, now_ms: int
    ) -> Candles:
        """Like `candles`, of the mark price; volume and turnover are 0."""
        ...

    def index_candles(
        self, symbol: str, granularity_minutes: int, start_ms: int, end_ms: int, now_ms: int
    ) -> Candles:
        """Like `candles`, of the index price; volume and turnover are 0."""
        ...

    def funding_rates(
        self, symbol: str, start_ms: int, end_ms: int, now_ms: int
    ) -> tuple[Ints, Floats]:
        """Settlement times in [start_ms, end_ms) up to `now_ms`, and their rates."""
        ...

    def predicted_funding(self, symbol: str, now_ms: int) -> FundingOutlook:
        """The last settled rate and what the next settlement would be as of `now_ms`."""
        ...

    def prices(self, symbol: str, now_ms: int) -> Prices:
        """Prices at `now_ms`. Raises NoPriceError before the contract's first candle."""
        ...

    def book(self, symbol: str, now_ms: int, levels: int) -> Book:
        """Up to `levels` price levels a side around the last price."""
        ...

    def trades(self, symbol: str, start_ms: int, end_ms: int) -> Trades:
        """Trades that happen in [start_ms, end_ms); the caller's now is the end."""
        ...

    def first_exit(
        self, symbol: str, bands: Mapping[PriceKind, Band], start_ms: int, end_ms: int
    ) -> int | None:
        """First moment in (start_ms, end_ms] at which one of the prices is outside its band.

        Agrees with `prices` at every millisecond; None when all of them stay inside.
        """
        ...

    def first_trades(self, symbol: str, band: Band, start_ms: int, end_ms: int) -> Trades:
        """The trades outside `band` of the first moment in (start_ms, end_ms] that has any."""
        ...
