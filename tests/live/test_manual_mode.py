"""In manual mode the bot proposes, and only a command within a proposal's time enters."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from freqtrade.exceptions import OperationalException
from freqtrade.persistence import PairLocks, Trade
from freqtrade.rpc import RPCException

from enygma.sandbox import RunningSandbox
from enygma.sandbox.faults import Match, ServerError

from .stepped import MakeBot

BTC, ETH = "BTC/USDT:USDT", "ETH/USDT:USDT"
MANUAL = {"entries": "manual", "proposal_valid_minutes": 1440}


def test_signals_are_proposed_once_and_nothing_enters_by_itself(make_bot: MakeBot) -> None:
    bot = make_bot(enygma=MANUAL)
    bot.turn()
    bot.turn()
    assert Trade.get_open_trades() == []
    bitcoin, ether = sorted(bot.channel.messages, key=lambda text: ETH in text)
    assert bitcoin.startswith(f"Proposal: long {BTC}\nscore ")
    assert "reasons: RSI, KDJ" in bitcoin
    assert "margin 200.00 at 6x, 1200.00 USDT" in bitcoin
    assert bitcoin.endswith(f"to take it: /forcelong {BTC}")
    assert ether.endswith(f"to take it: /forceshort {ETH}")


def test_a_proposal_that_could_not_be_priced_comes_with_the_next_loop(
    make_bot: MakeBot, present: RunningSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    bot = make_bot(enygma=MANUAL)
    books = Match(path="/api/v1/level2/*", symbol="ETHUSDTM")
    present.server.venue.faults.add(ServerError(), books, count=20)
    bot.turn()
    assert "No proposal for short ETH/USDT:USDT yet, again in the next loop" in caplog.text
    assert "Traceback" not in caplog.text
    assert not any(ETH in text for text in bot.channel.messages)
    present.server.venue.faults.clear()
    bot.turn()
    assert any(ETH in text for text in bot.channel.messages)


def test_automatic_mode_trades_the_same_signals_and_proposes_none(make_bot: MakeBot) -> None:
    bot = make_bot(enygma={"entries": "automatic"})
    bot.turn()
    assert {trade.pair for trade in Trade.get_open_trades()} == {BTC, ETH}
    assert bot.channel.messages == []


def test_a_command_takes_a_proposal_at_the_size_it_named(make_bot: MakeBot) -> None:
    bot = make_bot(enygma=MANUAL)
    bot.turn()
    trade = bot.enter(ETH, "short")
    assert (trade.is_short, trade.leverage) == (True, 6.0)
    lot = trade.stake_amount * 0.01 / trade.amount
    assert 200 - lot < trade.stake_amount <= 202
    # the signal's tag, so that reports compare what was taken with what was proposed
    assert trade.enter_tag == "-90 STRONG_SELL RSI KDJ"


@pytest.mark.parametrize(
    ("pair", "side", "reason"),
    [
        (ETH, "long", f"the newest proposal for {ETH} is short, not long"),
        ("SOL/USDT:USDT", "long", "there is no proposal for long SOL/USDT:USDT"),
    ],
)
def test_what_was_not_proposed_is_refused_and_whoever_asked_is_told(
    make_bot: MakeBot, pair: str, side: str, reason: str
) -> None:
    bot = make_bot(enygma=MANUAL)
    bot.turn()
    with pytest.raises(RPCException, match=f"Entry refused: {reason}, and entries are manual"):
        # a tag of one's own opens no door
        bot.enter(pair, side, enter_tag="-90 STRONG_SELL RSI KDJ")
    assert Trade.get_open_trades() == []


def test_a_proposal_that_ended_is_refused(make_bot: MakeBot) -> None:
    bot = make_bot(enygma=MANUAL)
    bot.turn()
    strategy: Any = bot.bot.strategy
    end = strategy._proposals.valid(BTC, "long", datetime.now(UTC)).valid_until
    assert strategy.refuse_without_proposal(BTC, "long", end) is None
    late = end.replace(year=end.year + 1)
    assert "ended at" in strategy.refuse_without_proposal(BTC, "long", late)


def test_the_last_gate_refuses_too_and_tells_every_channel(make_bot: MakeBot) -> None:
    bot = make_bot(enygma=MANUAL)
    # freqtrade's own way, past the question that the command asks first
    assert not bot.bot.execute_entry(BTC, 200.0, enter_tag="+90 STRONG_BUY RSI KDJ")
    bot.turn()
    assert bot.channel.messages[0].startswith(f"Entry refused: there is no proposal for long {BTC}")
    assert Trade.get_open_trades() == []


def test_what_cannot_be_checked_is_not_entered(
    make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot(enygma=MANUAL)
    bot.turn()

    def broken(*_: object) -> None:
        raise OSError("the database is gone")

    monkeypatch.setattr(PairLocks, "get_pair_longest_lock", broken)
    # freqtrade's own way: after an exception in this callback it would go on and enter
    assert not bot.bot.execute_entry(BTC, 200.0, enter_tag="force_entry")
    assert Trade.get_open_trades() == []


def test_a_proposal_is_used_up_by_its_trade(make_bot: MakeBot) -> None:
    bot = make_bot(enygma=MANUAL)
    bot.turn()
    trade = bot.enter(BTC)
    with pytest.raises(RPCException, match=f"{BTC} is open already, as trade {trade.id}"):
        bot.enter(BTC)
    bot.leave(str(trade.id))
    bot.turn()
    assert Trade.get_open_trades() == []
    PairLocks.unlock_pair(BTC, side="long")
    with pytest.raises(RPCException, match=f"was taken already, by trade {trade.id}"):
        bot.enter(BTC)


def test_a_locked_pair_is_not_proposed_and_not_entered(make_bot: MakeBot) -> None:
    bot = make_bot(enygma=MANUAL)
    bot.turn()
    until = datetime.now(UTC).replace(year=2100)
    PairLocks.lock_pair("*", until, "three losses")
    with pytest.raises(RPCException, match=r"is locked until 2100-.* \(three losses\)"):
        bot.enter(BTC)


class Listener(BaseHTTPRequestHandler):
    """Keeps what a webhook posts, on its server."""

    def do_POST(self) -> None:
        """Take one message."""
        length = int(self.headers["Content-Length"])
        self.server.heard.append(json.loads(self.rfile.read(length))["text"])  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_webhook_gets_the_proposal_through_freqtrades_own_module(make_bot: MakeBot) -> None:
    server = HTTPServer(("127.0.0.1", 0), Listener)
    heard: list[str] = []
    server.heard = heard  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    hook = {
        "enabled": True,
        "url": f"http://127.0.0.1:{server.server_port}",
        "format": "json",
        "allow_custom_messages": True,
        "strategy_msg": {"text": "{msg}"},
    }
    bot = make_bot(enygma=MANUAL, webhook=hook)
    bot.turn()
    server.shutdown()
    thread.join()
    server.server_close()
    assert heard == bot.channel.messages
    assert len(heard) == 2


def test_it_warns_when_nobody_would_hear_a_proposal(
    make_bot: MakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    make_bot(enygma=MANUAL)
    assert "no channel takes the proposals" in caplog.text
    caplog.clear()
    hook = {"enabled": True, "url": "http://127.0.0.1:9", "allow_custom_messages": True}
    make_bot(enygma=MANUAL, webhook=hook)
    assert "no channel takes the proposals" not in caplog.text


def test_without_forced_entries_manual_mode_does_not_start(make_bot: MakeBot) -> None:
    with pytest.raises(OperationalException, match="force_entry_enable"):
        make_bot(enygma=MANUAL, force_entry_enable=False)
