"""Names of orders that never come twice, and the journal that outlives the bot."""

import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from freqtrade.exceptions import OperationalException
from hypothesis import given
from hypothesis import strategies as st

from enygma.exchange.intent_journal import IntentJournal, journal_path
from enygma.exchange.intents import (
    ClientOids,
    Intent,
    IntentRecord,
    IntentState,
    Purpose,
    base36,
    is_ours,
)

NOW_MS = 1_767_277_845_678


def intent(name: str = "ey-entry-1-0", **changes: Any) -> Intent:
    fields: dict[str, Any] = {
        "client_oid": name,
        "purpose": Purpose.ENTRY,
        "pair": "ETH/USDT:USDT",
        "side": "buy",
        "order_type": "market",
        "lots": 100,
        "leverage": 5,
        "margin_mode": "isolated",
        "created_ms": NOW_MS,
    }
    return Intent(**{**fields, **changes})


@given(st.lists(st.tuples(st.sampled_from(Purpose), st.integers(0, 10**13)), max_size=50))
def test_no_name_comes_twice_and_kucoin_takes_every_one(asked: list[tuple[Purpose, int]]) -> None:
    runs = [ClientOids(1), ClientOids(2)]
    made = [each.next(purpose, now_ms) for purpose, now_ms in asked for each in runs]
    assert len(set(made)) == len(made)
    for name in made:
        assert len(name) <= 40
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert is_ours(name)


@given(st.integers(0, 10**15))
def test_base_36_is_what_python_reads_as_such(number: int) -> None:
    assert int(base36(number), 36) == number


def test_a_negative_number_has_no_name() -> None:
    with pytest.raises(ValueError, match="-1 is negative"):
        base36(-1)


@pytest.mark.parametrize("other", [None, "", "3f5c7c1e-0000", "eyes-on-it"])
def test_orders_of_others_are_told_apart(other: object) -> None:
    assert not is_ours(other)


@pytest.mark.parametrize(
    ("purpose", "side", "position"),
    [
        (Purpose.ENTRY, "buy", "long"),
        (Purpose.ENTRY, "sell", "short"),
        (Purpose.EXIT, "sell", "long"),
        (Purpose.EXIT, "buy", "short"),
        (Purpose.STOP, "sell", "long"),
        (Purpose.STOP, "buy", "short"),
    ],
)
def test_an_intent_knows_the_position_it_is_about(
    purpose: Purpose, side: str, position: str
) -> None:
    assert intent(purpose=purpose, side=side).position_side == position


@pytest.fixture
def reopened(tmp_path: Path) -> Callable[[], IntentJournal]:
    """The journal as the next process reads it."""
    return lambda: IntentJournal(tmp_path / "trades.sqlite.intents.jsonl")


def test_what_was_begun_is_pending_in_the_next_process(reopened: Any) -> None:
    reopened().begin(intent())
    assert reopened().open_intents() == [IntentRecord(intent())]


def test_each_process_that_sends_has_a_number_of_its_own(reopened: Any) -> None:
    runs = []
    for number in range(3):
        journal = reopened()
        runs.append(journal.run)
        journal.begin(intent(f"ey-entry-{number}"))
        journal.begin(intent(f"ey-exit-{number}"))
    assert runs == [1, 2, 3]
    assert reopened().run == reopened().run == 4


def test_an_accepted_intent_keeps_its_order(reopened: Any) -> None:
    journal = reopened()
    journal.begin(intent())
    journal.accept("ey-entry-1-0", "42", NOW_MS + 7)
    (record,) = reopened().open_intents(Purpose.ENTRY, "ETH/USDT:USDT")
    assert (record.state, record.order_id) == (IntentState.ACCEPTED, "42")
    assert record.accepted_ms == NOW_MS + 7
    assert reopened().of_order("42") == record


@pytest.mark.parametrize("end", ["refuse", "settle", "note_known"])
def test_an_intent_that_is_over_is_forgotten(reopened: Any, end: str) -> None:
    journal = reopened()
    journal.begin(intent())
    getattr(journal, end)("ey-entry-1-0", *(["why"] if end == "refuse" else []))
    assert reopened().open_intents() == []
    assert reopened().of_client_oid("ey-entry-1-0") is None


@pytest.mark.parametrize("end", ["settle", "note_known"])
def test_an_attached_stop_is_remembered_beyond_its_entry(reopened: Any, end: str) -> None:
    journal = reopened()
    journal.begin(intent(stop_price=2900.0, stop_price_type="TP"))
    journal.accept("ey-entry-1-0", "42", NOW_MS)
    getattr(journal, end)("ey-entry-1-0")
    assert reopened().open_intents() == []
    assert [each.order_id for each in reopened().attached_stops("ETH/USDT:USDT")] == ["42"]
    journal.detach("ey-entry-1-0")
    assert reopened().attached_stops() == []


def test_detaching_leaves_an_entry_that_the_database_lacks(reopened: Any) -> None:
    journal = reopened()
    journal.begin(intent(stop_price=2900.0, stop_price_type="TP"))
    journal.accept("ey-entry-1-0", "42", NOW_MS)
    journal.detach("ey-entry-1-0")
    assert reopened().attached_stops() == []
    assert [each.order_id for each in reopened().open_intents()] == ["42"]


@given(cut=st.integers(1, 200))
def test_a_line_that_a_crash_cut_off_was_never_sent(cut: int, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("journal") / "intents.jsonl"
    journal = IntentJournal(path)
    journal.begin(intent())
    whole = path.read_bytes()
    journal.begin(intent("ey-entry-1-1"))
    path.write_bytes(path.read_bytes()[: len(whole) + cut])
    survivor = IntentJournal(path)
    assert [each.intent.client_oid for each in survivor.open_intents()] == ["ey-entry-1-0"]
    survivor.begin(intent("ey-entry-1-2"))
    assert len(IntentJournal(path).open_intents()) == 2


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond `size` bytes: a part of a line fits, the rest does not."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_is_full_in_the_middle_of_a_line_leaves_no_half_of_it(tmp_path: Path) -> None:
    journal = IntentJournal(tmp_path / "intents.jsonl")
    journal.begin(intent())
    whole = journal.path.read_bytes()
    with room_for(len(whole) + 20):
        with pytest.raises(OSError):  # noqa: PT011 - which number depends on the disk
            journal.begin(intent("ey-entry-1-1"))
        journal.accept("ey-entry-1-0", "42", NOW_MS)
    assert journal.path.read_bytes() == whole
    journal.begin(intent("ey-entry-1-2"))
    names = [each.intent.client_oid for each in IntentJournal(journal.path).open_intents()]
    assert names == ["ey-entry-1-0", "ey-entry-1-2"]


def test_a_journal_that_cannot_be_mended_stops_the_start_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "intents.jsonl"
    IntentJournal(path).begin(intent())
    path.write_bytes(path.read_bytes() + b'{"event"')
    with room_for(20), pytest.raises(OperationalException, match=r"cannot be written anew.*room"):
        IntentJournal(path)
    assert path.read_bytes().endswith(b'{"event"')


@pytest.mark.parametrize(
    "line", ["no json", '{"event":"begin"}', '{"event":"begin","intent":{"purpose":"x"}}', "[]"]
)
def test_a_damaged_line_stops_the_start_and_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "intents.jsonl"
    path.write_text(f"{line}\n")
    with pytest.raises(OperationalException, match=r"intents\.jsonl.*line 1 is damaged"):
        IntentJournal(path)


def test_a_file_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "intents.jsonl"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(OperationalException, match="cannot be read"):
        IntentJournal(path)


def test_a_long_journal_is_written_anew_with_what_is_open(reopened: Any) -> None:
    journal = reopened()
    journal.begin(intent("ey-entry-0-0", stop_price=2900.0, stop_price_type="MP"))
    journal.accept("ey-entry-0-0", "42", NOW_MS)
    journal.note_known("ey-entry-0-0")
    with journal.path.open("a") as file:
        for number in range(1500):
            name = f"ey-exit-{number}"
            begun = {"event": "begin", "intent": intent(name).to_json()}
            settled = {"event": "settle", "client_oid": name}
            file.write(f"{json.dumps(begun)}\n{json.dumps(settled)}\n")
    assert len(reopened().attached_stops()) == 1
    assert len(journal.path.read_text().splitlines()) == 4
    assert len(reopened().attached_stops()) == 1


events = st.lists(
    st.tuples(
        st.sampled_from(
            ["begin", "accept", "refuse", "note_known", "detach", "settle", "reopen", "tear"]
        ),
        st.integers(0, 4),
    ),
    max_size=40,
)


@given(told=events)
def test_whatever_happened_the_next_process_reads_what_this_one_knows(
    told: list[tuple[str, int]], tmp_path_factory: Any
) -> None:
    path = tmp_path_factory.mktemp("journal") / "intents.jsonl"
    journal = IntentJournal(path)
    for turn, (event, number) in enumerate(told):
        name = f"ey-entry-{number}"
        if event == "begin":
            stop = {"stop_price": 2900.0, "stop_price_type": "MP"} if number % 2 else {}
            journal.begin(intent(name, created_ms=NOW_MS + turn, **stop))
        elif event == "accept":
            journal.accept(name, str(turn), NOW_MS + turn)
        elif event == "refuse":
            journal.refuse(name, "why")
        elif event == "tear":
            with path.open("a") as file:
                file.write('{"event":"begin","int')
            journal = IntentJournal(path)
        elif event == "reopen":
            journal = IntentJournal(path)
        else:
            getattr(journal, event)(name)
        read = IntentJournal(path)
        assert read.open_intents() == journal.open_intents()
        assert read.attached_stops() == journal.attached_stops()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///user_data/a/trades.sqlite", "user_data/a/trades.sqlite.intents.jsonl"),
        ("sqlite:////srv/bot.sqlite", "/srv/bot.sqlite.intents.jsonl"),
    ],
)
def test_the_journal_lies_beside_its_database(url: str, path: str) -> None:
    assert journal_path({"db_url": url, "user_data_dir": "elsewhere"}) == Path(path)


def test_databases_without_a_file_have_journals_of_their_own(tmp_path: Path) -> None:
    paths = {
        journal_path({"db_url": url, "user_data_dir": tmp_path})
        for url in ("sqlite://", "sqlite:///", "postgresql://one", "postgresql://two")
    }
    assert len(paths) == 4
    assert {each.parent for each in paths} == {tmp_path}
