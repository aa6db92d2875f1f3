"""The trading core as its users see it: one object, thin over its rooms."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Self

from enygma.sandbox.market import Market
from enygma.sandbox.trading import placing, snapshot
from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.books import balance
from enygma.sandbox.trading.events import Listener
from enygma.sandbox.trading.fill import Fill
from enygma.sandbox.trading.floor import FillShare, Floor
from enygma.sandbox.trading.ledger import FundingPayment, LedgerEntry
from enygma.sandbox.trading.lifecycle import cancel
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.position import ClosedPosition, Position
from enygma.sandbox.trading.rejection import not_cancelable, order_not_found
from enygma.sandbox.trading.request import OrderRequest
from enygma.sandbox.trading.settings import Settings
from enygma.sandbox.trading.terms import OrderStatus
from enygma.sandbox.trading.timeline import advance
from enygma.sandbox.trading.transfers import open_account, transfer
from enygma.sandbox.trading.upkeep import put_in_order
from enygma.sandbox.trading.wallet import Wallet
from enygma.sandbox.trading.wallets import SETTLEMENT, view, wallet


class Exchange(Settings):
    """Orders, positions and money of several accounts on one market.

    Time moves by `advance` alone and everything is a function of the market and of the calls:
    the same calls at the same times give the same ids, fills and balances. What is refused
    raises `Rejection` and changes nothing. Not thread-safe.
    """

    def __init__(self, market: Market, now_ms: int) -> None:
        self._floor = Floor(market, now_ms)

    @property
    def now_ms(self) -> int:
        """The time up to which everything has happened, in Unix milliseconds."""
        return self._floor.now_ms

    @property
    def fill_share(self) -> FillShare | None:
        """Asked for the share (0 to 1) that an order gets of the lots it could trade at once.

        None gives every order all of them. Set it to make partial fills: a taker then leaves depth
        behind that it could have had, a resting order gets less of each trade. It is asked more
        than once for an order and should answer the same.
        """
        return self._floor.fill_share

    @fill_share.setter
    def fill_share(self, share: FillShare | None) -> None:
        self._floor.fill_share = share

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with every event from now on, in the moment in which it happens.

        A listener looks and does not act: the exchange is in the middle of what it tells of.
        """
        self._floor.listeners.append(listener)

    def advance(self, now_ms: int) -> None:
        """Let everything happen up to and including `now_ms`; an earlier time changes nothing."""
        advance(self._floor, now_ms)

    def prices_changed(self, symbol: str) -> None:
        """Look anew for what happens next in a contract whose prices an operator has moved.

        Not needed for a move that begins with the next minute, up to which nothing is foreseen.
        """
        self._floor.changed.add(symbol)
        self._floor.quotes.forget(symbol)
        self._floor.depth.forget(symbol)

    def open_account(self, uid: int, balance: Decimal) -> None:
        """Open an account with `balance` USDT. Raises ValueError when the uid is taken."""
        open_account(self._floor, uid, balance)

    def accounts(self) -> tuple[int, ...]:
        """The uids of all accounts, in the order in which they were opened."""
        return tuple(self._floor.accounts)

    def has_account(self, uid: int) -> bool:
        """Whether an account is open."""
        return uid in self._floor.accounts

    def deposit(self, uid: int, amount: Decimal) -> None:
        """Add USDT from outside. Raises ValueError unless `amount` is positive."""
        transfer(self._floor, self._account(uid), amount)

    def withdraw(self, uid: int, amount: Decimal) -> None:
        """Take USDT out. Raises Rejection 300003 when it is not free."""
        transfer(self._floor, self._account(uid), -amount)

    def place(self, uid: int, request: OrderRequest) -> Order:
        """Accept an order; a market order is filled when this returns. Raises Rejection."""
        order = placing.place(self._floor, self._account(uid), request)
        put_in_order(self._floor)
        return order

    def check(self, uid: int, request: OrderRequest) -> None:
        """Whether `place` would accept an order now. Raises Rejection, changes nothing."""
        placing.check(self._floor, self._account(uid), request)

    def cancel(self, uid: int, order_id: str) -> Order:
        """Cancel an active order. Raises Rejection 100004 when it is done or unknown."""
        return self._cancel(self._account(uid).orders.get(order_id))

    def cancel_by_client_oid(self, uid: int, symbol: str, client_oid: str) -> Order:
        """Like `cancel`, by the client's name of the order."""
        order = self._account(uid).by_client_oid.get(client_oid)
        return self._cancel(order if order is not None and order.symbol == symbol else None)

    def cancel_orders(self, uid: int, symbol: str | None = None) -> list[Order]:
        """Cancel all orders in the book, of one contract or of all; stops stay."""
        return self._cancel_all(uid, symbol, OrderStatus.OPEN)

    def cancel_stops(self, uid: int, symbol: str | None = None) -> list[Order]:
        """Cancel all stops that wait, of one contract or of all."""
        return self._cancel_all(uid, symbol, OrderStatus.WAITING)

    def order(self, uid: int, order_id: str) -> Order:
        """An order of the account. Raises Rejection 100001 when it has none of that id."""
        order = self._account(uid).orders.get(order_id)
        if order is None:
            raise order_not_found()
        return order

    def order_by_client_oid(self, uid: int, client_oid: str) -> Order:
        """An order by the client's name. Raises Rejection 100001 when there is none."""
        order = self._account(uid).by_client_oid.get(client_oid)
        if order is None:
            raise order_not_found()
        return order

    def orders(self, uid: int) -> Sequence[Order]:
        """All orders of the account, oldest first."""
        return list(self._account(uid).orders.values())

    def active_orders(self, uid: int, symbol: str | None = None) -> Sequence[Order]:
        """Orders that wait or rest, oldest first in each contract."""
        account = self._account(uid)
        symbols = account.active if symbol is None else (symbol,)
        return [order for each in symbols for order in account.active_of(each)]

    def fills(self, uid: int) -> Sequence[Fill]:
        """All executions of the account, oldest first."""
        return self._account(uid).fills

    def positions(self, uid: int) -> Sequence[Position]:
        """The open positions as they stand now."""
        account = self._account(uid)
        return [view(self._floor, account, held) for held in account.holdings.values()]

    def closed_positions(self, uid: int) -> Sequence[ClosedPosition]:
        """The positions that were closed, oldest first."""
        return self._account(uid).closed

    def funding_payments(self, uid: int) -> Sequence[FundingPayment]:
        """What was paid (negative) and earned as funding, oldest first."""
        return self._account(uid).funding

    def ledger(self, uid: int) -> Sequence[LedgerEntry]:
        """Every change of the balance, oldest first."""
        return self._account(uid).ledger

    def overview(self, uid: int, currency: str = SETTLEMENT) -> Wallet:
        """The account in `currency` as it stands now; only USDT has any."""
        account = self._account(uid)
        if currency != SETTLEMENT:
            return Wallet(uid=uid, currency=currency)
        return wallet(self._floor, account)

    def fee_rates(self, uid: int, symbol: str) -> tuple[Decimal, Decimal]:
        """Maker and taker fee of a contract as fractions."""
        self._account(uid)
        contract = self._floor.contract(symbol)
        return contract.maker_fee, contract.taker_fee

    def books_balance(self) -> Decimal:
        """What the books are off in USDT: always exactly 0."""
        return balance(self._floor)

    def snapshot(self) -> dict[str, Any]:
        """The whole state as JSON-able data; `restore` goes on from there."""
        return snapshot.dump(self._floor)

    @classmethod
    def restore(cls, market: Market, data: object) -> Self:
        """The exchange that `snapshot` saved, on the same market; listeners subscribe anew.

        Raises StateError when the data is damaged, of another version, or of another market.
        """
        exchange = cls(market, 0)
        exchange._floor = snapshot.load(market, data)
        return exchange

    def resume(self, data: object) -> None:
        """Go on from a `snapshot` instead; market, listeners and `fill_share` stay.

        No event tells of the change. Raises StateError as `restore` does; nothing changes then.
        """
        floor = snapshot.load(self._floor.market, data)
        floor.listeners = self._floor.listeners
        floor.fill_share = self._floor.fill_share
        self._floor = floor

    def _account(self, uid: int) -> Account:
        try:
            return self._floor.accounts[uid]
        except KeyError:
            raise ValueError(f"there is no account {uid}") from None

    def _cancel(self, order: Order | None) -> Order:
        if order is None or not order.is_active:
            raise not_cancelable()
        cancel(self._floor, order)
        put_in_order(self._floor)
        return order

    def _cancel_all(self, uid: int, symbol: str | None, status: OrderStatus) -> list[Order]:
        found = [each for each in self.active_orders(uid, symbol) if each.status is status]
        for order in found:
            if order.is_active:
                cancel(self._floor, order)
        put_in_order(self._floor)
        return found
