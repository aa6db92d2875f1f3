"""`python -m benchmarks [scoring] [market] [backtest] [--write]`: one table of what was measured.

With `--write` the table also replaces the one in docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[str, float, str]

SUBJECTS = ("scoring", "market", "backtest")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PACKAGES = ("freqtrade", "ccxt", "numpy", "pandas", "TA-Lib", "numba")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the subjects, print the table, and write it where that is asked for."""
    args = _arguments(argv)
    rows: list[Row] = []
    for subject in args.subjects or SUBJECTS:
        rows += import_module(f"benchmarks.{subject}").measure()
    _print(rows)
    if args.write:
        write_table(PAGE, rows)
        sys.stdout.write(f"written: {PAGE}\n")
    missed = [name for name, measured, goal in rows if not meets(measured, goal)]
    return 1 if missed else 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure speed and memory on this machine."
    )
    parser.add_argument("subjects", nargs="*", metavar="subject", help=", ".join(SUBJECTS))
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    args = parser.parse_args(argv)
    unknown = sorted(set(args.subjects) - set(SUBJECTS))
    if unknown:
        parser.error(f"{', '.join(unknown)}: the subjects are {', '.join(SUBJECTS)}")
    return args


def meets(measured: float, goal: str) -> bool:
    """Whether a value reaches a goal written as `<= 3` or `>= 3`; without a goal it does."""
    words = goal.split()
    if len(words) < 2 or words[0] not in ("<=", ">="):
        return True
    limit = float(words[1])
    return measured <= limit if words[0] == "<=" else measured >= limit


def _print(rows: list[Row]) -> None:
    table = Table(title=machine(), title_justify="left", title_style="dim")
    table.add_column("what")
    table.add_column("measured", justify="right")
    table.add_column("goal", justify="right")
    for name, measured, goal in rows:
        style = "" if meets(measured, goal) else "red"
        table.add_row(name, number(measured), goal, style=style)
    Console().print(table)


def write_table(page: Path, rows: list[Row]) -> None:
    """Replace what stands between the two markers of a Markdown page.

    Raises ValueError when the page has no such markers.
    """
    text = page.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise ValueError(f"{page} has no place for the table: {BEGIN} … {END}")
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    lines = ["| What | Measured | Goal |", "|---|---:|---:|"]
    lines += [f"| {name} | {number(measured)} | {goal} |" for name, measured, goal in rows]
    body = "\n".join([BEGIN, "", f"{machine()}.", "", *lines, "", END])
    page.write_text(head + body + tail, encoding="utf-8")


def number(value: float) -> str:
    """Three significant digits, whole numbers from one hundred on."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def machine() -> str:
    """Cores, interpreter and versions: what a figure depends on."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, "
        f"{packages}"
    )


if __name__ == "__main__":
    sys.exit(main())
