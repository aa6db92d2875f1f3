"""The real bot in this process: a test turns its loop, gives it commands and sees the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from freqtrade.configuration import Configuration
from freqtrade.enums import RPCMessageType, RunMode, SignalDirection, State
from freqtrade.freqtradebot import FreqtradeBot

from custom_risk.order_types import MARKET_ORDERS
from enygma.sandbox import RunningSandbox

from .project import Project

ARMED = {"BOT_MODE": "live", "LIVE_TRADING_ARMED": "true"}
EAGER = {
    "strategy": "Eager",
    "strategy_path": str(Path(__file__).with_name("strategies")),
    "force_entry_enable": True,
    "api_server": {"enabled": False},
    "order_types": {**MARKET_ORDERS, "stoploss_on_exchange_interval": 1},
}

FULL_SIZE = {"evidence": {"without": "full_size"}}
"""For `custom_risk` of a live bot whose sizes a test is about."""


class Channel:
    """A channel of messages, as Telegram is one, that keeps what it is sent."""

    name = "channel"

    def __init__(self) -> None:
        self.messages: list[str] = []
        self._config = {self.name: {"allow_custom_messages": True}}

    def send_msg(self, msg: dict[str, Any]) -> None:
        """Take a message of freqtrade's."""
        if msg["type"] == RPCMessageType.STRATEGY_MSG:
            self.messages.append(msg["msg"])

    def cleanup(self) -> None:
        """Nothing is open."""


@dataclass
class SteppedBot:
    """A bot whose loop turns when a test says so."""

    bot: FreqtradeBot
    channel: Channel

    def enter(self, pair: str, side: str = "long", price: float | None = None, **terms: Any) -> Any:
        """What Telegram, FreqUI and REST call for a forced entry."""
        return self.bot.rpc._rpc._rpc_force_entry(
            pair, price, order_side=SignalDirection(side), **terms
        )

    def leave(self, trade: str) -> Any:
        """What they call for a forced exit."""
        return self.bot.rpc._rpc._rpc_force_exit(trade)

    def turn(self, times: int = 1) -> None:
        """Turns of the bot's loop."""
        for _ in range(times):
            self.bot.process()

    def end(self) -> None:
        """As Ctrl-C ends it."""
        self.bot.cleanup()


MakeBot = Callable[..., SteppedBot]


def stepped_bot(
    project: Project, sandbox: RunningSandbox, live: bool, settings: dict[str, Any]
) -> SteppedBot:
    """A bot with the strategy `Eager`, started up; `settings` go on top."""
    kind = "live" if live else "dryrun"
    trades = {"db_url": f"sqlite:///{project.folder}/{kind}.sqlite", "dry_run": not live}
    layer = project.layer("bot.json", EAGER | trades | settings)
    files = [str(project.folder / each) for each in ("config.sandbox.json", layer)]
    data = str(project.folder / "user_data" / "sandbox")
    mode = RunMode.LIVE if live else RunMode.DRY_RUN
    config = Configuration({"config": files, "user_data_dir": data}, mode).get_config()
    exchange = config["exchange"]
    exchange["enable_ws"] = False
    exchange["ccxt_config"]["enableRateLimit"] = False
    exchange["ccxt_config"]["urls"]["api"] = dict.fromkeys(
        exchange["ccxt_config"]["urls"]["api"], sandbox.url
    )
    bot = FreqtradeBot(config)
    channel = Channel()
    bot.rpc.registered_modules.append(channel)
    bot.startup()
    bot.state = State.RUNNING
    return SteppedBot(bot, channel)
