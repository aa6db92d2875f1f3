"""The exchange that the endpoints answer for: market, clock, keys and order books together."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from enygma.sandbox.clock import Clock
from enygma.sandbox.faults import ClockSkew, Injector, StaleBook
from enygma.sandbox.market import Contract, Market, UnknownSymbolError
from enygma.sandbox.market.shockable import ShockableMarket
from enygma.sandbox.persistence import FORMAT, SavedState, StateError, prices_of
from enygma.sandbox.server.auth import KeyRing, joined
from enygma.sandbox.server.envelope import unknown_contract
from enygma.sandbox.server.options import ServerOptions
from enygma.sandbox.server.order_books import OrderBooks
from enygma.sandbox.server.rate_limit import RateLimit
from enygma.sandbox.server.sockets.tokens import Tokens
from enygma.sandbox.trading import Exchange, Order


@dataclass(frozen=True, slots=True)
class Venue:
    """One exchange. Everything in it is looked at on the event loop's thread."""

    market: ShockableMarket
    clock: Clock
    options: ServerOptions
    keys: KeyRing
    rate_limit: RateLimit
    books: OrderBooks
    tokens: Tokens
    faults: Injector
    exchange: Exchange

    @classmethod
    def open(
        cls,
        market: Market,
        clock: Clock,
        options: ServerOptions | None = None,
        machine_s: Callable[[], float] = time.monotonic,
        saved: SavedState | None = None,
    ) -> "Venue":
        """An exchange on `market` that lives in the time of `clock`, going on from `saved`.

        Raises StateError when the saved state does not belong to the market or lies ahead.
        """
        options = options or ServerOptions()
        if saved is not None:
            saved.check(market, clock.now_ms())
        market = ShockableMarket(market, () if saved is None else tuple(saved.shocks))
        faults = Injector(clock.now_ms, options.faults)
        skewed = tuple(_skewed(each, faults) for each in (clock.now_ms, _machine_ms))
        keys = options.keys if saved is None else joined(saved.keys, options.keys)
        venue = cls(
            market=market,
            clock=clock,
            options=options,
            keys=KeyRing(keys, skewed),
            rate_limit=RateLimit(options.quotas, options.rate_limit, machine_s),
            books=OrderBooks(market, partial(_shown_ms, faults)),
            tokens=Tokens(machine_s),
            faults=faults,
            exchange=_exchange(market, clock.now_ms(), saved, partial(_fill_share, faults)),
        )
        for uid in dict.fromkeys(key.uid for key in keys):
            if not venue.exchange.has_account(uid):
                venue.exchange.open_account(uid, Decimal(str(options.balance)))
        return venue

    def state(self) -> SavedState:
        """Everything that is to be remembered, as of now."""
        now_ms = self.now_ms()
        self.exchange.advance(now_ms)
        return SavedState(
            format=FORMAT,
            saved_ms=now_ms,
            prices=prices_of(self.market.base, now_ms),
            shocks=list(self.market.shocks),
            keys=list(self.keys.keys),
            exchange=self.exchange.snapshot(),
        )

    def take_up(self, saved: SavedState) -> None:
        """Go on from `saved` instead, as if it had been so all along.

        What was to happen since then happens now. Raises StateError, which changes nothing.
        """
        saved.check(self.market.base, self.now_ms())
        shocks = self.market.shocks
        self.market.replace(saved.shocks)
        try:
            self.exchange.resume(saved.exchange)
        except StateError:
            self.market.replace(shocks)
            raise
        for key in joined(saved.keys, self.keys.keys):
            self.keys.put(key)
        self.exchange.advance(self.now_ms())

    def now_ms(self) -> int:
        """The exchange's time in Unix milliseconds."""
        return self.clock.now_ms()

    def told_ms(self) -> int:
        """The time that the exchange tells when asked: `now_ms` unless its clock is wrong."""
        return _skewed(self.clock.now_ms, self.faults)()

    def contract(self, symbol: str) -> Contract:
        """The contract `symbol`. Raises ApiError 100003 when it is unknown or not yet listed."""
        try:
            contract = self.market.contract(symbol)
        except UnknownSymbolError:
            raise unknown_contract() from None
        if not self.is_listed(contract):
            raise unknown_contract()
        return contract

    def listed(self) -> tuple[Contract, ...]:
        """The contracts that have a price by now."""
        return tuple(each for each in self.market.contracts if self.is_listed(each))

    def is_listed(self, contract: Contract) -> bool:
        """Whether `contract` has a price by now."""
        return self.market.span(contract.symbol)[0] <= self.now_ms()


def _exchange(
    market: Market,
    now_ms: int,
    saved: SavedState | None,
    fill_share: Callable[[Order], Decimal],
) -> Exchange:
    """The trading core, as it was saved or with no account yet."""
    if saved is None:
        exchange = Exchange(market, now_ms)
    else:
        exchange = Exchange.restore(market, saved.exchange)
    exchange.fill_share = fill_share
    return exchange


def _fill_share(faults: Injector, order: Order) -> Decimal:
    if not order.client_oid:
        return Decimal(1)  # the exchange's own, which liquidates a position
    # The id comes with the acceptance, and the share is asked for before.
    return faults.fill_share(f"{order.uid}|{order.client_oid}", order.symbol, order.side)


def _skewed(clock_ms: Callable[[], int], faults: Injector) -> Callable[[], int]:
    def now_ms() -> int:
        spell = faults.spell(ClockSkew)
        return clock_ms() + (0 if spell is None else spell.condition.skew_ms)

    return now_ms


def _shown_ms(faults: Injector, symbol: str, now_ms: int) -> int:
    """The instant whose book of `symbol` is shown at `now_ms`."""
    spell = faults.spell(StaleBook)
    if spell is None or spell.condition.symbol not in {"", symbol}:
        return now_ms
    return min(now_ms, spell.since_ms)


def _machine_ms() -> int:
    return time.time_ns() // 1_000_000
