"""Questions that are asked once for a while."""

from __future__ import annotations

from threading import Thread

import pytest

from custom_risk.account import one_look
from custom_risk.account.one_look import once


class Rows:
    """A table that can say how often it was read."""

    def __init__(self) -> None:
        self.reads = 0

    def read(self) -> int:
        self.reads += 1
        return self.reads


def test_within_a_look_a_question_is_asked_once() -> None:
    rows, others = Rows(), Rows()
    with one_look():
        assert [once("rows", rows.read) for _ in range(3)] == [1, 1, 1]
        assert once("others", others.read) == 1
    assert once("rows", rows.read) == 2
    assert once("rows", rows.read) == 3


def test_the_next_look_asks_again() -> None:
    rows = Rows()
    for expected in (1, 2):
        with one_look():
            assert once("rows", rows.read) == expected


def test_a_look_that_failed_leaves_nothing_behind() -> None:
    rows = Rows()

    def fail() -> None:
        with one_look():
            once("rows", rows.read)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert once("rows", rows.read) == 2


def test_another_thread_asks_for_itself() -> None:
    rows = Rows()
    told: list[int] = []
    with one_look():
        once("rows", rows.read)
        other = Thread(target=lambda: told.append(once("rows", rows.read)))
        other.start()
        other.join()
        assert once("rows", rows.read) == 1
    assert told == [2]
