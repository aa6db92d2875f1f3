"""Random trading against a plain reference: every digit of every account, and what may never be.

The reference counts in whole units of 1e-8 USDT and knows nothing of the exchange but the fills
and the funding rates that it hears of.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from enygma.sandbox.trading import (
    Bracket,
    Event,
    Exchange,
    Fill,
    FillHappened,
    FillReason,
    Liquidity,
    MarginMode,
    OrderRequest,
    OrderStatus,
    OrderType,
    PositionSettled,
    PriceType,
    Rejection,
    SelfTradePrevention,
    Side,
    Stop,
    StopDirection,
    TimeInForce,
)

UNIT = 10**8
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
BTC, ETH = "XBTUSDTM", "ETHUSDTM"
FIRST = {BTC: 50_000.0, ETH: 3_000.0}
TICK = {BTC: Decimal("0.1"), ETH: Decimal("0.01")}
LOT = {BTC: Decimal("0.001"), ETH: Decimal("0.01")}
FEES = {Liquidity.MAKER: 2, Liquidity.TAKER: 6}  # in 1/10000
ISOLATED, CROSS = (1, 2), 3
ACCOUNTS = (*ISOLATED, CROSS)
BALANCES = {1: 2_000, 2: 2_000, CROSS: 300}


def units(amount: Decimal) -> int:
    """An amount in units of 1e-8; fails when it has more digits than that."""
    scaled = amount * UNIT
    assert scaled == int(scaled), amount
    return int(scaled)


def half_up(numerator: int, denominator: int) -> int:
    """Quotient of a possibly negative and a positive number, half away from zero."""
    sign = 1 if numerator >= 0 else -1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


@dataclass
class Pile:
    """Lots of one contract: what they cost and the parts of the margin behind them."""

    lots: int = 0
    cost: int = 0
    initial: int = 0
    funding: int = 0
    added: int = 0
    loss: int = 0

    @property
    def margin(self) -> int:
        return self.initial + self.funding + self.added - self.loss

    def take(self, lots: int) -> tuple[int, int]:
        """Remove lots; their cost and their margin."""
        before, held = self.margin, abs(self.lots)
        cost = self.cost if lots == held else half_up(self.cost * lots, held)
        for name in ("initial", "funding", "added", "loss"):
            value = getattr(self, name)
            part = value if lots == held else half_up(value * lots, held)
            setattr(self, name, value - part)
        self.lots += -lots if self.lots > 0 else lots
        self.cost -= cost
        return cost, before - self.margin


@dataclass
class Till:
    """What the house earned in fees, and what its insurance won or paid."""

    fees: int = 0
    insurance: int = 0


@dataclass
class Reference:
    """One account as a plain sum of what it heard."""

    till: Till
    cross: bool
    balance: int = 0
    piles: dict[str, Pile] = field(default_factory=dict)

    def pile(self, symbol: str) -> Pile:
        return self.piles.setdefault(symbol, Pile())

    def trade(self, fill: Fill, leverage: int, reduces: bool) -> None:
        pile = self.pile(fill.symbol)
        before = pile.lots
        sign = 1 if fill.side is Side.BUY else -1
        price = units(LOT[fill.symbol] * fill.price)
        fee = half_up(fill.lots * price * FEES[fill.liquidity], 10_000)
        closing = min(fill.lots, abs(before)) if before * sign < 0 else 0
        close_fee = fee if closing == fill.lots else half_up(fee * closing, fill.lots)
        self.till.fees += fee
        assert units(fill.fee) == fee
        assert not reduces or closing == fill.lots, "a reduce-only order opened something"
        if closing:
            self._close(pile, closing, price, close_fee)
        opening = fill.lots - closing
        if opening:
            pile.lots += sign * opening
            pile.cost += sign * opening * price
            pile.initial += opening * price // leverage
            self.balance -= fee - close_fee

    def _close(self, pile: Pile, lots: int, price: int, fee: int) -> None:
        sign = 1 if pile.lots > 0 else -1
        cost, margin = pile.take(lots)
        result = sign * lots * price - cost
        self.balance += result - fee
        lost = -(margin + result - fee)
        if self.cross:
            held = any(each.lots for each in self.piles.values())
            self._relieve(0 if held else max(-self.balance, 0))
        elif lost > 0:
            own = min(lost, max(pile.margin, 0))
            pile.loss += own
            self._relieve(lost - own)

    def _relieve(self, amount: int) -> None:
        self.balance += amount
        self.till.insurance -= amount

    def liquidate(self, fill: Fill, mark: Decimal) -> None:
        pile = self.piles.pop(fill.symbol)
        worth = pile.lots * units(LOT[fill.symbol] * mark)
        sign = 1 if pile.lots > 0 else -1
        result = sign * units(fill.value) - pile.cost if self.cross else -pile.margin
        fee = half_up(abs(worth) * FEES[Liquidity.TAKER], 10_000)
        self.balance += result
        self.till.fees += fee
        self.till.insurance += worth - pile.cost - result - fee

    def fund(self, symbol: str, mark: Decimal, rate: Decimal) -> None:
        pile = self.pile(symbol)
        value = pile.lots * units(LOT[symbol] * mark)
        due = -half_up(value * units(rate), UNIT)
        amount = due if self.cross else max(due, -max(pile.margin, 0))
        pile.funding += amount
        self.balance += amount
        self.till.insurance += due - amount


def on_tick(symbol: str, bps: int) -> Decimal:
    """A price so many basis points from the first one."""
    exact = Decimal(FIRST[symbol]) * (10_000 + bps) / 10_000
    return (exact / TICK[symbol]).to_integral_value() * TICK[symbol]


class Books(RuleBasedStateMachine):
    """Three accounts, one of them on cross margin, trade two contracts in a market that moves."""

    market_type: Any
    start_ms: int

    @initialize(
        btc=st.lists(st.integers(-150, 150), min_size=40, max_size=40),
        eth=st.lists(st.integers(-400, 400), min_size=40, max_size=40),
        premium=st.lists(st.integers(-30, 30), min_size=41, max_size=41),
        volume=st.sampled_from([0.0, 40.0, 5_000.0]),
    )
    def open(self, btc: list[int], eth: list[int], premium: list[int], volume: float) -> None:
        scripts, marks = {}, {}
        for symbol, moves in ((BTC, btc), (ETH, eth)):
            level, levels = 0, [0]
            for move in moves:
                level = max(-5_000, level + move)
                levels.append(level)
            scripts[symbol] = [float(on_tick(symbol, each)) for each in levels]
            marks[symbol] = [
                float(on_tick(symbol, each + more))
                for each, more in zip(levels, premium, strict=True)
            ]
        funding = {self.start_ms + 7 * n * MINUTE_MS: (-1) ** n * 0.003 for n in range(1, 6)}
        market = self.market_type(scripts, marks=marks, volume=volume, funding=funding)
        self.exchange = Exchange(market, self.start_ms)
        self.till = Till()
        self.references = {
            uid: Reference(self.till, uid == CROSS, BALANCES[uid] * UNIT) for uid in ACCOUNTS
        }
        self.accepted: dict[int, set[str]] = {uid: set() for uid in ACCOUNTS}
        self.count = 0
        for uid in ACCOUNTS:
            self.exchange.open_account(uid, Decimal(BALANCES[uid]))
        for symbol in (BTC, ETH):
            self.exchange.set_margin_mode(CROSS, symbol, MarginMode.CROSS)
            self.exchange.set_cross_leverage(CROSS, symbol, 75)
        self.exchange.subscribe(self.hear)

    def hear(self, event: Event) -> None:
        if isinstance(event, PositionSettled):
            paid = event.payment
            self.references[paid.uid].fund(paid.symbol, paid.mark_price, paid.rate)
        elif isinstance(event, FillHappened):
            fill = event.fill
            reference = self.references[fill.uid]
            if fill.reason is FillReason.LIQUIDATION:
                market = self.exchange._floor.market
                mark = Decimal(repr(market.prices(fill.symbol, fill.ms).mark))
                reference.liquidate(fill, mark)
            else:
                order = self.exchange.order(fill.uid, fill.order_id)
                reference.trade(fill, order.leverage, order.request.reduce_only)

    @rule(
        uid=st.sampled_from(ACCOUNTS),
        symbol=st.sampled_from([BTC, ETH]),
        side=st.sampled_from(list(Side)),
        lots=st.integers(1, 300),
        bps=st.none() | st.integers(-300, 300),
        leverage=st.sampled_from([3, 10, 50, 75]),
        flags=st.sets(st.sampled_from(["reduce_only", "force_hold", "post_only", "close_order"])),
        tif=st.sampled_from(list(TimeInForce)),
        stp=st.none() | st.sampled_from(list(SelfTradePrevention)),
        again=st.booleans(),
    )
    def place(self, uid, symbol, side, lots, bps, leverage, flags, tif, stp, again) -> None:  # type: ignore[no-untyped-def]
        self.count += not again
        self.send(
            uid,
            symbol=symbol,
            side=side,
            lots=lots,
            leverage=leverage,
            price=bps,
            time_in_force=tif,
            stp=stp,
            **dict.fromkeys(flags, True),
        )

    @rule(
        uid=st.sampled_from(ACCOUNTS),
        symbol=st.sampled_from([BTC, ETH]),
        side=st.sampled_from(list(Side)),
        lots=st.integers(1, 300),
        stop=st.tuples(st.integers(-300, 300), st.sampled_from(list(StopDirection))),
        watched=st.sampled_from(list(PriceType)),
        reduce_only=st.booleans(),
    )
    def place_stop(self, uid, symbol, side, lots, stop, watched, reduce_only) -> None:  # type: ignore[no-untyped-def]
        self.count += 1
        bps, direction = stop
        self.send(
            uid,
            symbol=symbol,
            side=side,
            lots=lots,
            leverage=20,
            reduce_only=reduce_only,
            stop=Stop(direction, on_tick(symbol, bps), watched),
        )

    @rule(
        uid=st.sampled_from(ACCOUNTS),
        side=st.sampled_from(list(Side)),
        lots=st.integers(1, 300),
        bps=st.integers(-100, 100),
        bracket=st.tuples(st.integers(101, 400), st.integers(-400, -101)),
    )
    def place_bracket(self, uid, side, lots, bps, bracket) -> None:  # type: ignore[no-untyped-def]
        self.count += 1
        up, down = (on_tick(BTC, each) for each in bracket)
        self.send(
            uid,
            symbol=BTC,
            side=side,
            lots=lots,
            leverage=25,
            price=bps,
            bracket=Bracket(up, down),
        )

    def send(self, uid: int, *, price: int | None = None, **request: Any) -> None:
        oid = f"order-{self.count}"
        symbol = request["symbol"]
        wanted = OrderRequest(
            client_oid=oid,
            type=OrderType.MARKET if price is None else OrderType.LIMIT,
            price=None if price is None else on_tick(symbol, price),
            margin_mode=MarginMode.CROSS if uid == CROSS else MarginMode.ISOLATED,
            **request,
        )
        before = self.exchange.snapshot()
        try:
            self.exchange.place(uid, wanted)
        except Rejection:
            assert self.exchange.snapshot() == before, "a refused order left a trace"
        else:
            assert oid not in self.accepted[uid], "one clientOid was accepted twice"
            self.accepted[uid].add(oid)

    @rule(ms=st.integers(1, 3 * MINUTE_MS))
    def pass_time(self, ms: int) -> None:
        self.exchange.advance(self.exchange.now_ms + ms)

    @rule(uid=st.sampled_from(ACCOUNTS), which=st.integers(0, 50))
    def cancel(self, uid: int, which: int) -> None:
        active = self.exchange.active_orders(uid)
        if active:
            self.exchange.cancel(uid, active[which % len(active)].id)

    @rule(uid=st.sampled_from(ACCOUNTS), symbol=st.sampled_from([None, BTC, ETH]))
    def cancel_all(self, uid: int, symbol: str | None) -> None:
        self.exchange.cancel_orders(uid, symbol)

    @rule(uid=st.sampled_from(ACCOUNTS), amount=st.integers(-500, 500).filter(bool))
    def transfer(self, uid: int, amount: int) -> None:
        move = self.exchange.deposit if amount > 0 else self.exchange.withdraw
        try:
            move(uid, Decimal(abs(amount)))
        except Rejection:
            return
        self.references[uid].balance += amount * UNIT

    @rule(
        uid=st.sampled_from(ISOLATED),
        symbol=st.sampled_from([BTC, ETH]),
        amount=st.integers(-100, 100).filter(bool),
    )
    def change_margin(self, uid: int, symbol: str, amount: int) -> None:
        change = self.exchange.add_margin if amount > 0 else self.exchange.withdraw_margin
        try:
            change(uid, symbol, Decimal(abs(amount)))
        except Rejection:
            return
        self.references[uid].pile(symbol).added += amount * UNIT

    @precondition(lambda self: self.count % 5 == 0)
    @rule()
    def restart(self) -> None:
        market = self.exchange._floor.market
        self.exchange = Exchange.restore(market, self.exchange.snapshot())
        self.exchange.subscribe(self.hear)

    @invariant()
    def the_books_balance(self) -> None:
        assert self.exchange.books_balance() == 0

    @invariant()
    def accounts_are_what_the_reference_says(self) -> None:
        for uid, reference in self.references.items():
            assert units(self.exchange.overview(uid).balance) == reference.balance
            self.positions_are_what_the_reference_says(uid, reference)
        house = self.exchange._floor.house
        assert units(house.fees) == self.till.fees
        assert units(house.insurance) == self.till.insurance

    def positions_are_what_the_reference_says(self, uid: int, reference: Reference) -> None:
        held = {each.symbol: each for each in self.exchange.positions(uid)}
        for symbol in (BTC, ETH):
            pile = reference.pile(symbol)
            lots = held[symbol].lots if symbol in held else 0
            assert lots == pile.lots
            if symbol in held:
                margin = pile.initial if reference.cross else pile.margin
                assert units(held[symbol].cost) == pile.cost
                assert units(held[symbol].margin) == margin

    @invariant()
    def nobody_has_committed_more_than_the_balance(self) -> None:
        for uid in ISOLATED:
            wallet = self.exchange.overview(uid)
            committed = wallet.isolated_position_margin + wallet.isolated_order_margin
            assert wallet.balance >= committed

    @invariant()
    def orders_add_up(self) -> None:
        for uid in ACCOUNTS:
            traded: dict[str, int] = {}
            for fill in self.exchange.fills(uid):
                traded[fill.order_id] = traded.get(fill.order_id, 0) + fill.lots
            orders = self.exchange.orders(uid)
            for order in orders:
                assert order.filled_lots == traded.get(order.id, 0)
                assert order.remaining_lots == 0 or order.is_active
            oids = [each.client_oid for each in orders if each.client_oid]
            assert len(oids) == len(set(oids))
            assert self.accepted[uid] <= set(oids)

    @invariant()
    def reducers_never_exceed_the_position(self) -> None:
        for uid in ACCOUNTS:
            lots = {each.symbol: each.lots for each in self.exchange.positions(uid)}
            for order in self.exchange.active_orders(uid):
                if order.status is OrderStatus.OPEN and order.request.reduce_only:
                    assert order.side.sign * lots[order.symbol] < 0
                    assert order.remaining_lots <= abs(lots[order.symbol])


def test_random_trading_agrees_with_the_reference(scripted, start_ms):
    from hypothesis.stateful import run_state_machine_as_test

    machine = type("OpenBooks", (Books,), {"market_type": scripted, "start_ms": start_ms})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=40, stateful_step_count=40, deadline=None)
    )
