"""The trading floor: everything that the rooms of the exchange share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from enygma.sandbox.market import Contract, Market, UnknownSymbolError
from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.depth import Depth
from enygma.sandbox.trading.events import Event, Listener
from enygma.sandbox.trading.house import House
from enygma.sandbox.trading.numbering import Numbering
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.quotes import Quote, Quotes
from enygma.sandbox.trading.rejection import unknown_contract
from enygma.sandbox.trading.resting import RestingBook

FillShare: TypeAlias = Callable[[Order], Decimal]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The first moment after now at which something may happen in a contract.

    None when there is none up to and including `until_ms`.
    """

    until_ms: int
    moment_ms: int | None


@dataclass(slots=True)
class Floor:
    """State of the exchange at `now_ms`.

    `touched` names the accounts and contracts whose positions or orders changed and that have
    not been put in order again, oldest change first; `changed` the contracts in which that
    changed what matters next, `agenda` what was found out about the others. `fill_share`, when
    set, is asked for the share (0 to 1) that an order gets of the lots it could trade: a seam
    for partial fills.
    """

    market: Market
    now_ms: int
    accounts: dict[int, Account] = field(default_factory=dict)
    house: House = field(default_factory=House)
    numbering: Numbering = field(default_factory=Numbering)
    books: dict[str, RestingBook] = field(default_factory=dict)
    touched: dict[tuple[int, str], None] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    agenda: dict[str, Outlook] = field(default_factory=dict)
    listeners: list[Listener] = field(default_factory=list)
    fill_share: FillShare | None = None
    quotes: Quotes = field(init=False)
    depth: Depth = field(init=False)

    def __post_init__(self) -> None:
        self.quotes = Quotes(self.market)
        self.depth = Depth(self.market)

    def contract(self, symbol: str) -> Contract:
        """The contract `symbol`. Raises Rejection 100003 when it is not listed yet."""
        try:
            contract = self.market.contract(symbol)
        except UnknownSymbolError:
            raise unknown_contract() from None
        if self.market.span(symbol)[0] > self.now_ms:
            raise unknown_contract()
        return contract

    def quote(self, symbol: str) -> Quote:
        """The prices of `symbol` now."""
        return self.quotes.at(symbol, self.now_ms)

    def book(self, symbol: str) -> RestingBook:
        """The resting orders of a contract."""
        book = self.books.get(symbol)
        if book is None:
            book = self.books[symbol] = RestingBook()
        return book

    def touch(self, uid: int, symbol: str) -> None:
        """Note that positions or orders of an account in a contract changed."""
        self.touched[uid, symbol] = None

    def tell(self, event: Event) -> None:
        """Tell everybody who listens, in the order in which they subscribed."""
        for listener in self.listeners:
            listener(event)
