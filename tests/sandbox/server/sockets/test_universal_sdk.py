"""KuCoin's own SDK, unmodified, follows an account over the private socket."""

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from enygma.sandbox import RunningSandbox, ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market import Market
from enygma.sandbox.server import DEFAULT_KEY
from enygma.sandbox.trading import (
    MarginMode,
    OrderRequest,
    OrderType,
    Side,
    Stop,
    StopDirection,
)

# The SDK's generated models are full of what newer versions of pydantic and Python warn of.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SYMBOL = "XBTUSDTM"


class Heard:
    """Collects what the callbacks are given, by channel, and waits until all of them were."""

    def __init__(self, *channels: str) -> None:
        self.events: dict[str, list[tuple[str, Any]]] = {name: [] for name in channels}
        self._complete = threading.Event()

    def by(self, channel: str) -> Callable[[str, str, Any], None]:
        def callback(_topic: str, subject: str, event: Any) -> None:
            self.events[channel].append((subject, event))
            if all(self.events.values()):
                self._complete.set()

        return callback

    def all(self) -> dict[str, list[tuple[str, Any]]]:
        assert self._complete.wait(10), {name: len(each) for name, each in self.events.items()}
        return self.events


@pytest.fixture
def running(market: Market, now_ms: int) -> Iterator[RunningSandbox]:
    options = ServerOptions(rate_limit=False)
    with running_sandbox(market, SteppedClock(now_ms), options) as sandbox:
        yield sandbox


@pytest.fixture
def socket(running: RunningSandbox) -> Iterator[Any]:
    """The SDK's private futures socket, connected."""
    from kucoin_universal_sdk.api import DefaultClient
    from kucoin_universal_sdk.model import ClientOptionBuilder, TransportOptionBuilder
    from kucoin_universal_sdk.model.websocket_option import WebSocketClientOptionBuilder

    option = (
        ClientOptionBuilder()
        .set_key(DEFAULT_KEY.key)
        .set_secret(DEFAULT_KEY.secret)
        .set_passphrase(DEFAULT_KEY.passphrase)
        .set_spot_endpoint(running.url)
        .set_futures_endpoint(running.url)
        .set_broker_endpoint(running.url)
        .set_transport_option(TransportOptionBuilder().build())
        .set_websocket_client_option(WebSocketClientOptionBuilder().with_reconnect(False).build())
        .build()
    )
    socket = DefaultClient(option).ws_service().new_futures_private_ws()
    socket.start()
    yield socket
    # Its thread otherwise waits up to ten seconds for a frame before it sees that it is to stop.
    running.call(hang_up(running))
    socket.transport.client.ws_thread.join(10)
    socket.stop()


async def hang_up(running: RunningSandbox) -> None:
    running.server._hub.drop_all("the test ends")


async def trade(running: RunningSandbox) -> None:
    exchange, uid = running.server.venue.exchange, DEFAULT_KEY.uid
    terms: dict[str, Any] = {"symbol": SYMBOL, "type": OrderType.MARKET, "lots": 3, "leverage": 5}
    exchange.place(uid, OrderRequest(client_oid="in", side=Side.BUY, **terms))
    stop = Stop(StopDirection.DOWN, Decimal(50_000))
    guard = OrderRequest(client_oid="guard", side=Side.SELL, reduce_only=True, stop=stop, **terms)
    exchange.place(uid, guard)
    exchange.set_margin_mode(uid, "ETHUSDTM", MarginMode.CROSS)
    exchange.set_cross_leverage(uid, "ETHUSDTM", 8)


def test_every_private_channel_reaches_its_callback(running: RunningSandbox, socket: Any) -> None:
    one = ("order", "position")
    every = ("all_order", "all_position", "balance", "stop_orders", "margin_mode", "cross_leverage")
    heard = Heard(*one, *every)
    for name in one:
        getattr(socket, name)(SYMBOL, heard.by(name))
    for name in every:
        getattr(socket, name)(heard.by(name))

    running.call(trade(running))
    events = heard.all()

    assert [event.type.value for _, event in events["order"]][-1] == "filled"
    assert [event.client_oid for _, event in events["all_order"]][-1] == "in"
    assert events["all_position"][-1][1].current_qty == 3
    assert events["position"][-1][0] == "position.change"
    assert events["stop_orders"][-1][1].stop_price == "50000"
    assert float(events["balance"][-1][1].wallet_balance) < 10_000
    assert events["margin_mode"][-1][1].data["ETHUSDTM"] == "CROSS"
