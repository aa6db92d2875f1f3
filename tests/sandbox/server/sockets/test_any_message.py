"""Whatever a client says, it is answered or ignored, and the connection stays."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from enygma.sandbox.server.sockets.topics import ChannelName, PrivateChannelName

Play = Callable[[Callable[[Any], Any]], None]

names = st.sampled_from([*ChannelName, *PrivateChannelName, "/", ""])
arguments = st.sampled_from(["", ":", ":XBTUSDTM", ":XBTUSDTM,", ":_1min", ":XBTUSDTM_1min", ":é"])
topics = st.builds(lambda name, argument: f"{name}{argument}", names, arguments)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | topics,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
messages = st.one_of(
    st.text(max_size=20),
    values.map(json.dumps),
    st.fixed_dictionaries(
        {},
        optional={
            "id": values,
            "type": st.sampled_from(["subscribe", "unsubscribe", "ping"]) | values,
            "topic": topics | values,
            "response": values,
        },
    ).map(json.dumps),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(said=['{"type": ["ping"]}', '{"type": "subscribe", "topic": "/x:y", "response": []}'])
@given(said=st.lists(messages, max_size=10))
def test_any_message_leaves_the_connection_alive(play: Play, said: list[str]) -> None:
    async def scenario(floor: Any) -> None:
        async with floor.ear() as ear:
            for message in said:
                await ear.socket.send_str(message)
            await floor.clock.advance(1000)
            async with asyncio.timeout(5):
                await ear.heard()

    play(scenario)
