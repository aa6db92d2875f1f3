"""A sandbox to trade in, and what a test can do and see there."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from freqtrade.persistence import Order, Trade

from enygma.exchange.kucoin import Kucoin
from enygma.sandbox import RunningSandbox
from enygma.sandbox.faults import Match
from enygma.sandbox.server.options import DEFAULT_KEY
from enygma.sandbox.trading import OrderRequest, OrderStatus, OrderType, Side


class Floor:
    """A sandbox whose time stands still unless a test moves it, and bots that trade in it."""

    symbol, pair = "ETHUSDTM", "ETH/USDT:USDT"

    def __init__(
        self, sandbox: RunningSandbox, traveller: Any, connect: Callable[..., Kucoin], folder: Path
    ) -> None:
        self._folder = folder
        self.sandbox = sandbox
        self.venue = sandbox.server.venue
        self.uid = DEFAULT_KEY.uid
        self._traveller = traveller
        self._connect = connect
        self._first = len(self.orders())

    def start_over(self) -> None:
        """Forget the journal and the orders so far; nothing is open."""
        assert self.position() == 0
        for journal in self._folder.glob("*.intents.jsonl"):
            journal.unlink()
        self._first = len(self.orders())

    def orders_of_test(self) -> list[Any]:
        """The orders since the test began or started over, oldest first."""
        return self.orders()[self._first :]

    def bot(self, **changes: Any) -> Kucoin:
        """A bot as it is right after its start; another one takes over the same journal."""
        return self._connect(**changes)

    def advance(self, seconds: float) -> None:
        """Let time pass, for the exchange and for the bots."""
        step_ms = max(1, round(seconds * 1000))
        self.sandbox.advance(step_ms)
        self._traveller.shift(step_ms / 1000)

    def move_price(self, change: float) -> None:
        """Let the price change by a share within two minutes."""
        now_ms = self.venue.now_ms()
        self.see(lambda: self.venue.market.shock(self.symbol, change, 1, now_ms))
        for _ in range(12):
            self.advance(10)

    def see(self, look: Callable[[], Any]) -> Any:
        """What `look` answers on the exchange's own thread."""

        async def looking() -> Any:
            self.venue.exchange.advance(self.venue.now_ms())
            return look()

        return self.sandbox.call(looking())

    def price(self) -> float:
        """The last price."""
        return float(
            self.see(lambda: self.venue.market.prices(self.symbol, self.venue.now_ms())).last
        )

    def position(self) -> int:
        """Lots of the position, negative when short."""
        held = self.see(lambda: self.venue.exchange.positions(self.uid))
        return sum(each.lots for each in held if each.symbol == self.symbol)

    def orders(self) -> list[Any]:
        """Every order that the exchange ever accepted, oldest first."""
        return list(self.see(lambda: self.venue.exchange.orders(self.uid)))

    def waiting(self) -> list[Any]:
        """Every stop that waits."""
        return [each for each in self.orders() if each.status is OrderStatus.WAITING]

    def stops(self) -> list[Any]:
        """The stops that wait and were placed as such."""
        return [each for each in self.waiting() if each.parent_id is None]

    def attached(self) -> list[Any]:
        """The stops that wait and came with an entry."""
        return [each for each in self.waiting() if each.parent_id is not None]

    def own_lots(self) -> int:
        """Lots of the stops that were placed as such."""
        return sum(each.lots for each in self.stops() if each.request.reduce_only)

    def protected_lots(self) -> int:
        """Lots of all stops that wait and only reduce."""
        return sum(each.lots for each in self.waiting() if each.request.reduce_only)

    def enter(self, bot: Kucoin, **changes: Any) -> dict[str, Any]:
        """Let a bot buy one coin at the market, or what `changes` make of that order."""
        order = {
            "pair": self.pair,
            "ordertype": "market",
            "side": "buy",
            "amount": 1.0,
            "rate": self.price(),
            "leverage": 5.0,
        }
        return dict(bot.create_order(**{**order, **changes}))

    def book(self, entry: dict[str, Any]) -> Trade:
        """The long trade as freqtrade saves it in its database after an entry of one coin."""
        rate = self.price()
        trade = Trade(
            pair=self.pair,
            stake_amount=600.0,
            amount=1.0,
            open_rate=rate,
            fee_open=0.0006,
            fee_close=0.0006,
            exchange="kucoin",
            is_open=True,
            leverage=5.0,
            open_date=datetime.fromtimestamp(self.venue.now_ms() / 1000, UTC),
        )
        trade.orders.append(Order.parse_from_ccxt_object(entry, self.pair, "buy", 1.0, rate))
        Trade.session.add(trade)
        Trade.commit()
        return trade

    def clear_out(self) -> None:
        """Close every position and cancel every order."""
        exchange, uid = self.venue.exchange, self.uid
        self.see(lambda: exchange.cancel_orders(uid))
        self.see(lambda: exchange.cancel_stops(uid))
        for held in self.see(lambda: exchange.positions(uid)):
            request = closing(held)
            self.see(lambda request=request: exchange.place(uid, request))
        assert self.position() == 0

    def stand(self, condition: Any) -> None:
        """Let the exchange be in a condition from now on."""
        self.see(lambda: self.venue.faults.add(condition))

    def fail(self, fault: Any, method: str = "", path: str = "", count: int = 1) -> None:
        """Let the next requests of a kind meet a fault."""
        match = Match(method=method, path=path)
        self.see(lambda: self.venue.faults.add(fault, match, count=count))


def closing(held: Any) -> OrderRequest:
    """The order that closes a position."""
    return OrderRequest(
        client_oid=f"test-{next(_numbers)}",
        symbol=held.symbol,
        side=Side.SELL if held.lots > 0 else Side.BUY,
        type=OrderType.MARKET,
        close_order=True,
        margin_mode=held.margin_mode,
        position_side=held.position_side,
    )


_numbers = itertools.count()
