"""What a backtest does not need is loaded when it is asked for, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOOK = "import scipy.stats._stats_py as m; print(m.ttest_1samp([1.0, 2.0, 4.0], 0).pvalue > 0)"


def python(command: str, code: str) -> str:
    """What a fresh interpreter prints that was started with a command of freqtrade."""
    start = f"import sys; sys.argv = ['freqtrade', *{command.split()!r}]\n"
    done = subprocess.run(
        [sys.executable, "-c", start + "import freqtrade.data.metrics as metrics\n" + code],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("command", "loaded"),
    [("backtesting --strategy X", False), ("hyperopt", False), ("trade", True), ("", True)],
)
def test_a_backtest_does_not_load_the_statistics(command: str, loaded: bool) -> None:
    code = "print('scipy.stats._stats_py' in sys.modules)"
    assert python(command, code) == str(loaded)


def test_they_are_there_as_soon_as_they_are_asked_for() -> None:
    told = python("backtesting", "print(metrics.stats.ttest_1samp.__name__); " + LOOK)
    assert told.split() == ["ttest_1samp", "True"]


def test_others_import_from_them_as_ever() -> None:
    told = python("backtesting", "from scipy.stats import norm; print(norm.name); " + LOOK)
    assert told.split() == ["norm", "True"]
