"""The options of `enygma walk-forward`, and what they ask for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enygma.research import configuration
from enygma.research.refusal import RequestError
from enygma.research.walk_forward.layout import TRAININGS, WINDOWS, Layout
from enygma.research.walk_forward.place import Place

if TYPE_CHECKING:
    import argparse

DAY = timedelta(days=1)
SEED = 1
EPOCHS = 50
LOSS = "SharpeHyperOptLossDaily"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma walk-forward`; freqtrade's own keep their names."""
    configuration.add_arguments(parser)
    _add_windows(parser.add_argument_group("windows"))
    _add_search(parser.add_argument_group("search"))
    parser.add_argument("--strategy", help="class name (default: the configured one)")
    parser.add_argument("--strategy-path", metavar="DIR", help="further folder of strategies")
    parser.add_argument("--timeframe", help="of the candles (default: the strategy's)")
    parser.add_argument(
        "--timerange", help="as freqtrade's (default: the days that all pairs have candles of)"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="compute epochs on the Dask cluster of a scheduler, as tcp://host:8786",
    )
    where.add_argument(
        "--ray",
        metavar="ADDRESS",
        help="the same on a Ray cluster, as host:6379; `local` starts one here",
    )
    parser.add_argument("--enable-protections", action="store_true", help="as freqtrade's")
    parser.add_argument(
        "--anew", action="store_true", help="begin again; what an earlier run left is kept aside"
    )
    parser.add_argument("--no-page", action="store_true", help="write the JSON file alone")


def _add_windows(group: Any) -> None:
    group.add_argument("--windows", type=int, metavar="N", help=f"how many (default: {WINDOWS})")
    group.add_argument(
        "--train-days",
        type=float,
        metavar="DAYS",
        help=f"length of a search (default: {TRAININGS} x the test days)",
    )
    group.add_argument(
        "--test-days", type=float, metavar="DAYS", help="length of the unseen days after it"
    )
    group.add_argument(
        "--anchored",
        action="store_true",
        help="every search begins with the first day, instead of rolling on",
    )
    group.add_argument(
        "--purge",
        type=int,
        metavar="CANDLES",
        help="left out at the end of a search (default: a day of candles)",
    )
    group.add_argument(
        "--embargo",
        type=int,
        default=0,
        metavar="CANDLES",
        help="left out at the beginning of the unseen days (default: 0)",
    )


def _add_search(group: Any) -> None:
    group.add_argument("--epochs", type=int, default=EPOCHS, metavar="N", help=f"default: {EPOCHS}")
    group.add_argument(
        "--spaces", nargs="+", default=["default"], metavar="SPACE", help="as freqtrade's"
    )
    group.add_argument("--hyperopt-loss", default=LOSS, metavar="NAME", help=f"default: {LOSS}")
    group.add_argument("--min-trades", type=int, default=1, metavar="N", help="default: 1")
    group.add_argument(
        "--random-state", type=int, default=SEED, metavar="N", help=f"default: {SEED}"
    )
    group.add_argument(
        "--jobs", type=int, metavar="N", help="epochs at once (default: one a core of the workers)"
    )
    group.add_argument(
        "--analyze-per-epoch", action="store_true", help="as freqtrade's: indicators in each epoch"
    )


def freqtrade_arguments(args: argparse.Namespace) -> dict[str, Any]:
    """What `freqtrade hyperopt` would be asked, by freqtrade's names. Raises `RequestError`."""
    if args.epochs < 1 or (args.jobs is not None and args.jobs < 1):
        raise RequestError("--epochs and --jobs are 1 at least")
    files = args.config or [configuration.DEFAULT_CONFIG]
    for file in files:
        if not Path(file).is_file():
            raise RequestError(f"no configuration file at {file}; name one with --config")
    return {
        "command": "hyperopt",
        "config": files,
        "datadir": args.datadir,
        "user_data_dir": None if args.userdir is None else str(Path(args.userdir).resolve()),
        "strategy": args.strategy,
        "strategy_path": args.strategy_path,
        "timeframe": args.timeframe,
        "epochs": args.epochs,
        "spaces": args.spaces,
        "hyperopt_loss": args.hyperopt_loss,
        "hyperopt_min_trades": args.min_trades,
        "hyperopt_random_state": args.random_state,
        "enable_protections": args.enable_protections,
        "analyze_per_epoch": args.analyze_per_epoch,
    }


def layout(args: argparse.Namespace, candle: timedelta) -> Layout:
    """The windows that were asked for."""
    return Layout(
        windows=args.windows,
        train_days=args.train_days,
        test_days=args.test_days,
        is_anchored=args.anchored,
        purge_candles=DAY // candle if args.purge is None else args.purge,
        embargo_candles=args.embargo,
    )


def place(args: argparse.Namespace) -> Place:
    """Where epochs are computed."""
    if args.dask:
        from enygma.research.walk_forward.dask_place import DaskPlace

        return DaskPlace(args.dask)
    if args.ray:
        from enygma.research.walk_forward.ray_place import RayPlace

        return RayPlace(args.ray)
    return Place()


def deciding(args: argparse.Namespace, jobs: int) -> dict[str, Any]:
    """The options that decide what is found, by their names, for the plan."""
    names = (
        "windows", "train_days", "test_days", "anchored", "purge", "embargo", "epochs", "spaces",
        "hyperopt_loss", "min_trades", "random_state", "analyze_per_epoch", "strategy_path",
        "timeframe", "timerange", "enable_protections",
    )  # fmt: skip
    told = {name.replace("_", "-"): getattr(args, name) for name in names}
    return {**told, "jobs": jobs}
