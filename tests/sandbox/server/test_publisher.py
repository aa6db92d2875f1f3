"""How often channels publish, and what is news."""

from collections.abc import Iterator

import pytest

from enygma.sandbox import RealClock, SteppedClock
from enygma.sandbox.market import Market
from enygma.sandbox.server.sockets.channels import CHANNELS, Channel
from enygma.sandbox.server.sockets.frames import Frame
from enygma.sandbox.server.sockets.hub import Hub
from enygma.sandbox.server.sockets.publisher import Publisher
from enygma.sandbox.server.sockets.topics import ChannelName, Topic, parse
from enygma.sandbox.server.venue import Venue


class Ear:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def send(self, message: bytes) -> None:
        self.heard.append(message)

    def is_silent(self) -> bool:
        return False

    def drop(self, reason: str) -> None:
        self.heard.append(reason.encode())


@pytest.fixture
def venue(market: Market, clock: SteppedClock) -> Venue:
    return Venue.open(market, clock)


def test_fast_clock_does_not_make_the_server_publish_more_than_20_times_a_second(
    market: Market,
) -> None:
    for channel in CHANNELS:
        real = Publisher(Venue.open(market, RealClock()), Hub(print), channel)
        fast = Publisher(Venue.open(market, RealClock(speed=600)), Hub(print), channel)
        assert real.interval_ms == channel.interval_ms
        assert fast.interval_ms >= 30_000


def test_repetition_is_left_out_where_only_changes_count(venue: Venue) -> None:
    values = iter([1, 1, 2, 2, 2, 1])

    def frames(_venue: Venue, topic: Topic, _since_ms: int) -> Iterator[Frame]:
        yield {"topic": topic.name, "data": {"value": next(values), "ts": object()}}

    hub, ear = Hub(lambda _topic: None), Ear()
    topic = parse(venue, "/contractMarket/tickerV2:XBTUSDTM")[0]
    published: list[Frame] = []
    hub.publish = lambda _topic, frame: published.append(frame)  # type: ignore[method-assign]
    hub.subscribe(ear, topic)
    publisher = Publisher(venue, hub, Channel(ChannelName.BEST_PRICES, 1, frames, True))

    for _ in range(6):
        publisher.publish()

    assert [frame["data"]["value"] for frame in published] == [1, 2, 1]


def test_last_listener_to_leave_a_topic_is_told(venue: Venue) -> None:
    left: list[Topic] = []
    hub, first, second = Hub(left.append), Ear(), Ear()
    topic = parse(venue, "/contractMarket/level2:XBTUSDTM")[0]
    for ear in (first, second):
        hub.join(ear)
        hub.subscribe(ear, topic)

    hub.leave(first)
    assert (left, hub.topics(ChannelName.BOOK)) == ([], [topic])
    hub.leave(second)
    assert (left, hub.topics(ChannelName.BOOK), len(hub)) == ([topic], [], 0)
