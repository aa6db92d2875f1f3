"""`python -m tests.live.simulation chaos | one | parity`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from .fleet import outcomes
from .outcome import Outcome
from .report import print_report, row


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; 1 when an invariant was violated."""
    args = _arguments(argv)
    command: int = args.run(args)
    return command


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.live.simulation",
        description="The real bot, live, against the sandbox, in simulated time.",
    )
    commands = parser.add_subparsers(required=True)
    chaos = commands.add_parser("chaos", help="seeds under fire, and whether anything was violated")
    chaos.add_argument("--seeds", type=int, default=20, help="how many (default: 20)")
    chaos.add_argument("--first", type=int, default=1, help="the first of them (default: 1)")
    chaos.add_argument("--hours", type=float, default=24.0, help="of each seed (default: 24)")
    chaos.add_argument("--jobs", type=int, default=1, help="at a time (default: 1)")
    chaos.add_argument("--keep", type=Path, help="append the outcomes to this file, as JSON lines")
    chaos.set_defaults(run=_chaos)
    one = commands.add_parser("one", help="one seed in this process; its outcome as JSON")
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--hours", type=float, default=24.0)
    one.set_defaults(run=_one)
    return parser.parse_args(argv)


def _chaos(args: argparse.Namespace) -> int:
    console = Console()
    seeds = range(args.first, args.first + args.seeds)
    runs: list[Outcome] = []
    for done, outcome in enumerate(outcomes(seeds, args.hours, args.jobs), start=1):
        runs.append(outcome)
        sys.stderr.write(f"{done}/{len(seeds)}: seed {'  '.join(row(outcome))}\n")
        if args.keep is not None:
            with args.keep.open("a", encoding="utf-8") as file:
                file.write(json.dumps(outcome.to_json()) + "\n")
    print_report(runs, console)
    return 1 if any(each.violations for each in runs) else 0


def _one(args: argparse.Namespace) -> int:
    from .run import simulate
    from .scenario import chaotic

    outcome = simulate(chaotic(args.seed, args.hours))
    sys.stdout.write(json.dumps(outcome.to_json()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
