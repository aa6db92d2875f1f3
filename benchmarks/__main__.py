"""`python -m benchmarks [SUBJECT ...] [--write]`: one table of what was measured.

With `--write` the rows also replace those of the same subjects in docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[str, float, str]
"""What was measured, the value, and its goal (`<= 3`) or its unit (`MB`)."""

SUBJECTS = (
    "scoring",
    "risk",
    "market",
    "sandbox",
    "backtest",
    "fast_backtest",
    "fast_hyperopt",
    "simulation",
)
PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PACKAGES = ("freqtrade", "ccxt", "numpy", "pandas", "TA-Lib")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the subjects, print the table, and write it where that is asked for."""
    args = _arguments(argv)
    rows: list[Row] = []
    for subject in args.subjects or SUBJECTS:
        rows += _measured(subject)
    _print(rows)
    if args.write:
        write_table(PAGE, rows, args.subjects or SUBJECTS)
        sys.stdout.write(f"written: {PAGE}\n")
    return 0 if all(meets(measured, remark) for _, measured, remark in rows) else 1


def _measured(subject: str) -> list[Row]:
    """The rows of one subject, in a fresh process: memory and imports of another do not count."""
    sys.stderr.write(f"measuring: {subject}\n")
    measure = import_module(f"benchmarks.{subject}").measure
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        rows: list[Row] = fresh.submit(measure).result()
    return rows


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


def goal_of(remark: str) -> tuple[str, float] | None:
    """The comparison and limit of a goal such as `<= 3`, `None` for a unit or nothing."""
    words = remark.replace("≤", "<= ").replace("≥", ">= ").split()
    if len(words) < 2 or words[0] not in ("<=", ">="):
        return None
    return words[0], float(words[1])


def meets(measured: float, remark: str) -> bool:
    """Whether a value reaches its goal; without a goal it does."""
    goal = goal_of(remark)
    if goal is None:
        return True
    comparison, limit = goal
    return measured <= limit if comparison == "<=" else measured >= limit


def cells(row: Row) -> tuple[str, str, str]:
    """A row in words: what, the value with its unit, the goal."""
    name, measured, remark = row
    if goal_of(remark) is None:
        return name, f"{number(measured)} {remark}".rstrip(), ""
    return name, number(measured), remark


def _print(rows: list[Row]) -> None:
    table = Table(title=machine(), title_justify="left", title_style="dim")
    table.add_column("what")
    table.add_column("measured", justify="right")
    table.add_column("goal", justify="right")
    for row in rows:
        table.add_row(*cells(row), style="" if meets(*row[1:]) else "red")
    Console().print(table)


def write_table(page: Path, rows: list[Row], subjects: Sequence[str] = SUBJECTS) -> None:
    """Replace the rows of `subjects` between the two markers of a Markdown page.

    Raises ValueError when the page has no such markers.
    """
    text = page.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise ValueError(f"{page} has no place for the table: {BEGIN} … {END}")
    head, rest = text.split(BEGIN, 1)
    before, tail = rest.split(END, 1)
    kept = [] if set(subjects) >= set(SUBJECTS) else _kept(before, rows, subjects)
    lines = ["| What | Measured | Goal |", "|---|---:|---:|", *kept]
    lines += [f"| {' | '.join(cells(row))} |" for row in rows]
    body = "\n".join([BEGIN, "", f"{machine()}.", "", *lines, "", END])
    page.write_text(head + body + tail, encoding="utf-8")


def _kept(table: str, rows: list[Row], subjects: Sequence[str]) -> list[str]:
    """The lines of a table that belong to none of `subjects` and were not measured anew."""
    measured = {name for name, _, _ in rows}
    lines = [line for line in table.splitlines() if line.startswith("| ")][1:]
    names = [line.split(" | ")[0].removeprefix("| ") for line in lines]
    return [
        line
        for line, name in zip(lines, names, strict=True)
        if name not in measured and name.split(":")[0] not in subjects
    ]


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
