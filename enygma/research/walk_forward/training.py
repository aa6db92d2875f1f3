"""freqtrade's hyperopt in one training stretch, in a folder of its own."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from freqtrade.optimize.hyperopt.hyperopt import Hyperopt
from freqtrade.optimize.hyperopt_tools import HyperoptTools
from joblib import Parallel

from enygma.research.quiet import quiet
from enygma.research.walk_forward.agreement import require_agreement
from enygma.research.walk_forward.ranges import ranges_of
from enygma.research.walk_forward.trained import Trained
from enygma.research.walk_forward.unseen import profit_by_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from enygma.research.walk_forward.place import Place

EPOCHS_FILE = "epochs.fthypt"
CANDLES_FILE = "candles.pkl"
PARAMETERS_FILE = "parameters.json"
OUTPUT_FILE = "hyperopt.txt"
"""What a window's folder holds; the candles only while its epochs are computed."""


class WindowHyperopt(Hyperopt):
    """freqtrade's hyperopt, whose files are its window's alone and whose epochs are counted."""

    def __init__(
        self,
        config: dict[str, Any],
        folder: Path,
        place: Place,
        on_epoch: Callable[[float], None],
    ) -> None:
        self._folder = folder
        self._place = place
        self._on_epoch = on_epoch
        self.computed = 0
        super().__init__(config)
        # before a first copy of it is made, too
        place.prepare(self.hyperopter)

    def clean_hyperopt(self) -> None:
        """Move the files into the window's folder before those of an earlier try are removed."""
        self.results_file = self._folder / EPOCHS_FILE
        self.data_pickle_file = self._folder / CANDLES_FILE
        super().clean_hyperopt()

    def print_results(self, results: dict[str, Any]) -> None:
        """Say nothing of single epochs."""

    def run_optimizer_parallel(self, parallel: Any, asked: list[Any]) -> list[dict[str, Any]]:
        """Compute epochs in the place that was chosen."""
        self._place.prepare(self.hyperopter)
        if not self._place.is_trusted:
            with Parallel(n_jobs=len(asked), backend="loky") as here:
                require_agreement(self.hyperopter, here, parallel, self._place.name)
            self._place.is_trusted = True
        computed: list[dict[str, Any]] = super().run_optimizer_parallel(parallel, asked)
        return computed

    def evaluate_result(self, val: dict[str, Any], current: int, is_random: bool) -> None:
        """Let freqtrade look at the epoch, then tell that it is done."""
        super().evaluate_result(val, current, is_random)
        self.computed += 1
        self._on_epoch(self.current_best_loss)

    def start(self) -> None:
        """Search to the last epoch.

        Raises KeyboardInterrupt where freqtrade's own would be content with those so far.
        """
        super().start()
        if self.computed + self.count_skipped_epochs < self.total_epochs:
            raise KeyboardInterrupt


def train(
    config: dict[str, Any], folder: Path, place: Place, on_epoch: Callable[[float], None]
) -> Trained | None:
    """Search the parameters of a window; None where no epoch made a trade worth a loss.

    Args:
        config: freqtrade's, with the range of the training stretch.
        folder: the window's own; what an earlier try left there is replaced.
        place: where epochs are computed.
        on_epoch: called with the best loss so far after each epoch.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with quiet(logging.INFO), _said_to(folder / OUTPUT_FILE):
        hyperopt = WindowHyperopt(config, folder, place, on_epoch)
        try:
            hyperopt.start()
        finally:
            hyperopt.data_pickle_file.unlink(missing_ok=True)
    best: Mapping[str, Any] | None = hyperopt.current_best_epoch
    return None if best is None else _trained(hyperopt, best, folder)


def _trained(hyperopt: WindowHyperopt, best: Mapping[str, Any], folder: Path) -> Trained:
    path, metrics = folder / PARAMETERS_FILE, best["results_metrics"]
    HyperoptTools.export_params(dict(best), hyperopt.hyperopter.get_strategy_name(), path)
    return Trained(
        epochs=hyperopt.computed,
        loss=float(best["loss"]),
        trades=int(metrics["total_trades"]),
        profit=float(metrics["profit_total_abs"]),
        exported=HyperoptTools.load_params_from_file(path),
        searched=dict(best["params_dict"]),
        ranges=ranges_of(hyperopt.hyperopter.spaces),
        profit_by_day=profit_by_day(metrics),
    )


@contextmanager
def _said_to(path: Path) -> Iterator[None]:
    """freqtrade's bars are not shown, and its tables go to a file."""
    from freqtrade.loggers import error_console

    before = error_console.quiet
    error_console.quiet = True
    try:
        with path.open("w", encoding="utf-8") as file, redirect_stdout(file):
            yield
    finally:
        error_console.quiet = before
        sys.stdout.flush()
