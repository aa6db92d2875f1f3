"""A market that an operator can move."""

from collections.abc import Iterable, Mapping

from enygma.sandbox.market.candles import MINUTE_MS, Candles, Floats, Ints
from enygma.sandbox.market.contract import Contract
from enygma.sandbox.market.crossing import Band
from enygma.sandbox.market.errors import MarketDataError
from enygma.sandbox.market.kind import PriceKind
from enygma.sandbox.market.protocol import Book, FundingOutlook, Market, Prices, Trades
from enygma.sandbox.market.shock import Shock, ShockedPrices


class ShockableMarket:
    """`base` as it is, apart from contracts that a shock was added to.

    What has happened by the time a shock is added stays as it was. See `Market` for the methods.
    """

    def __init__(self, base: Market, shocks: tuple[Shock, ...] = ()) -> None:
        self.base = base
        self._shocks: list[Shock] = []
        self._shocked: dict[str, Market] = {}
        for shock in shocks:
            self.add(shock)

    @property
    def shocks(self) -> tuple[Shock, ...]:
        """The shocks that were added, in their order."""
        return tuple(self._shocks)

    def shock(self, symbol: str, change: float, minutes: int, now_ms: int) -> Shock:
        """Move the prices of `symbol` by the fraction `change`, from the next minute on.

        Raises UnknownSymbolError, or MarketDataError for an impossible change or duration and
        when there are no candles left that could be moved.
        """
        shock = Shock(symbol, (now_ms // MINUTE_MS + 1) * MINUTE_MS, minutes, change)
        if shock.start_ms >= self.base.span(symbol)[1]:
            raise MarketDataError(f"{symbol} has no more candles: its price stands still for good")
        self.add(shock)
        return shock

    def add(self, shock: Shock) -> None:
        """Add a shock. Raises UnknownSymbolError."""
        contract = self.base.contract(shock.symbol)
        mine = [each for each in self._shocks if each.symbol == shock.symbol]
        self._shocked[shock.symbol] = ShockedPrices(self.base, contract, [*mine, shock])
        self._shocks.append(shock)

    def replace(self, shocks: Iterable[Shock]) -> None:
        """Have `shocks` instead of those that were added. Raises UnknownSymbolError."""
        other = ShockableMarket(self.base, tuple(shocks))
        self._shocks, self._shocked = other._shocks, other._shocked

    def _of(self, symbol: str) -> Market:
        return self._shocked.get(symbol, self.base)

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """The contracts traded here."""
        return self.base.contracts

    @property
    def first_ms(self) -> int:
        """First moment at which every contract has a price."""
        return self.base.first_ms

    @property
    def last_ms(self) -> int:
        """Moment after which no contract has a new candle."""
        return self.base.last_ms

    @property
    def notes(self) -> tuple[str, ...]:
        """What an operator should know of this market, one sentence each."""
        moved = (
            f"Prices of {each.symbol} were moved by {each.change:+.1%}." for each in self._shocks
        )
        return (*self.base.notes, *moved)

    def contract(self, symbol: str) -> Contract:
        """The contract with KuCoin's `symbol`; raises UnknownSymbolError."""
        return self.base.contract(symbol)

    def span(self, symbol: str) -> tuple[int, int]:
        """First and last moment of one contract."""
        return self.base.span(symbol)

    def candles(
        self, symbol: str, granularity_minutes: int, start_ms: int, end_ms: int, now_ms: int
    ) -> Candles:
        """Candles that open in [start_ms, end_ms), the last one still forming at `now_ms`."""
        market = self._of(symbol)
        return market.candles(symbol, granularity_minutes, start_ms, end_ms, now_ms)

    def mark_candles(
        self, symbol: str, granularity_minutes: int, start_ms: int, end_ms: int, now_ms: int
    ) -> Candles:
        """Like `candles`, of the mark price."""
        market = self._of(symbol)
        return market.mark_candles(symbol, granularity_minutes, start_ms, end_ms, now_ms)

    def index_candles(
        self, symbol: str, granularity_minutes: int, start_ms: int, end_ms: int, now_ms: int
    ) -> Candles:
        """Like `candles`, of the index price."""
        market = self._of(symbol)
        return market.index_candles(symbol, granularity_minutes, start_ms, end_ms, now_ms)

    def funding_rates(
        self, symbol: str, start_ms: int, end_ms: int, now_ms: int
    ) -> tuple[Ints, Floats]:
        """Settlement times in [start_ms, end_ms) up to `now_ms`, and their rates."""
        return self._of(symbol).funding_rates(symbol, start_ms, end_ms, now_ms)

    def predicted_funding(self, symbol: str, now_ms: int) -> FundingOutlook:
        """The last settled rate and what the next settlement would be as of `now_ms`."""
        return self._of(symbol).predicted_funding(symbol, now_ms)

    def prices(self, symbol: str, now_ms: int) -> Prices:
        """Prices at `now_ms`; raises NoPriceError before the contract's first candle."""
        return self._of(symbol).prices(symbol, now_ms)

    def book(self, symbol: str, now_ms: int, levels: int) -> Book:
        """Up to `levels` price levels a side around the last price."""
        return self._of(symbol).book(symbol, now_ms, levels)

    def trades(self, symbol: str, start_ms: int, end_ms: int) -> Trades:
        """Trades that happen in [start_ms, end_ms)."""
        return self._of(symbol).trades(symbol, start_ms, end_ms)

    def first_exit(
        self, symbol: str, bands: Mapping[PriceKind, Band], start_ms: int, end_ms: int
    ) -> int | None:
        """First moment in (start_ms, end_ms] at which one of the prices is outside its band."""
        return self._of(symbol).first_exit(symbol, bands, start_ms, end_ms)

    def first_trades(self, symbol: str, band: Band, start_ms: int, end_ms: int) -> Trades:
        """The trades outside `band` of the first moment in (start_ms, end_ms] that has any."""
        return self._of(symbol).first_trades(symbol, band, start_ms, end_ms)
