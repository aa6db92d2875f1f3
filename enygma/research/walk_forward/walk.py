"""The course of a walk-forward, window after window."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from enygma.research.refusal import ResearchError
from enygma.research.walk_forward.outcome import Outcome
from enygma.research.walk_forward.training import train
from enygma.research.walk_forward.unseen import trade

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from enygma.research.walk_forward.folder import Folder
    from enygma.research.walk_forward.place import Place
    from enygma.research.walk_forward.plan import Plan
    from enygma.research.walk_forward.progress import Progress
    from enygma.research.walk_forward.settings import Settings
    from enygma.research.walk_forward.trained import Trained
    from enygma.research.walk_forward.unseen import Traded
    from enygma.research.walk_forward.window import Window


@dataclass(frozen=True)
class Walk:
    """A plan on its way."""

    settings: Settings
    plan: Plan
    folder: Folder
    candle: timedelta
    progress: Progress
    place: Place

    def through(self, windows: Sequence[Window]) -> list[Outcome]:
        """Train and trade every window that is not finished yet, oldest first."""
        outcomes: list[Outcome] = []
        balance = self.settings.starting_balance
        for window in windows:
            found = self.folder.read(window, self.plan)
            if found is None:
                found = self.folder.write(self._through(window, balance), self.plan)
                self.progress.finished(found)
            else:
                self.progress.resumed(found)
            outcomes.append(found)
            balance = found.balance_after
        return outcomes

    def _through(self, window: Window, balance: float) -> Outcome:
        began = monotonic()
        self.progress.begins(window)
        trained = self._train(window)
        traded = None
        if trained is not None and balance > 0:
            self._require_repeatable(window, trained)
            traded = self._trade(window, trained, balance)
        return Outcome(window, trained, traded, balance, monotonic() - began)

    def _train(self, window: Window) -> Trained | None:
        # another seed for each window: the same first points everywhere would look stable
        seed = int(self.settings.config["hyperopt_random_state"]) + window.number - 1
        config = self.settings.to_search(
            window.training,
            self.candle,
            hyperopt_random_state=seed,
            hyperopt_jobs=self.plan.arguments["jobs"],
        )
        return train(config, self.folder.window(window), self.place, self.progress.epoch)

    def _require_repeatable(self, window: Window, trained: Trained) -> None:
        """Refuse parameters that freqtrade's backtest does not find what the search found with.

        Raises `ResearchError`.
        """
        again = trade(self.settings.to_trade(window.training, self.candle), trained.exported)
        if [*map(tuple, again.profit_by_day)] != [*map(tuple, trained.profit_by_day)]:
            raise ResearchError(
                f"window {window.number}: the search's best epoch made {trained.trades} trades "
                f"and {trained.profit:+.2f}, a backtest of its parameters on the same candles "
                f"{len(again.trades)} trades and {again.profit:+.2f}. Either the strategy uses a "
                "searched parameter in populate_indicators: search with --analyze-per-epoch. Or "
                "the configuration sets what was searched (stoploss, minimal_roi, trailing_stop, "
                "max_open_trades), and goes before the parameters: take it out there"
            )

    def _trade(self, window: Window, trained: Trained, balance: float) -> Traded:
        """The unseen stretch, begun with what the windows before have left."""
        config = self.settings.to_trade(
            window.unseen, self.candle, dry_run_wallet=self.settings.wallet(balance)
        )
        return trade(config, trained.exported)
