"""What is compiled is kept where there is a place for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import pytest

from enygma.backtests.prescreen import compiled


def doubled(number: int) -> int:
    """Something to compile."""
    return number * 2


def test_without_a_place_for_it_every_process_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(**options: Any) -> Callable[[Any], Any]:
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        found: Callable[[Any], Any] = numba.njit(**options)
        return found

    monkeypatch.setattr(compiled, "njit", nowhere)
    assert compiled.kept(doubled)(21) == 42


def test_every_source_of_the_model_is_in_its_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = compiled.sources()
    for each in compiled.FILES:
        monkeypatch.setattr(compiled, "FILES", [name for name in compiled.FILES if name != each])
        assert compiled.sources() != whole
        monkeypatch.undo()
