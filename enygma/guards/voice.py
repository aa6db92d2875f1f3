"""How the guards speak: the log, and freqtrade's own channels."""

from __future__ import annotations

import logging
from typing import Any

from freqtrade.enums import RPCMessageType

logger = logging.getLogger(__name__)


LONGEST = 3900
"""Characters; Telegram takes 4096 of a message, with what freqtrade adds to it."""


class Voice:
    """Says a thing once per change, as a warning of the bot (Telegram, webhook, FreqUI)."""

    def __init__(self, bot: Any) -> None:
        self._bot = bot

    def warn(self, text: str) -> None:
        """Log a warning and send it to whoever listens to the bot."""
        logger.warning(text)
        self.send(text)

    def send(self, text: str) -> None:
        """Send a warning that is in the log already."""
        self._say(RPCMessageType.WARNING, text)

    def tell(self, text: str) -> None:
        """Log and send something that is good news."""
        logger.info(text)
        self._say(RPCMessageType.STATUS, text)

    def _say(self, kind: RPCMessageType, text: str) -> None:
        # freqtrade puts the text between backticks, and Telegram drops what has more of them
        plain = text.replace("`", "'")[:LONGEST]
        self._bot.rpc.send_msg({"type": kind, "status": plain})
