"""A sandbox goes on from its file as if it had never ended, or says why it cannot."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt
import pytest

from enygma.sandbox import ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market import Market, SyntheticMarket
from enygma.sandbox.persistence import SavedState, StateError, StateFile
from enygma.sandbox.server import DEFAULT_KEY, random_key
from enygma.sandbox.server.venue import Venue
from enygma.sandbox.server.written_key import named_key, with_own_accounts
from enygma.sandbox.trading import OrderRequest, OrderStatus, OrderType, Side, Stop, StopDirection

UID, SYMBOL, PAIR = DEFAULT_KEY.uid, "XBTUSDTM", "BTC/USDT:USDT"
HOUR_MS = 3_600_000


def trade(venue: Venue) -> None:
    """A position with a stop, a resting order, and a shock to come."""
    terms: dict[str, Any] = {"symbol": SYMBOL, "lots": 4, "leverage": 5}
    buy = OrderRequest(client_oid="in", side=Side.BUY, type=OrderType.MARKET, **terms)
    venue.exchange.place(UID, buy)
    stop = Stop(StopDirection.DOWN, Decimal(60_000))
    guard = {"side": Side.SELL, "type": OrderType.MARKET, "reduce_only": True, "stop": stop}
    venue.exchange.place(UID, OrderRequest(client_oid="guard", **guard, **terms))
    bid = OrderRequest(client_oid="bid", side=Side.BUY, price=Decimal(50_000), **terms)
    venue.exchange.place(UID, bid)
    venue.market.shock(SYMBOL, -0.3, 30, venue.now_ms() + HOUR_MS)


@pytest.fixture
def venue(market: Market, clock: SteppedClock) -> Venue:
    opened = Venue.open(market, clock)
    trade(opened)
    return opened


@pytest.fixture
def file(tmp_path: Path) -> StateFile:
    return StateFile(tmp_path / "state.json")


def reopened(market: Market, file: StateFile, now_ms: int) -> Venue:
    return Venue.open(market, SteppedClock(now_ms), saved=file.load())


def test_restored_sandbox_goes_on_as_the_one_that_never_ended(
    venue: Venue, market: Market, file: StateFile, now_ms: int
) -> None:
    file.save(venue.state())
    restored = reopened(market, file, now_ms)

    for each in (venue, restored):
        each.exchange.advance(now_ms + 3 * HOUR_MS)
    assert restored.exchange.snapshot() == venue.exchange.snapshot()
    assert restored.exchange.order_by_client_oid(UID, "guard").status is OrderStatus.DONE
    assert restored.exchange.books_balance() == 0
    assert restored.market.shocks == venue.market.shocks


def test_stop_that_the_market_passed_while_nothing_ran_has_fired(
    venue: Venue, market: Market, file: StateFile, now_ms: int
) -> None:
    file.save(venue.state())
    restored = reopened(market, file, now_ms + 3 * HOUR_MS)

    restored.exchange.advance(restored.now_ms())

    assert restored.exchange.order_by_client_oid(UID, "guard").stop_triggered
    assert [each.lots for each in restored.exchange.closed_positions(UID)] == [4]


def test_ccxt_finds_its_orders_after_the_restart(
    market: Market,
    file: StateFile,
    now_ms: int,
    ccxt_options: Callable[..., dict[str, Any]],
) -> None:
    key = DEFAULT_KEY
    keys = {"apiKey": key.key, "secret": key.secret, "password": key.passphrase}
    with running_sandbox(market, SteppedClock(now_ms)) as first:
        client = ccxt.kucoin(ccxt_options(first.url, **keys))
        terms = {"clientOid": "mine", "leverage": 3, "marginMode": "isolated"}
        placed = client.create_order(PAIR, "market", "buy", 2, None, terms)
        file.save(first.server.venue.state())
    saved = file.load()
    with running_sandbox(market, SteppedClock(now_ms), saved=saved) as second:
        client = ccxt.kucoin(ccxt_options(second.url, **keys))
        found = client.fetch_order(None, None, {"clientOid": "mine"})
        assert (found["id"], found["filled"]) == (placed["id"], 2)
        assert client.fetch_position(PAIR)["contracts"] == 2
        with pytest.raises(ccxt.ExchangeError):
            client.create_order(PAIR, "market", "buy", 2, None, terms)


def test_file_that_is_not_there_is_no_state(file: StateFile) -> None:
    assert file.load() is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Expecting value"),
        ('{"format": 1, "saved_ms', "Unterminated"),
        ("[1, 2]", "at the top"),
        ('{"format": 1, "saved_ms": 5}', "at prices"),
        ("\0\0\0", "Expecting value"),
    ],
)
def test_file_that_holds_something_else_is_refused_and_kept(
    file: StateFile, text: str, why: str
) -> None:
    file.path.write_text(text)

    with pytest.raises(StateError, match=why) as refused:
        file.load()

    assert "it is left as it is" in str(refused.value)
    assert str(file.path) in str(refused.value)
    assert file.path.read_text() == text


def test_other_format_is_refused(venue: Venue, file: StateFile) -> None:
    file.save(venue.state())
    data = json.loads(file.path.read_text()) | {"format": 99}
    file.path.write_text(json.dumps(data))

    with pytest.raises(StateError, match="format 99, this is 1"):
        file.load()


def test_damaged_orders_are_refused(
    venue: Venue, market: Market, file: StateFile, now_ms: int
) -> None:
    file.save(venue.state())
    data = json.loads(file.path.read_text())
    data["exchange"]["accounts"][0]["orders"][0]["lots"] = "many"
    file.path.write_text(json.dumps(data))

    with pytest.raises(StateError, match="damaged"):
        reopened(market, file, now_ms)


def test_state_of_another_market_is_refused(venue: Venue, file: StateFile, now_ms: int) -> None:
    file.save(venue.state())
    day_ms = 86_400_000
    other = SyntheticMarket(8, now_ms - day_ms, now_ms + day_ms, ("BTC/USDT:USDT",))
    alike = SyntheticMarket(7, now_ms - day_ms, now_ms + day_ms, ("BTC/USDT:USDT",))

    with pytest.raises(StateError, match="XRPUSDTM, which this market does not list"):
        reopened(alike, file, now_ms)
    saved = file.load()
    assert saved is not None
    saved.prices.pop("ETHUSDTM")
    saved.prices.pop("XRPUSDTM")
    with pytest.raises(StateError, match="belongs to another market: XBTUSDTM stood at"):
        Venue.open(other, SteppedClock(now_ms), saved=saved)
    assert Venue.open(alike, SteppedClock(now_ms), saved=saved).exchange.positions(UID)


def test_time_that_would_go_back_is_refused(
    venue: Venue, market: Market, file: StateFile, now_ms: int
) -> None:
    file.save(venue.state())

    with pytest.raises(StateError, match="60 minutes ahead"):
        reopened(market, file, now_ms - HOUR_MS)


def test_save_that_fails_leaves_the_old_state(
    venue: Venue, file: StateFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.save(venue.state())
    before = file.path.read_bytes()
    venue.exchange.deposit(UID, Decimal(5))

    def fail(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("enygma.sandbox.persistence.os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        file.save(venue.state())

    assert file.path.read_bytes() == before
    assert [each.name for each in file.path.parent.iterdir()] == ["state.json"]


def test_file_with_secrets_is_for_its_owner_alone(venue: Venue, file: StateFile) -> None:
    file.save(venue.state())

    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    state = file.load()
    assert isinstance(state, SavedState)
    assert state.keys == [DEFAULT_KEY]


def test_accounts_that_came_later_are_opened_beside_the_saved_ones(
    venue: Venue, market: Market, file: StateFile, now_ms: int
) -> None:
    # "third" was opened by hand, with the number that the command line gives to its first key
    venue.exchange.open_account(UID + 1, Decimal(70))
    venue.keys.put(replace(named_key("third"), uid=UID + 1))
    file.save(venue.state())
    keys = with_own_accounts(DEFAULT_KEY, [named_key("second:Futures"), named_key("third")])
    options = ServerOptions(keys=keys, balance=500)
    restored = Venue.open(market, SteppedClock(now_ms), options, saved=file.load())

    uids = {key.name: key.uid for key in restored.keys.keys}
    assert uids["sandbox"] == UID
    assert uids["third"] == UID + 1
    assert uids["second"] not in {UID, UID + 1}
    assert restored.exchange.overview(uids["second"]).available == 500
    assert restored.exchange.overview(uids["third"]).available == 70
    assert restored.exchange.overview(UID).balance < 10_000


def test_random_key_reaches_the_saved_account(
    venue: Venue, market: Market, file: StateFile, now_ms: int
) -> None:
    file.save(venue.state())
    options = ServerOptions(keys=(random_key(),))
    restored = Venue.open(market, SteppedClock(now_ms), options, saved=file.load())

    assert restored.exchange.accounts() == (UID,)
    assert {key.uid for key in restored.keys.keys} == {UID}
