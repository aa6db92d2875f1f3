"""Who listens to what."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

import orjson

from enygma.sandbox.faults import FrameFault, Injector, Outgoing
from enygma.sandbox.server.sockets.frames import Frame
from enygma.sandbox.server.sockets.topics import (
    AnyTopic,
    ChannelName,
    PrivateChannelName,
    PrivateTopic,
    Topic,
)


class Listener(Protocol):
    """A client of the socket as the hub sees it."""

    def send(self, message: bytes) -> None:
        """Queue a text frame for the client."""

    def is_silent(self) -> bool:
        """Whether the client has not pinged for longer than it may."""

    def drop(self, reason: str) -> None:
        """Close the client's connection."""

    def cut(self) -> None:
        """Close the client's connection without a farewell."""

    def stall(self, duration_ms: int) -> None:
        """Send the client nothing for so long in the exchange's time."""


class Hub:
    """Connections and their subscriptions; lives on the event loop's thread."""

    def __init__(
        self,
        on_last_unsubscribed: Callable[[AnyTopic], None],
        faults: Injector | None = None,
    ) -> None:
        self._faults = faults
        self._listeners: set[Listener] = set()
        self._by_topic: dict[AnyTopic, set[Listener]] = {}
        self._numbers: dict[AnyTopic, int] = {}
        self._numbered = itertools.count(1)
        self._subscribed: defaultdict[ChannelName | PrivateChannelName, asyncio.Event] = (
            defaultdict(asyncio.Event)
        )
        self._on_last_unsubscribed = on_last_unsubscribed

    def join(self, listener: Listener) -> None:
        """Remember a connection."""
        self._listeners.add(listener)

    def leave(self, listener: Listener) -> None:
        """Forget a connection and its subscriptions."""
        self._listeners.discard(listener)
        for topic in list(self._by_topic):
            self.unsubscribe(listener, topic)

    def subscribe(self, listener: Listener, topic: AnyTopic) -> None:
        """Let `listener` hear `topic`."""
        if topic not in self._by_topic:
            self._numbers[topic] = next(self._numbered)
        self._by_topic.setdefault(topic, set()).add(listener)
        self._subscribed[topic.channel].set()

    def unsubscribe(self, listener: Listener, topic: AnyTopic) -> None:
        """Let `listener` hear `topic` no longer."""
        listeners = self._by_topic.get(topic)
        if listeners is None:
            return
        listeners.discard(listener)
        if not listeners:
            del self._by_topic[topic]
            del self._numbers[topic]
            self._on_last_unsubscribed(topic)

    def topics(self, channel: ChannelName) -> list[Topic]:
        """The topics of `channel` that somebody hears."""
        return [
            topic
            for topic in self._by_topic
            if isinstance(topic, Topic) and topic.channel is channel
        ]

    def private_topics(self, *channels: PrivateChannelName) -> list[PrivateTopic]:
        """The topics of these channels that some account hears."""
        return [
            topic
            for topic in self._by_topic
            if isinstance(topic, PrivateTopic) and topic.channel in channels
        ]

    def number(self, topic: Topic) -> int:
        """Grows when somebody hears `topic` again after nobody did; 0 while nobody does."""
        return self._numbers.get(topic, 0)

    def is_heard(self, topic: AnyTopic) -> bool:
        """Whether somebody hears `topic`."""
        return topic in self._by_topic

    def names(self) -> list[str]:
        """The names of all topics that somebody hears."""
        return sorted(topic.name for topic in self._by_topic)

    async def wait_for_subscriber(self, channel: ChannelName) -> None:
        """Return once somebody hears a topic of `channel`."""
        if not self.topics(channel):
            self._subscribed[channel].clear()
        await self._subscribed[channel].wait()

    def publish(self, topic: AnyTopic, frame: Frame) -> None:
        """Send `frame` to everybody who hears `topic`."""
        message = orjson.dumps(frame, option=orjson.OPT_SERIALIZE_NUMPY)
        faults = self._met_by(topic)
        for listener in tuple(self._by_topic.get(topic, ())):
            for fault in faults:
                fault.meet(listener, message)
            if not any(fault.loses for fault in faults):
                listener.send(message)

    def _met_by(self, topic: AnyTopic) -> tuple[FrameFault, ...]:
        if self._faults is None or self._faults.is_idle:
            return ()
        uid = topic.uid if isinstance(topic, PrivateTopic) else 0
        return self._faults.for_frame(Outgoing(topic.name, uid))

    def drop_silent(self) -> int:
        """Drop the connections that have stopped to ping; returns how many."""
        silent = [listener for listener in self._listeners if listener.is_silent()]
        for listener in silent:
            listener.drop("ping timeout")
        return len(silent)

    def drop_all(self, reason: str) -> None:
        """Drop every connection."""
        for listener in tuple(self._listeners):
            listener.drop(reason)

    def cut_all(self) -> None:
        """Cut every connection."""
        for listener in tuple(self._listeners):
            listener.cut()

    def __len__(self) -> int:
        return len(self._listeners)
