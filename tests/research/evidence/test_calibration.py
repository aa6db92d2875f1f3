"""The calibration: what was planted is found, and what was not is not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import calibrate
from benchmarks.calibrate import BEGIN, END, Measured, Promise, standings, write_table
from benchmarks.simulated_strategies import Simulated
from enygma.research.evidence.verdict import Standing, judge

RUNS = 30


def test_strategies_without_an_edge_are_rarely_given_one() -> None:
    assert standings(Simulated("none"), range(RUNS))[Standing.EDGE] <= 3


def test_a_strong_edge_over_two_years_is_mostly_found() -> None:
    runs = [Simulated("strong", sharpe=2.0).run(seed) for seed in range(RUNS)]
    found = [judge(each).standing is Standing.EDGE for each in runs]
    assert sum(found) >= 21
    mean = np.mean([each.moments.annual_sharpe for each in runs])
    assert mean == pytest.approx(2.0, abs=0.35)


def test_the_best_of_many_passes_only_where_the_ledger_does_not_know_of_them() -> None:
    kind = Simulated("told", variants=50, days=365)
    told = standings(kind, range(RUNS // 2))
    untold = standings(replace(kind, told=False), range(RUNS // 2))
    assert told[Standing.EDGE] == 0
    assert untold[Standing.EDGE] >= RUNS // 4


def test_the_same_seed_is_the_same_strategy() -> None:
    assert Simulated("any").run(5) == Simulated("any").run(5)


def test_the_table_says_which_promise_is_kept(tmp_path: Path) -> None:
    counts = standings(Simulated("short", days=60), range(3))
    kept = Measured(Simulated("short"), Promise("<=", 0.05), counts)
    broken = Measured(Simulated("short"), Promise(">=", 0.80), counts)
    assert (kept.is_kept, broken.is_kept) == (True, False)
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_table(page, [kept, broken])
    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert "| short |" in text
    assert text.endswith(f"{END}\nafter\n")
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="has no place for the table"):
        write_table(page, [kept])


@pytest.mark.parametrize(("promise", "code"), [(Promise("<=", 0.05), 0), (Promise(">=", 0.8), 1)])
def test_a_promise_that_is_not_kept_is_an_error(
    promise: Promise, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Measured(Simulated("short"), promise, Counter({Standing.NO_EDGE: 10}))
    monkeypatch.setattr(calibrate, "measure", lambda *_: [found])
    assert calibrate.main([]) == code
    assert ("not kept: short: 0.0%, >= 80%" in capsys.readouterr().err) is bool(code)
