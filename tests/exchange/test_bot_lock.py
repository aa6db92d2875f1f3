"""No two processes trade by one journal."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from freqtrade.exceptions import OperationalException

from enygma.exchange.bot_lock import claim

HOLD = (
    "import sys; from pathlib import Path; from enygma.exchange.bot_lock import claim; "
    "claim(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
)


def holder(journal: Path) -> subprocess.Popen[str]:
    """Another process that has the journal."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(journal)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_bot_with_the_same_database_does_not_start(tmp_path: Path) -> None:
    journal = tmp_path / "trades.sqlite.intents.jsonl"
    with holder(journal) as other:
        said = rf"Another bot \(process {other.pid}\) trades with this database.*--db-url"
        with pytest.raises(OperationalException, match=said):
            claim(journal)
        claim(tmp_path / "another.sqlite.intents.jsonl")
        other.kill()
    claim(journal)


def test_a_live_start_beside_such_a_bot_is_refused(floor: Any, tmp_path: Path) -> None:
    with holder(tmp_path / "twin.sqlite.intents.jsonl") as other:
        with pytest.raises(OperationalException, match="Another bot"):
            floor.bot(db_url=f"sqlite:///{tmp_path / 'twin.sqlite'}")
        other.kill()


def test_a_bot_that_reloads_its_configuration_takes_its_journal_again(tmp_path: Path) -> None:
    journal = tmp_path / "new" / "trades.sqlite.intents.jsonl"
    claim(journal)
    claim(journal)


def test_a_folder_in_which_nothing_can_be_written_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    claim(tmp_path / "file" / "trades.sqlite.intents.jsonl")
    assert "cannot be made sure" in caplog.text
