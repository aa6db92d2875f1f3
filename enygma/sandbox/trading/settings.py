"""What an account can set: margin and position mode, leverage, risk limit, position margin."""

from abc import ABC, abstractmethod
from dataclasses import replace
from decimal import Decimal

from enygma.sandbox.market import Contract
from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.events import CrossLeverageChanged, MarginModeChanged, PositionNews
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.holding import Holding
from enygma.sandbox.trading.lifecycle import cancel
from enygma.sandbox.trading.margin import (
    exposure,
    free,
    ladder,
    level_allowing,
    level_for,
    reserve,
)
from enygma.sandbox.trading.money import SETTLE, ZERO, floor_settled
from enygma.sandbox.trading.rejection import (
    balance_insufficient,
    invalid_parameter,
    leverage_too_high,
    nothing_to_close,
    open_order_or_position,
    risk_limit_balance,
    risk_limit_exceeded,
    risk_limit_unknown,
)
from enygma.sandbox.trading.settlement import tell_position
from enygma.sandbox.trading.terms import MarginMode, PositionMode, PositionSide, Side
from enygma.sandbox.trading.upkeep import put_in_order


class Settings(ABC):
    """The part of `Exchange` that reads and changes the settings of accounts."""

    _floor: Floor

    def margin_mode(self, uid: int, symbol: str) -> MarginMode:
        """Margin mode of a contract."""
        self._floor.contract(symbol)
        return self._account(uid).of(symbol).margin_mode

    def set_margin_mode(self, uid: int, symbol: str, mode: MarginMode) -> None:
        """Switch a contract's margin mode.

        Raises Rejection 50002 while the contract has a position or an active order.
        """
        self._floor.contract(symbol)
        account = self._account(uid)
        if account.of(symbol).margin_mode is mode:
            return
        if account.holdings_of(symbol) or account.active_of(symbol):
            raise open_order_or_position()
        account.settings[symbol] = replace(account.of(symbol), margin_mode=mode)
        self._floor.tell(MarginModeChanged(self._floor.now_ms, uid, {symbol: mode}))

    def cross_leverage(self, uid: int, symbol: str) -> int:
        """Leverage of a contract's cross position."""
        self._floor.contract(symbol)
        return self._account(uid).of(symbol).cross_leverage

    def set_cross_leverage(self, uid: int, symbol: str, leverage: int) -> None:
        """Change the leverage of a contract's cross position.

        Raises Rejection 100001, 300016 above the contract's maximum, 300005 when the position is
        too large for it and 300003 when the balance does not carry the higher margin.
        """
        contract = self._floor.contract(symbol)
        account = self._account(uid)
        if leverage < 1:
            raise invalid_parameter("Leverage parameter invalid.")
        if leverage > contract.max_leverage:
            raise leverage_too_high(contract.max_leverage)
        _change_cross_leverage(self._floor, account, contract, leverage)
        put_in_order(self._floor)
        self._floor.tell(CrossLeverageChanged(self._floor.now_ms, uid, {symbol: leverage}))

    def position_mode(self, uid: int) -> PositionMode:
        """Whether the account has one position a contract or one a side."""
        return self._account(uid).position_mode

    def set_position_mode(self, uid: int, mode: PositionMode) -> None:
        """Switch the position mode. Raises Rejection 50002 with any position or active order."""
        account = self._account(uid)
        if account.position_mode is mode:
            return
        if account.holdings or any(account.active.values()):
            raise open_order_or_position()
        account.position_mode = mode

    def auto_deposit(self, uid: int, symbol: str) -> bool:
        """Whether an isolated position takes margin from the balance before it is liquidated."""
        self._floor.contract(symbol)
        return self._account(uid).of(symbol).auto_deposit

    def set_auto_deposit(self, uid: int, symbol: str, *, enabled: bool) -> None:
        """Let isolated positions of a contract take margin from the balance, or not."""
        self._floor.contract(symbol)
        account = self._account(uid)
        account.settings[symbol] = replace(account.of(symbol), auto_deposit=enabled)

    def add_margin(
        self,
        uid: int,
        symbol: str,
        amount: Decimal,
        position_side: PositionSide = PositionSide.BOTH,
    ) -> None:
        """Add USDT to an isolated position.

        Raises Rejection 300009 without one, 100001 for no amount, 300003 without the balance.
        """
        account, holding = self._isolated(uid, symbol, position_side)
        holding.added += _payable(amount, free(self._floor, account))
        self._margin_changed(account, holding)

    def max_withdraw_margin(
        self, uid: int, symbol: str, position_side: PositionSide = PositionSide.BOTH
    ) -> Decimal:
        """USDT that an isolated position can give back and keep its initial margin.

        An unrealised loss stays covered; unrealised profit cannot be taken out.
        """
        _, holding = self._isolated(uid, symbol, position_side)
        loss = min(holding.unrealised(self._floor.quote(symbol).mark), ZERO)
        initial = abs(holding.cost) / holding.leverage
        return max(floor_settled(holding.margin + loss - initial), ZERO)

    def withdraw_margin(
        self,
        uid: int,
        symbol: str,
        amount: Decimal,
        position_side: PositionSide = PositionSide.BOTH,
    ) -> None:
        """Take USDT out of an isolated position. Raises Rejection 300009, 100001 or 300003."""
        account, holding = self._isolated(uid, symbol, position_side)
        holding.added -= _payable(amount, self.max_withdraw_margin(uid, symbol, position_side))
        self._margin_changed(account, holding)

    def risk_limit_level(self, uid: int, symbol: str) -> int:
        """The risk-limit level of isolated positions of a contract."""
        self._floor.contract(symbol)
        return self._account(uid).of(symbol).risk_limit_level

    def set_risk_limit_level(self, uid: int, symbol: str, level: int) -> None:
        """Choose a risk-limit level; active orders of the contract are cancelled, as KuCoin does.

        Raises Rejection 100005 for an unknown level, 300005 when a position is too large for it,
        300016 when one has more leverage than it allows and 200005 when one would be liquidated.
        """
        contract = self._floor.contract(symbol)
        account = self._account(uid)
        if not 1 <= level <= len(ladder(contract)):
            raise risk_limit_unknown()
        _check_level(self._floor, account, contract, level)
        for order in account.active_of(symbol):
            cancel(self._floor, order)
        account.settings[symbol] = replace(account.of(symbol), risk_limit_level=level)
        self._floor.touch(uid, symbol)
        put_in_order(self._floor)
        for holding in account.holdings_of(symbol):
            tell_position(self._floor, account, holding, PositionNews.RISK_LIMIT)

    def max_open_size(
        self, uid: int, symbol: str, price: Decimal, leverage: int
    ) -> tuple[int, int]:
        """Lots that could be bought and sold to open at `price` with `leverage`."""
        contract = self._floor.contract(symbol)
        account = self._account(uid)
        cross = account.is_cross(symbol)
        limit = level_allowing(contract, leverage) if cross else level_for(account, contract)
        if not 1 <= leverage <= limit.max_leverage:
            raise leverage_too_high(limit.max_leverage)
        if not price.is_finite() or price < contract.tick_size:
            raise invalid_parameter("Price parameter invalid.")
        lot = contract.multiplier * price
        funds = max(free(self._floor, account, cross=cross), ZERO)
        affordable = funds / (lot / leverage + lot * contract.taker_fee)
        buy, sell = (limit.max_risk_limit - exposure(account, contract, side) for side in Side)
        return (
            int(min(affordable, max(buy, ZERO) / lot)),
            int(min(affordable, max(sell, ZERO) / lot)),
        )

    @abstractmethod
    def _account(self, uid: int) -> Account:
        """The account of `uid`. Raises ValueError when there is none."""

    def _isolated(
        self, uid: int, symbol: str, position_side: PositionSide
    ) -> tuple[Account, Holding]:
        self._floor.contract(symbol)
        account = self._account(uid)
        holding = account.holding(symbol, position_side)
        if holding is None or holding.margin_mode is MarginMode.CROSS:
            raise nothing_to_close()
        return account, holding

    def _margin_changed(self, account: Account, holding: Holding) -> None:
        self._floor.touch(account.uid, holding.symbol)
        put_in_order(self._floor)
        tell_position(self._floor, account, holding, PositionNews.MARGIN)


def _payable(amount: Decimal, most: Decimal) -> Decimal:
    """`amount` of USDT, digits below the settlement precision dropped.

    Raises Rejection 100001 when nothing is left of it, 300003 when it is more than `most`.
    """
    if not amount.is_finite() or amount < SETTLE:
        raise invalid_parameter("The margin must be greater than 0.")
    if amount > most:
        raise balance_insufficient(amount)
    return floor_settled(amount)


def _change_cross_leverage(
    floor: Floor, account: Account, contract: Contract, leverage: int
) -> None:
    settings = account.of(contract.symbol)
    limit = level_allowing(contract, leverage)
    held = [h for h in account.holdings_of(contract.symbol) if h.margin_mode is MarginMode.CROSS]
    if any(abs(holding.cost) > limit.max_risk_limit for holding in held):
        raise risk_limit_exceeded(limit.max_risk_limit)
    wanted = {holding.id: floor_settled(abs(holding.cost) / leverage) for holding in held}
    more = sum((wanted[holding.id] - holding.initial for holding in held), ZERO)
    orders = account.resting_of(contract.symbol) if account.is_cross(contract.symbol) else []
    if orders:
        more += reserve(account, contract, leverage) - account.reserves[contract.symbol]
    if more > 0 and more > free(floor, account):
        raise balance_insufficient(more)
    account.settings[contract.symbol] = replace(settings, cross_leverage=leverage)
    for holding in held:
        holding.initial, holding.leverage = wanted[holding.id], leverage
    for order in orders:
        order.leverage = leverage
    floor.touch(account.uid, contract.symbol)


def _check_level(floor: Floor, account: Account, contract: Contract, level: int) -> None:
    row = ladder(contract)[level - 1]
    mark = floor.quote(contract.symbol).mark
    for holding in account.holdings_of(contract.symbol):
        if holding.margin_mode is MarginMode.CROSS:
            continue
        if abs(holding.cost) > row.max_risk_limit:
            raise risk_limit_exceeded(row.max_risk_limit)
        if holding.leverage > row.max_leverage:
            raise leverage_too_high(row.max_leverage)
        need = abs(holding.value(mark)) * (row.maintain_margin + contract.taker_fee)
        if holding.margin + holding.unrealised(mark) <= need:
            raise risk_limit_balance()
