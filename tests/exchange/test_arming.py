"""Real orders need somebody who said so, in the environment and at the terminal."""

import io
from typing import Any

import pytest
from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException

from enygma.exchange import arming
from enygma.exchange.arming import Engagement, missing_switches, require_confirmation

ENGAGEMENT = Engagement(
    address="https://api-futures.kucoin.com",
    uid="165111215",
    pairs=tuple(f"P{number}/USDT:USDT" for number in range(14)),
    strategy="EnygmaStrategy",
    margin_mode="isolated",
    position_mode="one-way",
)


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def nothing_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arming, "_confirmed", set())


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({}, ["BOT_MODE=live", "LIVE_TRADING_ARMED=true"]),
        ({"BOT_MODE": "live"}, ["LIVE_TRADING_ARMED=true"]),
        ({"BOT_MODE": "dry", "LIVE_TRADING_ARMED": "true"}, ["BOT_MODE=live"]),
        ({"BOT_MODE": "live", "LIVE_TRADING_ARMED": "1"}, ["LIVE_TRADING_ARMED=true"]),
        ({"BOT_MODE": " Live ", "LIVE_TRADING_ARMED": "TRUE"}, []),
    ],
)
def test_both_switches_have_to_be_set(environ: dict[str, str], missing: list[str]) -> None:
    assert missing_switches(environ) == missing


def test_an_unarmed_live_start_is_refused_before_anything_is_asked(
    desk: Any, connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIVE_TRADING_ARMED")
    with pytest.raises(OperationalException, match=r"not armed.*LIVE_TRADING_ARMED=true"):
        connect(url=desk.url, dry_run=False, runmode=RunMode.LIVE)
    assert desk.requests == []


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"runmode": RunMode.WEBSERVER},
        {"runmode": RunMode.UTIL_EXCHANGE},
        {"runmode": RunMode.BACKTEST},
    ],
)
def test_whatever_sends_no_real_orders_needs_no_arming(
    connect: Any, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    monkeypatch.delenv("BOT_MODE")
    monkeypatch.delenv("LIVE_TRADING_ARMED")
    connect(**changes)


def test_a_terminal_is_asked_with_all_that_is_at_stake(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("live\n"))
    require_confirmation(ENGAGEMENT, "812.50 USDT")
    told = capsys.readouterr().err
    for part in ("api-futures.kucoin.com", "…1215", "812.50 USDT", "P0/", "and 2 more"):
        assert part in told
    for part in ("EnygmaStrategy", "isolated", "one-way"):
        assert part in told
    assert "16511" not in told


@pytest.mark.parametrize("typed", ["", "\n", "yes\n", "livee\n"])
def test_anything_but_the_word_ends_the_start(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    with pytest.raises(OperationalException, match="not confirmed"):
        require_confirmation(ENGAGEMENT, "1 USDT")


class Interrupted(Terminal):
    """Somebody who presses Ctrl-C."""

    def readline(self, *_: Any) -> str:
        raise KeyboardInterrupt


def test_an_interruption_ends_the_start_with_the_same_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Interrupted())
    with pytest.raises(OperationalException, match=r"not confirmed\. Nothing was traded"):
        require_confirmation(ENGAGEMENT, "1 USDT")
    assert capsys.readouterr().err.endswith("anything else ends: \n")


def test_a_reloaded_configuration_is_not_asked_for_again_unless_it_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("live\n"))
    require_confirmation(ENGAGEMENT, "1 USDT")
    require_confirmation(ENGAGEMENT, "2 USDT")
    other = Engagement(**{**vars(ENGAGEMENT), "margin_mode": "cross"})
    with pytest.raises(OperationalException, match="not confirmed"):
        require_confirmation(other, "2 USDT")


def test_a_declined_start_has_only_read(
    desk: Any, trading: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.answers["GET /api/v2/position/getPositionMode"] = {"positionMode": 1}
    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    with pytest.raises(OperationalException, match="not confirmed"):
        trading()
    assert {call.split()[0] for call, _ in desk.requests} == {"GET"}


def test_a_service_without_a_terminal_starts_by_its_switches(desk: Any, trading: Any) -> None:
    trading()
    assert desk.asked("GET /api/v1/user/api-key")
