"""What the guards say arrives whole at channels that mark up their texts."""

from typing import Any

from freqtrade.enums import RPCMessageType

from enygma.guards.voice import LONGEST, Voice


class Listening:
    """A bot that keeps what is sent."""

    def __init__(self) -> None:
        self.rpc = self
        self.sent: list[dict[str, Any]] = []

    def send_msg(self, message: dict[str, Any]) -> None:
        self.sent.append(message)


def test_marks_that_would_break_a_message_are_taken_out() -> None:
    bot = Listening()
    Voice(bot).warn("the answer was `{}`")
    Voice(bot).tell("gone")
    assert bot.sent == [
        {"type": RPCMessageType.WARNING, "status": "the answer was '{}'"},
        {"type": RPCMessageType.STATUS, "status": "gone"},
    ]


def test_a_message_is_cut_before_telegram_refuses_it() -> None:
    bot = Listening()
    Voice(bot).warn("long " * 2000)
    assert len(bot.sent[0]["status"]) == LONGEST
