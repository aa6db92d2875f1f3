"""A file stops entries; exits and stops leave as ever."""

from pathlib import Path
from typing import Any

import pytest
from freqtrade.exceptions import DependencyException

from enygma.exchange.entry_gate import EntryGate
from enygma.exchange.kill_switch import KillState, KillSwitch

PAIR = "ETH/USDT:USDT"
ENTRY = {"ordertype": "market", "side": "buy", "amount": 0.1, "rate": 3000.0, "leverage": 2.0}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", KillState.NO_ENTRIES),
        ("away until Monday\n", KillState.NO_ENTRIES),
        ("do not flatten yet\n", KillState.NO_ENTRIES),
        ("flatten", KillState.FLATTEN),
        ("the market is mad\n  Flatten \r\n", KillState.FLATTEN),
    ],
)
def test_a_line_with_flatten_alone_asks_for_more_than_no_entries(
    tmp_path: Path, text: str, state: KillState
) -> None:
    file = tmp_path / "KILL"
    switch = KillSwitch(file)
    assert switch.read() is KillState.OFF
    file.write_text(text)
    assert switch.read() is state


def test_a_file_that_cannot_be_read_counts_as_thrown(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xff")
    assert KillSwitch(tmp_path / "folder").read() is KillState.NO_ENTRIES
    assert KillSwitch(tmp_path / "bytes").read() is KillState.NO_ENTRIES
    assert KillSwitch(tmp_path / "bytes" / "below").read() is KillState.NO_ENTRIES


def test_throwing_it_never_replaces_what_is_there(tmp_path: Path) -> None:
    switch = KillSwitch(tmp_path / "new" / "KILL")
    assert switch.throw("stopped by hand") is True
    assert switch.throw("again") is False
    assert switch.path is not None
    assert switch.path.read_text() == "stopped by hand\n"


def test_without_a_path_it_is_never_thrown() -> None:
    assert KillSwitch(None).read() is KillState.OFF
    with pytest.raises(FileNotFoundError):
        KillSwitch(None).throw("stop")


def test_the_gate_names_every_reason_and_opens_with_the_last(tmp_path: Path) -> None:
    gate = EntryGate(KillSwitch(tmp_path / "KILL"))
    gate.require_open(PAIR)
    gate.shut("comparison", "a position is unknown")
    gate.shut("comparison", "two positions are unknown")
    (tmp_path / "KILL").touch()
    with pytest.raises(DependencyException, match=r"KILL exists.*; two positions are unknown"):
        gate.require_open(PAIR)
    gate.open("comparison")
    gate.open("nobody")
    (tmp_path / "KILL").unlink()
    gate.require_open(PAIR)


def test_no_entry_leaves_while_the_file_exists_but_exits_do(
    desk: Any, trading: Any, tmp_path: Path
) -> None:
    exchange = trading(enygma={"kill_switch_file": str(tmp_path / "KILL")})
    (tmp_path / "KILL").touch()
    with pytest.raises(DependencyException, match="KILL exists"):
        exchange.create_order(pair=PAIR, **ENTRY)
    assert desk.asked("POST /api/v1/orders") == []
    desk.hold("ETHUSDTM", 100)
    exchange.create_order(pair=PAIR, **{**ENTRY, "side": "sell"}, reduceOnly=True)
    exchange.create_stoploss(PAIR, 0.1, 2900.0, {"stoploss": "market"}, "sell", 2.0)
    assert len(desk.asked("POST /api/v1/orders")) == 2


def test_a_dry_run_obeys_it_as_well(connect: Any, tmp_path: Path) -> None:
    exchange = connect(enygma={"kill_switch_file": str(tmp_path / "KILL")})
    (tmp_path / "KILL").touch()
    with pytest.raises(DependencyException, match="KILL exists"):
        exchange.create_order(pair=PAIR, **ENTRY)
