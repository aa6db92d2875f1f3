"""`enygma walk-forward`: search in windows, trade the unseen days after each, stitch the trades."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from enygma.research.walk_forward import options

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from enygma.research.walk_forward.folder import Folder
    from enygma.research.walk_forward.market import Market
    from enygma.research.walk_forward.outcome import Outcome
    from enygma.research.walk_forward.plan import Plan
    from enygma.research.walk_forward.result import Result
    from enygma.research.walk_forward.settings import Settings

add_arguments = options.add_arguments


def run(args: argparse.Namespace) -> int:
    """Walk through the windows, write result and page, print a summary.

    Returns:
        0, or 1 where no window made a trade.
    """
    from enygma.research.document import require_plotly
    from enygma.research.walk_forward.folder import Folder
    from enygma.research.walk_forward.log import logged_to
    from enygma.research.walk_forward.market import Market
    from enygma.research.walk_forward.result import Result
    from enygma.research.walk_forward.settings import Settings

    if not args.no_page:
        require_plotly()
    settings = Settings.load(options.freqtrade_arguments(args))
    with logged_to(settings.user_data_dir / "logs" / "walk_forward.log"):
        market = Market.of(settings)
        folder = Folder.of(settings.user_data_dir, settings.strategy)
        with folder.held():
            plan, outcomes = _walked(args, settings, market, folder)
            path = folder.result or folder.path.with_name(
                f"{plan.strategy}_{datetime.now(UTC):%Y-%m-%d_%H-%M-%S}.json"
            )
            result = Result(plan, settings, market, outcomes)
            result.write(path, has_page=not args.no_page)
            folder.finish(path)
            return _told(result, path, has_page=not args.no_page)


def _walked(
    args: argparse.Namespace, settings: Settings, market: Market, folder: Folder
) -> tuple[Plan, list[Outcome]]:
    from rich.console import Console

    from enygma.research.evidence.hold_out import reached, require_untouched
    from enygma.research.evidence.ledger import Ledger
    from enygma.research.walk_forward.plan import Plan
    from enygma.research.walk_forward.progress import Progress
    from enygma.research.walk_forward.walk import Walk
    from enygma.research.walk_forward.window import Stretch

    whole = market.range(args.timerange)
    windows = options.layout(args, market.candle).cut(whole, market.candle)
    ledger = Ledger.of(settings.user_data_dir)
    for window in windows:
        require_untouched(ledger, settings.strategy, window.training.span)
    place, progress = options.place(args), Progress(Console(stderr=True), len(windows), args.epochs)
    unseen = Stretch(windows[0].unseen.start, windows[-1].unseen.end)
    for held in reached(ledger, settings.strategy, unseen.span):
        progress.say(
            f"unseen days reach into the hold-out {held}: the result is a look at it, which "
            "enygma evidence will count"
        )
    with place.open(folder.path, progress.say):
        jobs = args.jobs or folder.jobs or max(place.workers, place.least_jobs)
        place.require(jobs)
        plan = Plan.of(settings, market, options.deciding(args, jobs), windows)
        folder.begin(plan, is_anew=args.anew)
        for late in market.late(whole):
            progress.say(f"{late}: it is not in every window")
        walk = Walk(settings, plan, folder, market.candle, progress, place)
        try:
            with progress:
                return plan, walk.through(windows)
        except KeyboardInterrupt:
            progress.say("stopped; finished windows are kept, and the same command goes on")
            raise


def _told(result: Result, path: Path, *, has_page: bool) -> int:
    from rich.console import Console

    from enygma.research.walk_forward.terminal import summary

    Console(soft_wrap=True).print(
        summary(result.plan, result.settings, result.outcomes, result.parameters)
    )
    if has_page:
        sys.stdout.write(f"page: {path.with_suffix('.html')}\n")
    sys.stdout.write(f"result: {path}\n")
    if result.has_trades:
        sys.stdout.write(f"next: enygma evidence --walk-forward {path}\n")
    return 0 if result.has_trades else 1
