"""A start that cannot succeed says why, at once; a running bot keeps what it has."""

import threading
from typing import Any

import pytest
from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException

from enygma.exchange.connection import is_loopback

NOBODY = "http://127.0.0.1:9"
"""The port of the discard protocol, where nothing listens."""


def test_a_sandbox_that_does_not_run_is_named_with_its_command(connect: Any) -> None:
    with pytest.raises(OperationalException, match=r"127\.0\.0\.1:9.*enygma sandbox"):
        connect(url=NOBODY)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("key", r"exchange\.key is not known.*400003"),
        ("secret", r"exchange\.secret.*40000[45]"),
        ("password", r"exchange\.password.*400004"),
    ],
)
def test_a_wrong_credential_is_refused_with_what_to_check(
    live_venue: Any, configure: Any, connect: Any, wrong: str, code: str
) -> None:
    exchange = {**configure(url=live_venue.url)["exchange"], wrong: "wrong"}
    with pytest.raises(OperationalException, match=rf"refused the API key: .*{code}"):
        connect(exchange=exchange, dry_run=False, runmode=RunMode.LIVE)


def test_a_refused_start_leaves_no_thread_that_keeps_the_process_alive(
    live_venue: Any, configure: Any, connect: Any
) -> None:
    exchange = {**configure(url=live_venue.url)["exchange"], "secret": "wrong", "enable_ws": True}
    with pytest.raises(OperationalException) as kept:  # the traceback keeps the object alive
        connect(exchange=exchange, dry_run=False, runmode=RunMode.LIVE)
    assert kept.value.__traceback__ is not None
    assert "ccxt_ws" not in {thread.name for thread in threading.enumerate()}


def test_right_credentials_show_the_balance_of_the_account(live_venue: Any, connect: Any) -> None:
    exchange = connect(url=live_venue.url, dry_run=False, runmode=RunMode.LIVE)
    balances = exchange.get_balances()
    assert balances["USDT"]["total"] == 10_000
    assert exchange.fetch_positions() == []


def test_a_running_bot_keeps_its_markets_when_a_reload_fails(
    desk: Any, connect: Any, caplog: pytest.LogCaptureFixture
) -> None:
    exchange = connect(url=desk.url)
    before = set(exchange.markets)
    desk.answers["GET /api/v1/contracts/active"] = ("500000", "Internal Server Error")
    exchange.reload_markets(True, load_leverage_tiers=False)
    assert set(exchange.markets) == before
    assert "Could not load markets" in caplog.text


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://127.0.0.1:18080", True),
        ("http://localhost:18080", True),
        ("http://[::1]:18080", True),
        ("https://api-futures.kucoin.com", False),
        ("http://192.168.0.7:18080", False),
        ("", False),
    ],
)
def test_only_addresses_of_this_machine_can_be_the_sandbox(address: str, expected: bool) -> None:
    assert is_loopback(address) is expected
