"""`python -m tests.live.simulation chaos | report | parity | kills | trips | one`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from .fleet import outcomes
from .outcome import Outcome
from .report import print_report, print_trips, row
from .scenario import Risk

_WIDTH = 150


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
    chaos.add_argument(
        "--intensity", type=float, default=1.0, help="of faults and deaths (default: 1)"
    )
    _add_risk(chaos)
    chaos.add_argument("--jobs", type=int, default=1, help="at a time (default: 1)")
    chaos.add_argument("--keep", type=Path, help="append the outcomes to this file, as JSON lines")
    chaos.set_defaults(run=_chaos)
    report = commands.add_parser("report", help="the report of a file that `chaos --keep` wrote")
    report.add_argument("file", type=Path)
    report.set_defaults(run=_report)
    parity = commands.add_parser("parity", help="a backtest and the live bot on the same candles")
    parity.add_argument("--seed", type=int, default=3, help="of the market (default: 3)")
    parity.add_argument("--hours", type=float, default=72.0, help="to trade (default: 72)")
    parity.set_defaults(run=_parity)
    kills = commands.add_parser("kills", help="`kill -9` of a real freqtrade process, in real time")
    kills.add_argument("--seed", type=int, default=1)
    kills.add_argument("--kills", type=int, default=20, help="how many (default: 20)")
    kills.set_defaults(run=_kills)
    trips = commands.add_parser("trips", help="short runs in which every limit and breaker acts")
    trips.add_argument("names", nargs="*", help="which (default: all)")
    trips.add_argument("--json", action="store_true", help="a line for each run instead")
    trips.set_defaults(run=_trips)
    one = commands.add_parser("one", help="one seed in this process; its outcome as JSON")
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--hours", type=float, default=24.0)
    one.add_argument("--intensity", type=float, default=1.0)
    _add_risk(one)
    one.set_defaults(run=_one)
    return parser.parse_args(argv)


def _add_risk(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--risk",
        type=Risk,
        choices=list(Risk),
        default=Risk.PLAIN,
        help="full: with every model, policy, limit and breaker; patient: with entries that wait "
        "(default: plain)",
    )


def _console() -> Console:
    """The terminal; a file or a pipe gets lines that are wide enough for whole tables."""
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH)


def _chaos(args: argparse.Namespace) -> int:
    console = _console()
    seeds = range(args.first, args.first + args.seeds)
    runs: list[Outcome] = []
    told = outcomes(seeds, args.hours, args.intensity, args.jobs, args.risk)
    for done, outcome in enumerate(told, start=1):
        runs.append(outcome)
        sys.stderr.write(f"{done}/{len(seeds)}: seed {'  '.join(row(outcome))}\n")
        if args.keep is not None:
            with args.keep.open("a", encoding="utf-8") as file:
                file.write(json.dumps(outcome.to_json()) + "\n")
    print_report(runs, console)
    return 1 if any(each.violations for each in runs) else 0


def _report(args: argparse.Namespace) -> int:
    lines = args.file.read_text(encoding="utf-8").splitlines()
    runs = [Outcome.from_json(json.loads(line)) for line in lines]
    print_report(runs, _console())
    return 1 if any(each.violations for each in runs) else 0


def _parity(args: argparse.Namespace) -> int:
    from .parity import compare, print_parity
    from .scenario import calm

    # costs that the backtest adds on purpose would hide what really differs
    scenario = calm(args.seed, args.hours, section={"slippage_per_side": 0.0})
    parity = compare(scenario)
    print_parity(parity, _console())
    return 0 if parity.is_close else 1


def _kills(args: argparse.Namespace) -> int:
    from .kills import kill_again_and_again

    report = kill_again_and_again(args.seed, args.kills)
    for violation in report.violations:
        sys.stdout.write(f"{violation}\n")
    sys.stdout.write(
        f"{report.kills} kills, {report.orders} orders, {report.fills} fills, "
        f"violations: {len(report.violations)}\n"
    )
    return 1 if report.violations else 0


def _trips(args: argparse.Namespace) -> int:
    from .trips import trippings

    done, failed = [], False
    for each in trippings(tuple(args.names)):
        done.append(each)
        failed = failed or bool(each.missing or each.outcome.violations)
        if args.json:
            line = {"name": each.trip.name, "missing": each.missing, **each.outcome.to_json()}
            sys.stdout.write(json.dumps(line) + "\n")
    if not args.json:
        print_trips(done, _console())
    return 1 if failed else 0


def _one(args: argparse.Namespace) -> int:
    from .run import simulate
    from .scenario import chaotic

    outcome = simulate(chaotic(args.seed, args.hours, args.intensity, args.risk))
    sys.stdout.write(json.dumps(outcome.to_json()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
