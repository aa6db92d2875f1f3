"""Who follows the private channels knows what the exchange holds, whatever happened."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enygma.sandbox.server.sockets import private_frames
from enygma.sandbox.trading import (
    Exchange,
    OrderRequest,
    OrderStatus,
    OrderType,
    Rejection,
    Side,
    Stop,
    StopDirection,
)

Play = Callable[[Callable[[Any], Any]], None]
TOPICS = (
    "/contractMarket/tradeOrders",
    "/contractMarket/advancedOrders",
    "/contractAccount/wallet",
    "/contract/positionAll",
)

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["market", "market", "limit", "limit", "stop", "cancel", "wait", "wait", "fund"]
        ),
        st.sampled_from([Side.BUY, Side.SELL]),
        st.integers(1, 40),
        st.booleans(),
    ),
    min_size=8,
    max_size=30,
)


class Actor:
    """Does one step after the other; what is refused is no matter here."""

    def __init__(self, floor: Any) -> None:
        self._floor = floor
        self._number = 0

    async def do(self, kind: str, side: Side, lots: int, reduce_only: bool) -> None:
        exchange: Exchange = self._floor.exchange
        uid = self._floor.uid
        if kind == "wait":
            await self._floor.clock.advance(lots * 60_000)
        elif kind == "fund":
            exchange.deposit(uid, Decimal(lots))
        elif kind == "cancel":
            active = exchange.active_orders(uid)
            if active:
                exchange.cancel(uid, active[lots % len(active)].id)
        else:
            self._place(kind, side, lots, reduce_only)

    def _place(self, kind: str, side: Side, lots: int, reduce_only: bool) -> None:
        self._number += 1
        exchange, now_ms = self._floor.exchange, self._floor.clock.now_ms()
        last = Decimal(str(self._floor.server.venue.market.prices("XBTUSDTM", now_ms).last))
        away = (last * (1 - side.sign * Decimal(lots) / 10_000)).quantize(Decimal("0.1"))
        direction = StopDirection.UP if side is Side.SELL else StopDirection.DOWN
        request = OrderRequest(
            client_oid=f"o{self._number}",
            symbol="XBTUSDTM",
            side=side,
            lots=lots,
            leverage=5,
            type=OrderType.LIMIT if kind == "limit" else OrderType.MARKET,
            price=away if kind == "limit" else None,
            reduce_only=reduce_only,
            stop=Stop(direction, away) if kind == "stop" else None,
        )
        try:
            exchange.place(self._floor.uid, request)
        except Rejection:
            return


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(todo=steps)
def test_frames_lead_to_what_the_exchange_holds(
    play: Play, todo: list[tuple[str, Side, int, bool]]
) -> None:
    async def scenario(floor: Any) -> None:
        async with floor.ear() as ear:
            await ear.subscribe(*TOPICS)
            actor = Actor(floor)
            for step in todo:
                await actor.do(*step)
            frames = await ear.heard()
        told = {topic: [f["data"] for f in frames if f["topic"] == topic] for topic in TOPICS}
        compare_orders(floor.exchange, floor.uid, told[TOPICS[0]], told[TOPICS[1]])
        compare_money(floor.exchange, floor.uid, told[TOPICS[2]], told[TOPICS[3]])

    play(scenario)


def compare_orders(
    exchange: Exchange, uid: int, told: list[dict[str, Any]], stops: list[dict[str, Any]]
) -> None:
    orders = {order.id: order for order in exchange.orders(uid)}
    latest = {each["orderId"]: each for each in told}
    for order_id, each in latest.items():
        order = orders[order_id]
        assert each["filledSize"] == str(order.filled_lots)
        assert (each["status"] == "done") is (order.status is OrderStatus.DONE)
    waiting = {
        each["orderId"]
        for each in {s["orderId"]: s for s in stops}.values()
        if each["type"] == "open"
    }
    assert waiting == {o.id for o in orders.values() if o.status is OrderStatus.WAITING}
    assert set(orders) == set(latest) | {each["orderId"] for each in stops}
    matches = [(m["tradeId"], m["orderId"], int(m["matchSize"])) for m in told if "matchSize" in m]
    assert matches == [(fill.trade_id, fill.order_id, fill.lots) for fill in exchange.fills(uid)]


def compare_money(
    exchange: Exchange, uid: int, wallets: list[dict[str, Any]], told: list[dict[str, Any]]
) -> None:
    changes = [each["currentQty"] for each in told if "currentQty" in each]
    held = sum(position.lots for position in exchange.positions(uid))
    assert held == (changes[-1] if changes else 0)
    if wallets:
        shown = private_frames.wallet(exchange.overview(uid), 0)
        assert wallets[-1]["walletBalance"] == shown["walletBalance"]
