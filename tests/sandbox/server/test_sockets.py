"""The socket: welcome, subscribe, acknowledge, ping, errors, and what the channels push."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from enygma.sandbox import SandboxServer, ServerOptions, SteppedClock
from enygma.sandbox.market import Market
from enygma.sandbox.server.order_books import OrderBooks

MINUTE_MS = 60_000
Frame = dict[str, Any]
Scenario = Callable[["Client", SteppedClock], Coroutine[Any, Any, None]]


class Client:
    """A socket client that reads with a limit, so that a missing frame fails the test."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, **message: object) -> None:
        await self.socket.send_str(json.dumps(message))

    async def hear(self) -> Frame:
        frame = json.loads(await self.socket.receive_str(timeout=5))
        assert isinstance(frame, dict)
        return frame

    async def subscribe(self, topic: str, identity: str = "1") -> None:
        await self.say(id=identity, type="subscribe", topic=topic, response=True)
        assert await self.hear() == {"id": identity, "type": "ack"}


async def token(session: aiohttp.ClientSession, server: SandboxServer) -> str:
    async with session.post(f"{server.url}/api/v1/bullet-public") as answer:
        value = (await answer.json())["data"]["token"]
        assert isinstance(value, str)
        return value


@asynccontextmanager
async def connected(server: SandboxServer) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        address = f"{server.ws_url}?token={await token(session, server)}&connectId=me"
        async with session.ws_connect(address) as socket:
            client = Client(socket)
            assert await client.hear() == {"id": "me", "type": "welcome"}
            yield client


@pytest.fixture
def play(market: Market, now_ms: int) -> Callable[[Scenario], None]:
    """Run a scenario with a connected client and the clock that moves its server."""

    async def run(scenario: Scenario) -> None:
        clock = SteppedClock(now_ms)
        async with SandboxServer(market, clock) as server, connected(server) as client:
            await scenario(client, clock)

    return lambda scenario: asyncio.run(run(scenario))


def test_wrong_token_is_refused_and_the_socket_closed(market: Market, now_ms: int) -> None:
    async def run() -> None:
        async with (
            SandboxServer(market, SteppedClock(now_ms)) as server,
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{server.ws_url}?token=guess&connectId=me") as socket,
        ):
            answer = json.loads(await socket.receive_str(timeout=5))
            assert answer == {"id": "me", "type": "error", "code": 401, "data": "token is invalid"}
            assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE

    asyncio.run(run())


def test_ping_is_answered_with_pong_and_the_same_id(play: Callable[[Scenario], None]) -> None:
    async def scenario(client: Client, _clock: SteppedClock) -> None:
        await client.say(id="17", type="ping")
        answer = await client.hear()
        assert (answer["id"], answer["type"]) == ("17", "pong")

    play(scenario)


@pytest.mark.parametrize(
    ("message", "code", "text"),
    [
        ('{"id": 1, "type": "shout"}', 415, "type is not supported"),
        ('{"id": 1, "type": "subscribe"}', 406, "topic is required"),
        ('{"id": 1, "type": "subscribe", "topic": "/x:y"}', 404, "topic /x:y is not found"),
        ("[1]", 400, "message is not a JSON object"),
        ("nonsense", 400, "message is not a JSON object"),
    ]
    + [
        (json.dumps({"id": 1, "type": "subscribe", "topic": topic}), code, text)
        for topic, code, text in (
            ("/contractMarket/ticker:NOPEUSDTM", 404, "is not found"),
            ("/contractMarket/ticker:", 404, "is not found"),
            ("/contractMarket/ticker:XBTUSDTM_1min", 404, "is not found"),
            ("/contractMarket/limitCandle:XBTUSDTM", 404, "is not found"),
            ("/contractMarket/limitCandle:XBTUSDTM_7min", 404, "is not found"),
            ("/contractMarket/tradeOrders", 403, "login is required"),
            ("/contractMarket/ticker:" + ",".join(["XBTUSDTM"] * 101), 509, "100 per time"),
        )
    ],
)
def test_wrong_message_is_answered_with_its_error(
    play: Callable[[Scenario], None], message: str, code: int, text: str
) -> None:
    async def scenario(client: Client, _clock: SteppedClock) -> None:
        await client.socket.send_str(message)
        answer = await client.hear()
        assert (answer["type"], answer["code"]) == ("error", code)
        assert text in answer["data"]

    play(scenario)


def test_more_than_100_messages_in_ten_seconds_are_refused(
    play: Callable[[Scenario], None],
) -> None:
    async def scenario(client: Client, _clock: SteppedClock) -> None:
        for number in range(101):
            await client.say(id=number, type="ping")
        answers = [await client.hear() for _ in range(101)]
        assert {answer["type"] for answer in answers[:100]} == {"pong"}
        assert answers[100]["code"] == 509

    play(scenario)


def test_client_that_stops_to_ping_is_dropped(market: Market, now_ms: int) -> None:
    machine = [1000.0]

    async def run() -> None:
        server = SandboxServer(market, SteppedClock(now_ms), machine_s=lambda: machine[0])
        async with server, connected(server) as client:
            machine[0] += 27
            assert server.drop_silent() == 0
            await client.say(id="1", type="ping")
            assert (await client.hear())["type"] == "pong"
            machine[0] += 27
            assert server.drop_silent() == 0
            machine[0] += 2
            assert server.drop_silent() == 1
            closing = await client.socket.receive(timeout=5)
            assert (closing.type, closing.extra) == (aiohttp.WSMsgType.CLOSE, "ping timeout")

    asyncio.run(run())


def test_forming_candle_is_pushed_each_second_and_once_when_it_is_final(
    play: Callable[[Scenario], None], market: Market, now_ms: int
) -> None:
    async def scenario(client: Client, clock: SteppedClock) -> None:
        await client.subscribe("/contractMarket/limitCandle:XBTUSDTM_1min")
        frames = [await client.hear()]
        for _ in range(20):
            await clock.advance(1000)
            frames.append(await client.hear())
            if len(frames) > 1 and frames[-1]["data"]["candles"][0] != start(frames[0]):
                break
            if is_final(frames[-1]):
                frames.append(await client.hear())
                break
        opened = (now_ms - now_ms % MINUTE_MS) // 1000
        assert start(frames[0]) == str(opened)
        assert start(frames[-1]) == str(opened + 60)
        last = [frame for frame in frames if start(frame) == str(opened)][-1]
        closed = market.candles("XBTUSDTM", 1, opened * 1000, opened * 1000 + 1, clock.now_ms())
        assert [float(value) for value in last["data"]["candles"][1:5]] == pytest.approx(
            [closed.open[0], closed.close[0], closed.high[0], closed.low[0]]
        )
        assert float(last["data"]["candles"][6]) == closed.volume[0]

    def start(frame: Frame) -> str:
        return str(frame["data"]["candles"][0])

    def is_final(frame: Frame) -> bool:
        return int(frame["data"]["time"]) >= (int(start(frame)) + 60) * 1000

    play(scenario)


def test_long_step_pushes_every_candle_that_closed_meanwhile(
    play: Callable[[Scenario], None], now_ms: int
) -> None:
    async def scenario(client: Client, clock: SteppedClock) -> None:
        await client.subscribe("/contractMarket/limitCandle:XBTUSDTM_1min")
        await client.hear()
        await clock.advance(10 * MINUTE_MS)
        starts = [int((await client.hear())["data"]["candles"][0]) for _ in range(11)]
        opened = (now_ms - now_ms % MINUTE_MS) // 1000
        assert starts == [opened + 60 * minute for minute in range(11)]

    play(scenario)


@pytest.mark.parametrize("pause_ms", [100, 10 * MINUTE_MS])
def test_subscription_after_a_pause_brings_the_forming_candle_alone(
    play: Callable[[Scenario], None], pause_ms: int
) -> None:
    topic = "/contractMarket/limitCandle:XBTUSDTM_1min"

    async def scenario(client: Client, clock: SteppedClock) -> None:
        await client.subscribe(topic)
        await client.hear()
        await client.say(id="2", type="unsubscribe", topic=topic, response=True)
        await client.hear()
        await clock.advance(pause_ms)
        await client.subscribe(topic, "3")
        await clock.advance(500)
        first = await client.hear()
        now_s = clock.now_ms() // 1000
        assert int(first["data"]["candles"][0]) == now_s - now_s % 60

    play(scenario)


def test_comma_separated_symbols_are_each_heard(play: Callable[[Scenario], None]) -> None:
    async def scenario(client: Client, _clock: SteppedClock) -> None:
        await client.subscribe("/contractMarket/tickerV2:XBTUSDTM,ETHUSDTM")
        topics = {(await client.hear())["topic"] for _ in range(2)}
        assert topics == {f"/contractMarket/tickerV2:{each}USDTM" for each in ("XBT", "ETH")}

    play(scenario)


def test_nothing_is_heard_after_unsubscribing(play: Callable[[Scenario], None]) -> None:
    async def scenario(client: Client, clock: SteppedClock) -> None:
        await client.subscribe("/contract/instrument:XBTUSDTM")
        await client.hear()
        await client.say(
            id="2", type="unsubscribe", topic="/contract/instrument:XBTUSDTM", response=True
        )
        assert await client.hear() == {"id": "2", "type": "ack"}
        await clock.advance(10_000)
        await client.say(id="3", type="ping")
        assert (await client.hear())["type"] == "pong"

    play(scenario)


def test_subscription_without_response_is_not_acknowledged(
    play: Callable[[Scenario], None],
) -> None:
    async def scenario(client: Client, _clock: SteppedClock) -> None:
        await client.say(id="1", type="subscribe", topic="/contract/instrument:XBTUSDTM")
        assert (await client.hear())["type"] == "message"

    play(scenario)


def test_trades_are_pushed_once_and_in_order(
    play: Callable[[Scenario], None], market: Market, now_ms: int
) -> None:
    async def scenario(client: Client, clock: SteppedClock) -> None:
        await client.subscribe("/contractMarket/execution:XBTUSDTM")
        await client.subscribe("/contractMarket/snapshot:XBTUSDTM", "2")
        first = await client.hear()
        assert first["subject"] == "snapshot.24h"
        for _ in range(60):
            await clock.advance(1000)
        frames = await until(client, lambda frame: frame["subject"] == "snapshot.24h", 12)
        heard = [each["sn"] for each in frames if each["subject"] == "match"]
        happened = market.trades("XBTUSDTM", now_ms + 1, clock.now_ms() + 1).ids.tolist()
        assert len(heard) > 5
        assert heard == happened[: len(heard)]
        assert len(heard) >= len(happened) - 5

    play(scenario)


async def until(client: Client, ends: Callable[[Frame], bool], times: int) -> list[Frame]:
    """Frames up to the one that fulfils `ends` for the last of so many `times`."""
    frames: list[Frame] = []
    while sum(map(ends, frames)) < times:
        frames.append(await client.hear())
    return frames


def test_settlement_is_announced(play: Callable[[Scenario], None]) -> None:
    async def scenario(client: Client, clock: SteppedClock) -> None:
        await client.subscribe("/contract/announcement")
        for _ in range(2):
            await clock.advance(2 * 3_600_000)
        frames = [await client.hear() for _ in range(6)]
        assert {frame["subject"] for frame in frames} == {"funding.begin", "funding.end"}
        assert {frame["data"]["fundingTime"] % (8 * 3_600_000) for frame in frames} == {0}

    play(scenario)


def test_book_changes_lead_from_a_snapshot_to_the_present_book(
    play: Callable[[Scenario], None], market: Market, now_ms: int
) -> None:
    async def scenario(client: Client, clock: SteppedClock) -> None:
        await client.subscribe("/contractMarket/level2:XBTUSDTM")
        await client.subscribe("/contractMarket/level2Depth50:XBTUSDTM", "2")
        depth = await client.hear()
        sides: dict[str, dict[float, int]] = {
            "buy": {float(price): lots for price, lots in depth["data"]["bids"]},
            "sell": {float(price): lots for price, lots in depth["data"]["asks"]},
        }
        sequence = depth["data"]["sequence"]
        await clock.advance(5000)
        frames = await until(client, lambda frame: "Depth50" in frame["topic"], 1)
        changes = [each["data"] for each in frames if "Depth50" not in each["topic"]]
        numbers = [each["sequence"] for each in changes]
        assert numbers == list(range(sequence + 1, sequence + 1 + len(changes)))
        for change in changes:
            price, side, lots = change["change"].split(",")
            sides[side][float(price)] = int(lots)
        present = frames[-1]["data"]
        for side, rows in (("buy", present["bids"]), ("sell", present["asks"])):
            assert {float(price): sides[side].get(float(price)) for price, _ in rows} == {
                float(price): lots for price, lots in rows
            }

    play(scenario)


def test_changes_between_two_looks_are_kept_only_while_followed(
    market: Market, now_ms: int
) -> None:
    books = OrderBooks(market)

    books.look("XBTUSDTM", now_ms)
    books.look("XBTUSDTM", now_ms + 60_000)
    assert books.take_changes("XBTUSDTM", now_ms + 60_000) == []
    _, before = books.look("XBTUSDTM", now_ms + 60_000)
    _, after = books.look("XBTUSDTM", now_ms + 120_000)
    assert len(books.take_changes("XBTUSDTM", now_ms + 120_000)) == after - before > 0
    books.unfollow("XBTUSDTM")
    books.look("XBTUSDTM", now_ms + 180_000)
    assert books.take_changes("XBTUSDTM", now_ms + 180_000) == []


RECORDED = {
    "limitCandle_live_2026-10-03": "/contractMarket/limitCandle:XBTUSDTM_1min",
    "snapshot_24h_live_2026-10-03": "/contractMarket/snapshot:XBTUSDTM",
}
DOCUMENTED = {
    "tickerV2_contractMarket_tickerV2": "/contractMarket/tickerV2:XBTUSDTM",
    "tickerV1_contractMarket_ticker": "/contractMarket/ticker:XBTUSDTM",
    "orderbookLevel5_contractMarket_level2Depth5": "/contractMarket/level2Depth5:XBTUSDTM",
    "orderbookLevel50_contractMarket_level2Depth50": "/contractMarket/level2Depth50:XBTUSDTM",
    "instrument_contract_instrument": "/contract/instrument:XBTUSDTM",
    "execution_contractMarket_execution": "/contractMarket/execution:XBTUSDTM",
    "orderbookIncrement_contractMarket_level2": "/contractMarket/level2:XBTUSDTM",
}


def shape(value: Any) -> Any:
    """Keys and JSON types of a frame, lengths of lists of lists aside."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items() if key != "id"}
    if isinstance(value, list):
        return (
            [shape(value[0])] if value and isinstance(value[0], list) else list(map(shape, value))
        )
    if isinstance(value, float):
        return "int"
    return type(value).__name__


async def first_frame(client: Client, clock: SteppedClock, topic: str) -> Frame:
    await client.subscribe(topic)
    for _ in range(30):
        await clock.advance(2000)
        if "execution" not in topic and "level2:" not in topic:
            break
    return await client.hear()


@pytest.mark.parametrize("name", RECORDED)
def test_frame_looks_as_recorded(play: Callable[[Scenario], None], shared: Path, name: str) -> None:
    folder = shared / "kucoin_api" / "recorded" / "tigusigalpa-kucoin-go_2026-10-03" / "ws"
    theirs = json.loads((folder / f"{name}.json").read_text())

    async def scenario(client: Client, clock: SteppedClock) -> None:
        assert shape(await first_frame(client, clock, RECORDED[name])) == shape(theirs)

    play(scenario)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_frame_looks_as_documented(
    play: Callable[[Scenario], None], shared: Path, name: str
) -> None:
    found = list((shared / "kucoin_api" / "official" / "examples").glob(f"ws_PUSH_{name}_*.json"))
    theirs = json.loads(found[0].read_text())

    async def scenario(client: Client, clock: SteppedClock) -> None:
        assert shape(await first_frame(client, clock, DOCUMENTED[name])) == shape(theirs)

    play(scenario)


def test_funding_frame_looks_as_recorded(play: Callable[[Scenario], None], shared: Path) -> None:
    folder = shared / "kucoin_api" / "recorded" / "tigusigalpa-kucoin-go_2026-10-03" / "ws"
    theirs = json.loads((folder / "instrument_funding_rate_live_2026-10-03.json").read_text())

    async def scenario(client: Client, clock: SteppedClock) -> None:
        await client.subscribe("/contract/instrument:XBTUSDTM")
        await clock.advance(MINUTE_MS)
        frames = await until(client, lambda frame: frame["subject"] == "funding.rate", 1)
        assert shape(frames[-1]) == shape(theirs)

    play(scenario)


def test_slow_client_does_not_hold_up_the_others(market: Market, now_ms: int) -> None:
    async def run() -> None:
        clock = SteppedClock(now_ms)
        options = ServerOptions(rate_limit=False)
        async with (
            SandboxServer(market, clock, options) as server,
            connected(server) as reader,
            connected(server) as sleeper,
        ):
            for client in (sleeper, reader):
                await client.subscribe("/contract/instrument:XBTUSDTM")
            for _ in range(200):
                await clock.advance(1000)
                frame = await reader.hear()
                if frame["subject"] == "funding.rate":
                    frame = await reader.hear()
                assert frame["data"]["timestamp"] <= clock.now_ms()

    asyncio.run(run())
