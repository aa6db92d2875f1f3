"""The whole state of the exchange as JSON-able data, and back."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from enygma.sandbox.market import Market, UnknownSymbolError
from enygma.sandbox.trading.account import Account, ContractSettings
from enygma.sandbox.trading.fill import Fill
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.holding import Holding
from enygma.sandbox.trading.house import House
from enygma.sandbox.trading.ledger import FundingPayment, LedgerEntry
from enygma.sandbox.trading.numbering import Numbering
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.position import ClosedPosition
from enygma.sandbox.trading.terms import OrderStatus, PositionMode

VERSION = 1


class StateError(ValueError):
    """A saved state that cannot be taken up again; the message says why."""


@dataclass(slots=True)
class _AccountState:
    """An account without what can be told from its orders."""

    uid: int
    balance: Decimal
    external: Decimal
    position_mode: PositionMode
    settings: dict[str, ContractSettings]
    holdings: list[Holding]
    orders: list[Order]
    reserves: dict[str, Decimal]
    fills: list[Fill]
    closed: list[ClosedPosition]
    funding: list[FundingPayment]
    ledger: list[LedgerEntry]
    version: int


@dataclass(slots=True)
class _State:
    """Everything but the market, which the state continues on."""

    version: int
    now_ms: int
    accounts: list[_AccountState]
    house: House
    numbering: Numbering
    taken: list[list[str | int]] = field(default_factory=list)


_ADAPTER = TypeAdapter(_State)


def dump(floor: Floor) -> dict[str, Any]:
    """The state of `floor`: dicts, lists, strings, whole numbers, true, false and null."""
    state = _State(
        version=VERSION,
        now_ms=floor.now_ms,
        accounts=[_dump_account(account) for account in floor.accounts.values()],
        house=floor.house,
        numbering=floor.numbering,
        taken=floor.depth.dump(floor.now_ms),
    )
    dumped: dict[str, Any] = _ADAPTER.dump_python(state, mode="json")
    return dumped


def load(market: Market, data: object) -> Floor:
    """A floor that goes on where `dump` was called.

    Raises StateError when the data is damaged, of another version, or of another market.
    """
    try:
        state = _ADAPTER.validate_python(data)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"]) or "state"
        raise StateError(f"the saved state is damaged at {place}: {problem['msg']}") from None
    if state.version != VERSION:
        raise StateError(f"the state was saved in version {state.version}, this is {VERSION}")
    floor = Floor(market, state.now_ms, house=state.house, numbering=state.numbering)
    for account in state.accounts:
        _load_account(floor, account)
    floor.depth.load(state.taken, state.now_ms)
    return floor


def _dump_account(account: Account) -> _AccountState:
    return _AccountState(
        uid=account.uid,
        balance=account.balance,
        external=account.external,
        position_mode=account.position_mode,
        settings=account.settings,
        holdings=list(account.holdings.values()),
        orders=list(account.orders.values()),
        reserves=account.reserves,
        fills=account.fills,
        closed=account.closed,
        funding=account.funding,
        ledger=account.ledger,
        version=account.version,
    )


def _load_account(floor: Floor, state: _AccountState) -> None:
    account = Account(
        uid=state.uid,
        balance=state.balance,
        external=state.external,
        position_mode=state.position_mode,
        settings=state.settings,
        reserves=state.reserves,
        fills=state.fills,
        closed=state.closed,
        funding=state.funding,
        ledger=state.ledger,
        version=state.version,
    )
    for holding in state.holdings:
        _check_contract(floor.market, holding)
        account.holdings[holding.symbol, holding.position_side] = holding
    for order in state.orders:
        account.add(order)
        if order.status is OrderStatus.OPEN:
            floor.book(order.symbol).add(order)
    floor.accounts[account.uid] = account


def _check_contract(market: Market, holding: Holding) -> None:
    try:
        listed = market.contract(holding.symbol)
    except UnknownSymbolError:
        listed = None
    if listed != holding.contract:
        raise StateError(
            f"the state holds a position in {holding.symbol}, which this market lists with other "
            "terms or not at all: start it with the market that the state was saved with"
        )
