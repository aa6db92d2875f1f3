"""The ledger of trials: only appended to, by whoever runs, and read in full or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from enygma.research.evidence.ledger import Ledger, LedgerEntry
from enygma.research.evidence.search import Search, record_search
from enygma.research.evidence.span import Span
from enygma.research.evidence.trial_returns import load_returns
from enygma.research.refusal import LedgerError

WRITER = """
import sys
from pathlib import Path
from enygma.research.evidence.ledger import Ledger, LedgerEntry
ledger = Ledger(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(150):
    sharpes = [number / 7] * 300
    ledger.append(LedgerEntry("hyperopt", sys.argv[2], "20250101", "20250201", str(number),
                              trials=300, sharpes=sharpes))
"""


def entry(strategy: str = "Mine", **changes: object) -> LedgerEntry:
    """A search of January 2025."""
    told = {"kind": "hyperopt", "start": "20250101", "end": "20250201", "digest": "a", "trials": 3}
    return LedgerEntry(strategy=strategy, **(told | changes))  # type: ignore[arg-type]


def test_what_was_appended_is_read_back_in_order(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "new" / "ledger.jsonl")
    written = [entry(digest="a"), entry("Other"), entry(digest="b", sharpes=[0.1, -0.2])]
    for each in written:
        ledger.append(each)
    assert ledger.entries() == written
    assert ledger.entries("Mine") == [written[0], written[2]]
    assert ledger.strategies() == ["Mine", "Other"]


def test_two_processes_that_append_at_once_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), name], stdin=subprocess.PIPE, text=True
        )
        for name in ("One", "Two")
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    for name in ("One", "Two"):
        found = Ledger(path).entries(name)
        assert [each.digest for each in found] == [str(number) for number in range(150)]


@pytest.mark.parametrize("line", ['{"kind": "hyperopt", ', "[1, 2]", '{"version": 1, "odd": 1}'])
def test_a_damaged_line_is_named_and_nothing_is_counted(tmp_path: Path, line: str) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append(entry())
    with ledger.path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(LedgerError, match=r"line 2 of the ledger .* is damaged"):
        ledger.entries()


def test_a_line_that_was_cut_off_does_not_swallow_the_next_one(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.path.write_text('{"kind": "hyper')
    ledger.append(entry())
    assert json.loads(ledger.path.read_text().splitlines()[1])["strategy"] == "Mine"


def test_a_ledger_of_a_newer_release_is_not_guessed_at(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append(entry(version=2))
    with pytest.raises(LedgerError, match="of version 2, and this release reads version 1"):
        ledger.entries()


def test_a_ledger_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="cannot write to the ledger"):
        Ledger(tmp_path / "file" / "ledger.jsonl").append(entry())


def search(profits: list[dict[str, float]]) -> Search:
    """A search over four days with a wallet of 100."""
    return Search(
        strategy="Mine",
        span=Span("20250101", "20250105"),
        timeframe="30m",
        pairs=["BTC/USDT:USDT"],
        parameters="abc",
        starting_balance=100.0,
        daily_profits=profits,
    )


def test_every_trial_of_a_search_is_counted_with_its_daily_returns(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    record_search(ledger, search([{"2025-01-02": 10.0, "2025-01-05": -11.0}, {}]))
    (found,) = ledger.entries()
    assert (found.trials, len(found.sharpes)) == (2, 2)
    returns = load_returns(ledger, found.returns)
    # a close after the last candle belongs to the last day
    np.testing.assert_allclose(returns[:, 0], [0.0, 0.1, 0.0, -0.1], atol=1e-7)
    assert not returns[:, 1].any()


def test_a_search_without_a_trial_leaves_no_trace(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    record_search(ledger, search([]))
    assert ledger.entries() == []


def test_returns_that_are_gone_are_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"refers to .*gone\.npz, which cannot be read"):
        load_returns(Ledger(tmp_path / "ledger.jsonl"), "trials/gone.npz")
