"""Questions to freqtrade's database that need one answer for a while.

A running bot asks its limits one after the other in every loop, and each wants to know what is
open and what has closed: the same rows a dozen times and more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_answers: ContextVar[dict[str, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """While the block runs, this thread is given the answers of its first questions again.

    No order is to be sent and no trade to be changed in it.
    """
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(question: str, ask: Callable[[], T]) -> T:
    """The answer of `ask`; within a look it is asked one time for all equal questions."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    answer: T = answers[question]
    return answer
