"""`enygma audit`: what risk decided while a bot traded, and why."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from enygma.research import configuration

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from datetime import datetime

    from enygma.monitoring.audit.record import AuditRecord
    from enygma.monitoring.audit.selection import Selection

NARROWEST = 160
"""Columns where the output is no terminal, so that a file of it can be read."""
PIPE_CLOSED = 141
"""As the shell says of a command that wrote to a closed pipe."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma audit`."""
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="files or folders of a trail (default: the configured folder)",
    )
    parser.add_argument(
        "--since", metavar="WHEN", help="30m, 2h, 7d, or a date or time in ISO 8601 (UTC)"
    )
    parser.add_argument("-p", "--pair", help="a pair such as ETH/USDT:USDT, or ETH alone")
    parser.add_argument("--reason", help="a reason, or a part of one: ENTERED, LIMIT, STOP_MOVED")
    parser.add_argument("--side", choices=("long", "short"))
    parser.add_argument("--trade", type=int, metavar="ID", help="the id freqtrade gave the trade")
    parser.add_argument("--last", type=int, metavar="N", help="only the newest N")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument(
        "--schema", action="store_true", help="print the JSON schema of a line and end"
    )
    configuration.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Print the records that are asked for, newest last; 141 when nobody reads them to the end."""
    try:
        answered = _answer(args)
        sys.stdout.flush()
    except BrokenPipeError:
        # the rest goes nowhere, or Python would complain of the closed pipe once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return answered


def _answer(args: argparse.Namespace) -> int:
    from enygma.monitoring.audit.reading import read_records, trail_files

    if args.schema:
        return _print_schema()
    selection = _selection(args)
    files = trail_files(_places(args), selection.since.date() if selection.since else None)
    pairs: set[str] = set()
    matching = []
    for each in read_records(files, _warn):
        pairs.add(each.pair)
        if selection.matches(each):
            matching.append(each)
    if args.pair and not any(map(selection.is_of, pairs)):
        _warn(f"the trail has nothing of {args.pair}, {_only(pairs)}")
    matching.sort(key=lambda each: each.time)
    _print(matching[-args.last :] if args.last else matching, as_json=args.json)
    return 0


def _only(pairs: set[str]) -> str:
    named = sorted(pairs - {"*"})
    return f"only of {', '.join(named)}" if named else "nor of any other pair"


def _selection(args: argparse.Namespace) -> Selection:
    from enygma.monitoring.audit.errors import AuditError
    from enygma.monitoring.audit.selection import Selection, parse_reason, parse_since

    if args.last is not None and args.last < 1:
        raise AuditError(f"--last {args.last} must be 1 or more")
    return Selection(
        since=parse_since(args.since, _now()) if args.since else None,
        pair=args.pair,
        reason=parse_reason(args.reason) if args.reason else None,
        side=args.side,
        trade=args.trade,
    )


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _places(args: argparse.Namespace) -> Sequence[Path]:
    if args.files:
        return list(args.files)
    from enygma.monitoring.audit.errors import AuditError
    from enygma.monitoring.audit.settings import AuditSettings

    folder = AuditSettings.of(configuration.load_configuration(args)).folder
    if folder is None:
        raise AuditError("enygma.audit is switched off in the configuration; name the files")
    return [folder]


def _print(records: Sequence[AuditRecord], *, as_json: bool) -> None:
    if as_json:
        for each in records:
            sys.stdout.write(each.line().decode())
    elif not records:
        sys.stdout.write("No decision matches.\n")
    else:
        from rich.console import Console

        from enygma.monitoring.audit.table import as_table

        console = Console()
        width = console.width if console.is_terminal else max(console.width, NARROWEST)
        Console(width=width).print(as_table(records))


def _print_schema() -> int:
    import json

    from enygma.monitoring.audit.record import AuditRecord

    json.dump(AuditRecord.model_json_schema(), sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0


def _warn(text: str) -> None:
    sys.stderr.write(f"enygma: {text}\n")
