"""`enygma sandbox`: starts, says where, ends cleanly, and refuses in one line."""

import argparse
import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from enygma.sandbox import RunningSandbox
from enygma.sandbox.command import TIMERANGE_VARIABLE, add_arguments, run
from enygma.sandbox.market import MarketDataError

FETCH = "import sys, urllib.request as u; sys.exit(u.urlopen(sys.argv[1]).status - 200)"


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="enygma sandbox")
    add_arguments(parser)
    return parser.parse_args(arguments)


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "enygma.cli", "sandbox", "--port", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def announced(process: subprocess.Popen[str]) -> list[str]:
    """The printed lines up to the last one."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith("Ctrl-C"):
            break
    return lines


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_where_it_is_and_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    ready = tmp_path / "ready"
    with started("--ready-file", str(ready), "--pairs", "ETH/USDT:USDT") as process:
        lines = announced(process)

        address = next(line.split()[1] for line in lines if line.strip().startswith("REST"))
        assert ready.read_text().strip() == address
        assert "sandbox-passphrase" in "\n".join(lines)
        with urllib.request.urlopen(f"{address}/api/v1/status") as answer:  # noqa: S310 - loopback
            assert answer.status == 200
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
        assert not ready.exists()


@pytest.mark.parametrize("code", [0, 7])
def test_it_ends_with_the_code_of_the_command_it_serves(
    code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    child = (sys.executable, "-c", f"import sys; print('served'); sys.exit({code})")

    assert run(parsed("--port", "0", "--", *child)) == code
    assert "served" in capfd.readouterr().out


def test_a_command_is_told_the_days_of_candles_there_are(capfd: pytest.CaptureFixture[str]) -> None:
    child = (sys.executable, "-c", f"import os; print(os.environ['{TIMERANGE_VARIABLE}'])")
    start = ("--start", "2025-11-05T14:30", "--stepped")

    assert run(parsed("--port", "0", *start, "--", *child)) == 0
    first, last = capfd.readouterr().out.split()[-1].split("-")
    assert first < "20251105"
    assert last == "20251106"


def test_command_that_dies_of_a_signal_is_reported_as_a_shell_would() -> None:
    child = (sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)")

    assert run(parsed("--port", "0", "--", *child)) == 128 + signal.SIGTERM


def test_command_reaches_the_sandbox(still_sandbox: RunningSandbox) -> None:
    address = f"{still_sandbox.url}/api/v1/timestamp"

    assert run(parsed("--port", "0", "--", sys.executable, "-c", FETCH, address)) == 0


def test_port_in_use_is_refused_with_the_way_out(
    still_sandbox: RunningSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    port = still_sandbox.server.port

    assert run(parsed("--port", str(port))) == 2
    message = capsys.readouterr().err
    assert f"127.0.0.1:{port} is in use" in message
    assert "--port" in message


def test_command_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(parsed("--port", "0", "--", "/no/such/program")) == 2
    assert "/no/such/program" in capsys.readouterr().err


def test_missing_data_directory_is_an_error_of_the_market(tmp_path: Path) -> None:
    with pytest.raises(MarketDataError, match="nowhere"):
        run(parsed("--port", "0", "--data", str(tmp_path / "nowhere")))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--speed", "0"),
        ("--speed", "nan"),
        ("--candle-limit", "501"),
        ("--candle-limit", "0"),
        ("--port", "70000"),
        ("--start", "yesterday"),
        ("--balance", "-1"),
        ("--seed", "-1"),
        ("--key", "a b"),
        ("--key", "bob:Fly"),
        ("--shock", "BTC/USDT:USDT"),
        ("--shock", "BTC/USDT:USDT=-99,10"),
        ("--shock", "BTC/USDT:USDT=-20,soon"),
        ("--shock", "BTC/USDT:USDT=-20,10,-5"),
        ("--save-every", "0"),
        ("--fault-seed", "-1"),
    ],
)
def test_nonsense_option_is_refused_by_name(
    arguments: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        parsed(*arguments)

    assert refused.value.code == 2
    assert arguments[0] in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-11-05", 1_762_300_800_000),
        ("2025-11-05T14:30", 1_762_353_000_000),
        ("2025-11-05T14:30+02:00", 1_762_345_800_000),
    ],
)
def test_start_is_read_as_utc_unless_it_says_otherwise(text: str, expected: int) -> None:
    assert parsed("--start", text).start == expected


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Four weeks of hourly candles as freqtrade stores them."""
    folder = tmp_path / "kucoin"
    (folder / "futures").mkdir(parents=True)
    dates = pd.date_range("2025-03-03", periods=28 * 24, freq="h", tz="UTC")
    close = 2000 + 50 * np.sin(np.arange(len(dates)) / 20)
    prices = {"open": close - 1, "high": close + 5, "low": close - 5, "close": close}
    candles = pd.DataFrame({"date": dates, **prices, "volume": 1000.0})
    candles.to_feather(folder / "futures" / "ETH_USDT_USDT-1h-futures.feather")
    return folder


def test_replay_that_is_over_warns_whoever_wants_to_trade(recording: Path) -> None:
    with started("--data", str(recording)) as process:
        printed = "\n".join(announced(process))

    assert "candles    2025-03-03 00:00 UTC to 2025-03-31 00:00 UTC" in printed
    assert "pairs      ETH/USDT:USDT" in printed
    assert "--shift-to-now" in printed


@pytest.mark.parametrize("arguments", [("--shift-to-now",), ("--start", "2025-03-20T12:00")])
def test_replay_around_the_exchanges_present_does_not_warn(
    recording: Path, arguments: tuple[str, ...]
) -> None:
    with started("--data", str(recording), *arguments) as process:
        assert "warning" not in "\n".join(announced(process))


def test_address_that_others_reach_is_warned_of() -> None:
    with started("--host", "0.0.0.0", "--pairs", "ETH/USDT:USDT") as process:  # noqa: S104
        assert "reachable from other machines" in "\n".join(announced(process))


def test_ending_the_sandbox_ends_the_command_it_serves() -> None:
    waiting = (sys.executable, "-c", "import signal; print('waiting', flush=True); signal.pause()")
    with started("--", *waiting) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() != "waiting":
            pass
        process.terminate()

        assert process.wait(timeout=10) == 128 + signal.SIGTERM


def ask(address: str, path: str, body: dict[str, object] | None = None) -> Any:
    """The data that the control API answers."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{address}/__sandbox__{path}", data)  # noqa: S310 - loopback
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - loopback
        return json.load(answer)["data"]


def address_of(lines: list[str]) -> str:
    return next(line.split()[1] for line in lines if line.strip().startswith("REST"))


def test_state_is_kept_between_two_runs(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path / "state.json"), "--key", "bob:Futures", "--balance", "750")
    with started(*state) as process:
        address = address_of(announced(process))
        ask(address, "/accounts", {"name": "carol", "balance": 99})
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    with started(*state) as process:
        lines = announced(process)
        accounts = ask(address_of(lines), "/accounts")

    assert "  account    bob-key, bob-secret, bob-passphrase" in lines
    assert {each["keys"][0]["name"]: each["balance"] for each in accounts} == {
        "sandbox": "750",
        "bob": "750",
        "carol": "99",
    }


def test_state_is_saved_while_it_runs(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    with started("--state", str(file), "--save-every", "0.1") as process:
        announced(process)
        until = time.monotonic() + 10
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.02)
        process.kill()
        process.wait()

    assert json.loads(file.read_text())["exchange"]["accounts"]


def test_state_of_another_seed_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = ("--port", "0", "--state", str(tmp_path / "state.json"))
    child = ("--", sys.executable, "-c", "")
    assert run(parsed(*state, *child)) == 0
    saved = (tmp_path / "state.json").read_bytes()

    assert run(parsed(*state, "--seed", "2", *child)) == 2
    assert "it belongs to another market: " in capsys.readouterr().err
    assert (tmp_path / "state.json").read_bytes() == saved


def test_file_that_is_no_state_is_refused_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "state.json"
    file.write_text("my notes")

    assert run(parsed("--port", "0", "--state", str(file), "--", sys.executable, "-c", "")) == 2
    assert f"{file} holds no state of a sandbox" in capsys.readouterr().err
    assert file.read_text() == "my notes"


def test_state_that_cannot_be_saved_is_told_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "nowhere" / "state.json"
    file.parent.mkdir()
    child = ("--", sys.executable, "-c", f"import os; os.rmdir({str(file.parent)!r})")

    assert run(parsed("--port", "0", "--state", str(file), *child)) == 1
    assert f"the state was not saved to {file}: No such file" in capsys.readouterr().err


def test_state_without_a_folder_is_refused_before_anything_is_traded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "nowhere" / "state.json"

    assert run(parsed("--port", "0", "--state", str(file), "--", sys.executable, "-c", "")) == 2
    assert f"there is no folder {file.parent} to keep the state in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--faults", "earthquake=1"), "there is no fault 'earthquake'; there are clock_skew"),
        (("--faults", "latency=7"), "the rate of latency must be from 0 to 1"),
        (("--key", "bob", "--key", "bob"), "there are two keys called bob"),
    ],
)
def test_options_that_make_no_sense_together_are_refused_in_one_line(
    arguments: Sequence[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(parsed("--port", "0", *arguments, "--", sys.executable, "-c", "")) == 2
    assert message in capsys.readouterr().err


def test_faults_and_shocks_of_the_command_line_happen() -> None:
    trouble = ("--faults", "latency=1", "latency.ms=1", "--fault-seed", "5")
    shock = ("--shock", "ETH/USDT:USDT=-20,1,2")
    with started(*trouble, *shock) as process:
        lines = announced(process)
        address = address_of(lines)
        with urllib.request.urlopen(f"{address}/api/v1/timestamp"):  # noqa: S310 - loopback
            faults = ask(address, "/faults")
        shocks = ask(address, "/shocks")

    assert "  faults     latency=1, drawn from seed 5" in lines
    assert faults["injected"] == {"latency": 1}
    assert [(each["symbol"], each["percent"]) for each in shocks] == [("ETHUSDTM", -20)]


def test_shock_of_an_unknown_pair_is_an_error_of_the_market() -> None:
    with pytest.raises(MarketDataError, match="NOPE/USDT:USDT is not listed here"):
        run(parsed("--port", "0", "--shock", "NOPE/USDT:USDT=-5,5"))
