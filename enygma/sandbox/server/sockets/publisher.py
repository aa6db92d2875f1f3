"""Publishing: one task per channel, driven by the venue's clock."""

import logging

from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.sockets.channels import Channel
from enygma.sandbox.server.sockets.frames import Frame
from enygma.sandbox.server.sockets.hub import Hub
from enygma.sandbox.server.sockets.topics import Topic
from enygma.sandbox.server.venue import Venue

_LOG = logging.getLogger(__name__)
_MACHINE_GAP_MS = 50  # a clock that runs fast does not make the server publish more often
_VOLATILE = {"sequence", "ts", "timestamp"}


class Publisher:
    """Publishes one channel to whoever hears it."""

    def __init__(self, venue: Venue, hub: Hub, channel: Channel) -> None:
        self._venue = venue
        self._hub = hub
        self._channel = channel
        self._published: dict[Topic, tuple[int, int]] = {}
        self._said: dict[Topic, Json] = {}

    @property
    def interval_ms(self) -> int:
        """Pause between two publications in the venue's time."""
        return max(self._channel.interval_ms, int(_MACHINE_GAP_MS * self._venue.clock.speed))

    async def run(self) -> None:
        """Publish for ever; idle while nobody listens."""
        while True:
            await self._hub.wait_for_subscriber(self._channel.name)
            self.publish()
            await self._venue.clock.sleep_until(self._venue.now_ms() + self.interval_ms)

    def publish(self) -> None:
        """Publish what happened since the last time, on every topic that is heard."""
        topics = self._hub.topics(self._channel.name)
        since_ms = {each: self._since(each) for each in topics}
        self._published = {each: (self._hub.number(each), since_ms[each]) for each in topics}
        self._said = {each: said for each, said in self._said.items() if each in topics}
        for topic in topics:
            self._publish_topic(topic, since_ms[topic])
            self._published[topic] = (self._hub.number(topic), self._venue.now_ms())

    def _publish_topic(self, topic: Topic, since_ms: int) -> None:
        try:
            for frame in self._channel.frames(self._venue, topic, since_ms):
                if self._is_news(topic, frame):
                    self._hub.publish(topic, frame)
        except Exception:  # noqa: BLE001 - one contract that fails must not silence the others
            _LOG.exception("nothing published on %s", topic.name)

    def _since(self, topic: Topic) -> int:
        """When `topic` was published last; now for one that nobody heard in between."""
        number, published_ms = self._published.get(topic, (0, 0))
        return published_ms if number == self._hub.number(topic) else self._venue.now_ms()

    def _is_news(self, topic: Topic, frame: Frame) -> bool:
        if not self._channel.changes_only:
            return True
        said = {name: value for name, value in frame["data"].items() if name not in _VOLATILE}
        is_news = bool(self._said.get(topic) != said)
        self._said[topic] = said
        return is_news
