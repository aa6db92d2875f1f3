"""`enygma flatten`: whatever fails on the way, nothing is left open without a word."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ccxt
import pytest
from freqtrade.exceptions import OperationalException

from enygma import cli, flatten
from enygma.exchange.account_state import AccountState
from enygma.exchange.flattening import Flattening, Outcome, symbol_of
from enygma.sandbox.faults import ClockSkew

from .conftest import Hand, settings_of

ETH, XRP = "ETH/USDT:USDT", "XRP/USDT:USDT"
Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, venue: Any, key: Any) -> Run:
    """Run the command on the test's account."""

    def command(*arguments: str, **settings: Any) -> int:
        file = tmp_path / "config.json"
        config = {**settings_of(tmp_path, venue.url, key), **settings}
        file.write_text(json.dumps(config), encoding="utf-8")
        return cli.main(["flatten", "--config", str(file), *arguments])

    return command


@pytest.fixture
def full(hand: Hand) -> Hand:
    """An account with a long, a short, stops and waiting orders."""
    for pair, side, away in ((ETH, "buy", 0.9), (XRP, "sell", 1.1)):
        last = hand.api.fetch_ticker(pair)["last"]
        hand.order(pair, side, 3)
        hand.order(pair, side, 2, price=last * away)
        closing = "sell" if side == "buy" else "buy"
        stop = {"stopLossPrice": last * away, "stopPriceType": "MP", "reduceOnly": True}
        hand.order(pair, closing, 3, **stop)
    return hand


def flattening(hand: Hand, *symbols: str) -> Flattening:
    return Flattening(hand.api, "USDT", frozenset(symbols) or None, sleep=lambda _: None)


def test_everything_is_closed_and_cancelled_and_told(
    run: Run, full: Hand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    account = full.account()
    assert (account.positions, account.orders) == ((), ())
    said = capsys.readouterr().out
    for part in ("close position ETH/USDT:USDT long", "close position XRP/USDT:USDT short"):
        assert part in said
    assert "Flat: no position and no order is left." in said
    assert f"Kill switch {tmp_path / 'KILL'}: written" in said
    assert (tmp_path / "KILL").read_text() == f"{flatten.NOTE}\n"


def test_an_account_with_nothing_open_is_flat(
    run: Run, hand: Hand, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--yes") == 0
    assert "nothing was open" in capsys.readouterr().out


def test_only_the_pairs_that_are_named_are_closed(run: Run, full: Hand) -> None:
    assert run("--pair", ETH) == 0
    assert {each.pair for each in full.account().positions} == {XRP}
    assert {each.pair for each in full.account().orders} == {XRP}


def test_a_pair_that_kucoin_does_not_have_is_refused_instead_of_called_flat(
    run: Run, full: Hand, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--pair", ETH, "--pair", "ETHUSDT") == 2
    assert "no contract ETHUSDT, nothing was closed" in capsys.readouterr().err
    assert {each.pair for each in full.account().positions} == {ETH, XRP}


def test_flat_is_said_of_the_named_pairs_alone(
    run: Run, full: Hand, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--pair", ETH, "--pair", "XRPUSDTM") == 0
    assert f"Flat in {ETH}, XRPUSDTM: no position" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ccxt.RequestTimeout("kucoin POST url"), "RequestTimeout: kucoin POST url"),
        (
            ccxt.ExchangeNotAvailable("url 502 <html>long</html>"),
            "ExchangeNotAvailable: url 502",
        ),
    ],
)
def test_a_lost_answer_is_told_by_its_kind(full: Hand, error: ccxt.BaseError, told: str) -> None:
    send, errors = full.api.futuresPrivatePostOrders, [error]

    def losing(request: Any) -> Any:
        if errors:
            raise errors.pop()
        return send(request)

    full.api.futuresPrivatePostOrders = losing
    outcome = flattening(full).run()
    assert outcome.is_flat
    assert told in [step.result for step in outcome.steps]


def test_the_kill_switch_that_is_there_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "KILL").write_text("flatten\n")
    assert run() == 0
    assert (tmp_path / "KILL").read_text() == "flatten\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code", "open_"), [("no\n", 1, True), ("flatten\n", 0, False)])
def test_a_terminal_is_asked_first(
    run: Run,
    hand: Hand,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    typed: str,
    code: int,
    open_: bool,
) -> None:
    hand.order(ETH, "buy", 3)
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert run() == code
    assert bool(hand.lots(ETH)) is open_
    assert (tmp_path / "KILL").exists() is not open_


def test_an_interruption_at_the_question_closes_nothing_and_says_so(
    run: Run, hand: Hand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(Terminal):
        def readline(self, *_: Any) -> str:
            raise KeyboardInterrupt

    hand.order(ETH, "buy", 3)
    monkeypatch.setattr("sys.stdin", Interrupted())
    assert run() == 1
    assert capsys.readouterr().out.endswith("Nothing was done.\n")
    assert hand.lots(ETH)


def test_stops_stay_until_the_position_is_known_to_be_gone(full: Hand) -> None:
    asked: list[str] = []
    fetch = full.api.fetch

    def watched(url: str, method: str = "GET", *rest: Any) -> Any:
        asked.append(f"{method} {url}")
        return fetch(url, method, *rest)

    full.api.fetch = watched
    stops = [each.id for each in full.stops(ETH)]
    asked.clear()
    assert flattening(full, "ETHUSDTM").run().is_flat
    closed = next(i for i, call in enumerate(asked) if call.startswith("POST"))
    cancelled = [i for i, call in enumerate(asked) for stop in stops if stop in call]
    read_again = [i for i, call in enumerate(asked) if "positions" in call and i > closed]
    assert not cancelled or (read_again and min(cancelled) > read_again[0])


@pytest.mark.parametrize("lost", range(1, 13))
@pytest.mark.parametrize("processed", [False, True])
def test_any_answer_may_be_lost_on_the_way(full: Hand, lost: int, processed: bool) -> None:
    calls = [0]
    fetch = full.api.fetch

    def losing(*arguments: Any) -> Any:
        calls[0] += 1
        answer = fetch(*arguments) if processed or calls[0] != lost else None
        if calls[0] == lost:
            raise ccxt.RequestTimeout("lost")
        return answer

    full.api.fetch = losing
    outcome = flattening(full).run()
    full.api.fetch = fetch
    assert outcome.is_flat
    assert (full.account().positions, full.account().orders) == ((), ())


def test_a_position_that_cannot_be_closed_is_left_and_said(full: Hand) -> None:
    def refused(*_: Any) -> Any:
        raise ccxt.ExchangeError("the contract is halted")

    full.api.futuresPrivatePostOrders = refused
    outcome = flattening(full).run()
    assert not outcome.is_flat
    assert any("ETH/USDT:USDT long 3 lots" in each for each in outcome.left)
    assert any(step.result == "the contract is halted" for step in outcome.steps)
    assert "LEFT OPEN: position" in flatten.verdict(outcome)
    assert len(full.stops(ETH)) == 1, "its stop has to stay"


@pytest.mark.parametrize("answer", ["<html>", {"code": "200000", "data": None}])
def test_an_answer_that_cannot_be_read_keeps_no_other_position_open(
    full: Hand, answer: Any
) -> None:
    send = full.api.futuresPrivatePostOrders
    garbled = [answer]

    def garbling(request: Any) -> Any:
        told = send(request)
        return garbled.pop() if garbled else told

    full.api.futuresPrivatePostOrders = garbling
    outcome = flattening(full).run()
    assert outcome.is_flat
    assert any("incomplete" in step.result for step in outcome.steps)


@pytest.mark.parametrize("skew_ms", [-30_000, 30_000])
def test_a_clock_that_is_off_keeps_nothing_open(
    run: Run, full: Hand, venue: Any, skew_ms: int
) -> None:
    faults = venue.server.venue.faults
    faults.add(ClockSkew(skew_ms=skew_ms))
    try:
        assert run() == 0
    finally:
        faults.clear()
    assert (full.account().positions, full.account().orders) == ((), ())


def test_an_account_that_cannot_be_read_is_unknown_not_flat(hand: Hand) -> None:
    def down(*_: Any) -> Any:
        raise ccxt.ExchangeNotAvailable("maintenance")

    hand.api.futuresPrivateGetPositions = down
    outcome = flattening(hand).run()
    assert not outcome.is_flat
    assert flatten.verdict(outcome).startswith("UNKNOWN")


def test_what_was_seen_open_last_is_told_when_nothing_more_is_heard(full: Hand) -> None:
    def down(*_: Any) -> Any:
        raise ccxt.ExchangeNotAvailable("maintenance")

    def closing(*_: Any) -> Any:
        full.api.futuresPrivateGetPositions = down
        raise ccxt.RequestTimeout("lost")

    full.api.futuresPrivatePostOrders = closing
    told = flatten.verdict(flattening(full).run())
    assert told.startswith("UNKNOWN")
    assert "Last seen open: position ETH/USDT:USDT long 3 lots, " in told


def test_a_refused_key_is_told_at_once_in_plain_words(full: Hand) -> None:
    full.api.secret = "another"
    outcome = flattening(full).run()
    assert flatten.verdict(outcome).startswith("UNKNOWN")
    (step,) = outcome.steps
    assert step.result.startswith("KuCoin refused the API key: exchange.password")


def test_the_exit_code_tells_what_the_verdict_tells(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def left(self: Flattening) -> Outcome:
        self.outcome = Outcome(account=AccountState(0, (), (), 0), left=["position X"])  # type: ignore[arg-type]
        return self.outcome

    monkeypatch.setattr(Flattening, "run", left)
    assert run() == 1
    assert "LEFT OPEN: position X." in capsys.readouterr().out


def test_without_a_key_nothing_is_tried(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(exchange={"name": "kucoin", "key": "", "pair_whitelist": [ETH]}) == 2
    assert "exchange.key, exchange.secret, exchange.password" in capsys.readouterr().err


def test_a_configuration_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    flatten.add_arguments(parser)
    with pytest.raises(OperationalException, match=r"nowhere\.json"):
        flatten.run(parser.parse_args(["--config", str(tmp_path / "nowhere.json")]))


@pytest.mark.parametrize(
    ("market", "symbol"),
    [("BTC/USDT:USDT", "XBTUSDTM"), (ETH, "ETHUSDTM"), ("DOGEUSDTM", "DOGEUSDTM")],
)
def test_kucoins_names_are_known_without_asking(market: str, symbol: str) -> None:
    assert symbol_of(market) == symbol
