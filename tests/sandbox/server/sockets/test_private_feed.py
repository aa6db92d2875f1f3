"""Private channels: an account hears of itself, in KuCoin's forms, and nobody else does."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from enygma.sandbox.server.auth import ApiKey
from enygma.sandbox.trading import (
    MarginMode,
    Order,
    OrderRequest,
    OrderType,
    Side,
    Stop,
    StopDirection,
)

Frame = dict[str, Any]
Play = Callable[[Callable[[Any], Any]], None]

SYMBOL = "XBTUSDTM"
MINUTE_MS = 60_000
ORDERS = "/contractMarket/tradeOrders"
STOPS = "/contractMarket/advancedOrders"
WALLET = "/contractAccount/wallet"
POSITIONS = "/contract/positionAll"
MARGIN_MODE = "/contract/marginMode"
CROSS_LEVERAGE = "/contract/crossLeverage"
EVERY = (
    ORDERS,
    f"{ORDERS}:{SYMBOL}",
    STOPS,
    WALLET,
    f"/contract/position:{SYMBOL}",
    POSITIONS,
    MARGIN_MODE,
    CROSS_LEVERAGE,
)
DOCUMENTED = {
    ORDERS: "allOrder_contractMarket_tradeOrders",
    f"{ORDERS}:{SYMBOL}": "order_contractMarket_tradeOrders_symbol",
    STOPS: "stopOrders_contractMarket_advancedOrders",
    WALLET: "balance_contractAccount_wallet",
    f"/contract/position:{SYMBOL}": "position_contract_position_symbol",
    POSITIONS: "allPosition_contract_positionAll",
    MARGIN_MODE: "marginMode_contract_marginMode",
    CROSS_LEVERAGE: "crossLeverage_contract_crossLeverage",
}
SCHEMAS = {
    ORDERS: "allOrders",
    f"{ORDERS}:{SYMBOL}": "orders",
    STOPS: "stopOrders",
    WALLET: "balance",
    f"/contract/position:{SYMBOL}": "position",
    POSITIONS: "allPosition",
    MARGIN_MODE: "marginMode",
    CROSS_LEVERAGE: "crossLeverage",
}


def market_order(side: Side = Side.BUY, lots: int = 3, **more: Any) -> OrderRequest:
    terms = {"client_oid": f"{side}{lots}", "symbol": SYMBOL, "leverage": 5, **more}
    return OrderRequest(side=side, type=OrderType.MARKET, lots=lots, **terms)


def resting_order(price: str = "50000", **more: Any) -> OrderRequest:
    terms = {"client_oid": f"at-{price}", "symbol": SYMBOL, "leverage": 5, **more}
    return OrderRequest(side=Side.BUY, lots=1, price=Decimal(price), **terms)


def stop_order(price: str = "50000") -> OrderRequest:
    stop = Stop(StopDirection.DOWN, Decimal(price))
    return market_order(Side.SELL, reduce_only=True, stop=stop, client_oid="stop")


async def trade_everything(floor: Any) -> None:
    """Something happens in every channel."""
    exchange, uid = floor.exchange, floor.uid
    exchange.place(uid, market_order())
    exchange.place(uid, stop_order())
    exchange.cancel(uid, exchange.place(uid, resting_order()).id)
    exchange.set_margin_mode(uid, "ETHUSDTM", MarginMode.CROSS)
    exchange.set_cross_leverage(uid, "ETHUSDTM", 8)


def kinds(frames: list[Frame], topic: str) -> list[tuple[str, str]]:
    return [
        (frame["data"]["status"], frame["data"]["type"])
        for frame in frames
        if frame["topic"] == topic
    ]


def test_taker_is_matched_and_filled(play: Play) -> None:
    async def scenario(floor: Any) -> None:
        async with floor.ear() as ear:
            await ear.subscribe(ORDERS)
            order: Order = floor.exchange.place(floor.uid, market_order())
            frames = await ear.heard()

        assert kinds(frames, ORDERS)[0] == ("match", "match")
        assert kinds(frames, ORDERS)[-1] == ("done", "filled")
        match, done = frames[0]["data"], frames[-1]["data"]
        assert (match["liquidity"], match["feeType"]) == ("taker", "takerFee")
        assert Decimal(match["matchPrice"]) == order.average_price(Decimal("0.001"))
        assert (done["filledSize"], done["remainSize"]) == ("3", "0")
        assert {each["data"]["clientOid"] for each in frames} == {"buy3"}

    play(scenario)


def test_resting_order_is_opened_and_cancelled(play: Play) -> None:
    async def scenario(floor: Any) -> None:
        async with floor.ear() as ear:
            await ear.subscribe(f"{ORDERS}:{SYMBOL}")
            order = floor.exchange.place(floor.uid, resting_order())
            floor.exchange.cancel(floor.uid, order.id)
            frames = await ear.heard()

        topic = f"{ORDERS}:{SYMBOL}"
        assert kinds(frames, topic) == [("open", "open"), ("done", "canceled")]
        assert [each["data"]["canceledSize"] for each in frames] == ["0", "1"]
        assert {each["subject"] for each in frames} == {"symbolOrderChange"}

    play(scenario)


def test_order_that_shrinks_with_its_position_tells_what_it_was_before(play: Play) -> None:
    async def scenario(floor: Any) -> None:
        exchange, uid = floor.exchange, floor.uid
        exchange.place(uid, market_order(lots=9))
        high = exchange.positions(uid)[0].mark_price * Decimal("1.02")
        terms = {"client_oid": "closer", "leverage": 5, "reduce_only": True}
        price = high.quantize(Decimal(1))
        exchange.place(
            uid, OrderRequest(symbol=SYMBOL, side=Side.SELL, lots=9, price=price, **terms)
        )
        async with floor.ear() as ear:
            await ear.subscribe(ORDERS)
            for lots in (2, 3):
                exchange.place(uid, market_order(Side.SELL, lots, reduce_only=True))
            frames = [each["data"] for each in await ear.heard()]

        cuts = [each for each in frames if each["type"] == "update"]
        assert [(each["oldSize"], each["remainSize"]) for each in cuts] == [("9", "7"), ("7", "4")]

    play(scenario)


def test_stop_is_opened_and_triggered_as_time_goes_by(play: Play) -> None:
    async def scenario(floor: Any) -> None:
        exchange, uid = floor.exchange, floor.uid
        exchange.place(uid, market_order())
        mark = exchange.positions(uid)[0].mark_price
        async with floor.ear() as ear:
            await ear.subscribe(STOPS, ORDERS, POSITIONS)
            exchange.place(uid, stop_order(str((mark * Decimal("0.999")).quantize(Decimal("0.1")))))
            for _ in range(24 * 7):
                if not exchange.positions(uid):
                    break
                await floor.clock.advance(3_600_000)
            frames = await ear.heard()

        stops = [each["data"]["type"] for each in frames if each["topic"] == STOPS]
        assert stops == ["open", "triggered"]
        assert kinds(frames, ORDERS)[-1] == ("done", "filled")
        last = [each["data"] for each in frames if each["subject"] == "position.change"][-1]
        assert (last["isOpen"], last["currentQty"]) == (False, 0)

    play(scenario)


def test_funding_is_settled_on_the_position_channel(play: Play) -> None:
    async def scenario(floor: Any) -> None:
        floor.exchange.place(floor.uid, market_order())
        async with floor.ear() as ear:
            await ear.subscribe(POSITIONS)
            await floor.clock.advance(8 * 3_600_000)
            frames = await ear.heard()
        paid = floor.exchange.funding_payments(floor.uid)[0]

        settled = [each for each in frames if each["subject"] == "position.settlement"]
        assert len(settled) == 1
        data = settled[0]["data"]
        assert data["fundingTime"] % (8 * 3_600_000) == 0
        assert (data["qty"], data["fundingFee"]) == (3, float(paid.amount))

    play(scenario)


def test_position_is_pushed_when_its_mark_price_moves(play: Play) -> None:
    async def scenario(floor: Any) -> None:
        floor.exchange.place(floor.uid, market_order())
        async with floor.ear() as ear:
            await ear.subscribe(POSITIONS)
            for _ in range(3):
                await floor.clock.advance(10)
                await floor.clock.advance(1000)
            frames = await ear.heard()
        marks = [each["data"]["markPrice"] for each in frames]

        assert {each["data"]["changeReason"] for each in frames} == {"markPriceChange"}
        assert 1 < len(marks) <= 4
        assert len(set(marks)) == len(marks)
        assert marks[-1] == float(floor.exchange.positions(floor.uid)[0].mark_price)

    play(scenario)


def test_liquidation_is_told_as_one(play: Play) -> None:
    async def scenario(floor: Any) -> None:
        floor.exchange.place(floor.uid, market_order(leverage=50))
        async with floor.ear() as ear:
            await ear.subscribe(ORDERS, POSITIONS)
            floor.server.venue.market.shock(SYMBOL, -0.5, 5, floor.clock.now_ms())
            for _ in range(6):
                await floor.clock.advance(MINUTE_MS)
            frames = await ear.heard()
        orders = [each["data"] for each in frames if each["topic"] == ORDERS]
        reasons = [each["data"]["changeReason"] for each in frames if each["topic"] == POSITIONS]

        assert {each["tradeType"] for each in orders} == {"liquid"}
        assert reasons[-1] == "liquidation"
        assert floor.exchange.positions(floor.uid) == []

    play(scenario)


def test_one_account_never_hears_another(play: Play, other_key: ApiKey) -> None:
    async def scenario(floor: Any) -> None:
        async with floor.ear() as mine, floor.ear(other_key) as theirs:
            for ear in (mine, theirs):
                await ear.subscribe(*EVERY)
            await trade_everything(floor)
            heard, overheard = await mine.heard(), await theirs.heard()
            assert {frame["topic"] for frame in heard} == set(EVERY)
            assert len({frame["userId"] for frame in heard}) == 1
            assert overheard == []
            floor.exchange.place(floor.other_uid, market_order())
            assert await mine.heard() == []
            users = {frame["userId"] for frame in await theirs.heard()}
            assert users
            assert users.isdisjoint(frame["userId"] for frame in heard)

    play(scenario)


def test_public_token_opens_no_private_channel(play: Play) -> None:
    async def scenario(floor: Any) -> None:
        async with floor.ear(None) as ear:
            for topic in EVERY:
                await ear.say(id="1", type="subscribe", topic=topic, privateChannel=True)
                answer = await ear.hear()
                assert (answer["code"], answer["data"]) == (403, "login is required")

    play(scenario)


def test_private_token_opens_public_channels_too(play: Play) -> None:
    async def scenario(floor: Any) -> None:
        async with floor.ear() as ear:
            await ear.subscribe(f"/contract/instrument:{SYMBOL}")
            assert (await ear.hear())["subject"] == "mark.index.price"

    play(scenario)


@pytest.mark.parametrize(
    "topic",
    [
        f"{WALLET}:{SYMBOL}",
        "/contract/position",
        "/contract/position:NOPE",
        f"{ORDERS}:",
        f"{STOPS}:x",
    ],
)
def test_topic_that_does_not_exist_is_refused(play: Play, topic: str) -> None:
    async def scenario(floor: Any) -> None:
        async with floor.ear() as ear:
            await ear.say(id="1", type="subscribe", topic=topic, privateChannel=True)
            assert (await ear.hear())["code"] == 404

    play(scenario)


def test_nothing_is_heard_after_unsubscribing(play: Play) -> None:
    async def scenario(floor: Any) -> None:
        async with floor.ear() as ear:
            await ear.subscribe(ORDERS)
            await ear.say(id="2", type="unsubscribe", topic=ORDERS, response=True)
            assert (await ear.hear())["type"] == "ack"
            floor.exchange.place(floor.uid, market_order())
            assert await ear.heard() == []

    play(scenario)


def test_frames_are_what_kucoin_documents(play: Play, shared: Path) -> None:
    official = shared / "kucoin_api" / "official"
    document = json.loads((official / "openapi-futures-private.json").read_text())

    async def scenario(floor: Any) -> None:
        async with floor.ear() as ear:
            await ear.subscribe(*EVERY)
            await trade_everything(floor)
            frames = await ear.heard()
        for frame in frames:
            name = f"#/components/schemas/Futures_futures_private_{SCHEMAS[frame['topic']]}"
            jsonschema.validate(frame, document | {"$ref": name})

    play(scenario)


@pytest.mark.parametrize("topic", DOCUMENTED)
def test_frame_has_every_key_of_the_documented_one(play: Play, shared: Path, topic: str) -> None:
    folder = shared / "kucoin_api" / "official" / "examples"
    theirs = json.loads((folder / f"ws_PUSH_{DOCUMENTED[topic]}__response.json").read_text())

    async def scenario(floor: Any) -> None:
        async with floor.ear() as ear:
            await ear.subscribe(topic)
            await trade_everything(floor)
            frames = await ear.heard()
        ours = next(each for each in frames if each["data"].get("type", "open") == "open")
        assert set(theirs) <= set(ours)
        for name, value in theirs["data"].items():
            if name in {"XBTUSDTM", "ETHUSDTM"}:
                continue
            assert name in ours["data"], name
            assert kind(ours["data"][name]) == kind(value), name

    play(scenario)


def kind(value: Any) -> str:
    """The JSON type; KuCoin's numbers are integers or fractions as they happen to be."""
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else type(value).__name__
