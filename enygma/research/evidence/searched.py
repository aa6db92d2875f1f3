"""freqtrade's hyperopt, whose every epoch is one more variant that was tried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from freqtrade.configuration import TimeRange
from freqtrade.exceptions import OperationalException
from freqtrade.optimize.hyperopt.hyperopt import Hyperopt
from freqtrade.util import get_dry_run_wallet

from custom_risk.parameters_hash import parameters_hash
from enygma.backtests.prescreen.agreement import tell
from enygma.research.evidence.hold_out import require_untouched
from enygma.research.evidence.ledger import Ledger
from enygma.research.evidence.search import Search, record_search
from enygma.research.evidence.span import Span
from enygma.research.refusal import ResearchError

if TYPE_CHECKING:
    from collections.abc import Mapping

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RecordedHyperopt(Hyperopt):
    """Takes the place of `Hyperopt`: refuses days of a hold-out, and writes into the ledger."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._ledger = Ledger.of(config["user_data_dir"])
        self._daily: list[Mapping[str, float]] = []
        self._ran: list[tuple[Mapping[str, Any], float]] = []
        try:
            require_untouched(self._ledger, str(config["strategy"]), _asked(config))
        except ResearchError as error:
            raise OperationalException(str(error)) from error
        super().__init__(config)

    def start(self) -> None:
        """Search, and tell the ledger of every epoch that was computed, also after Ctrl-C.

        What the pre-screen put aside counts as tried.
        """
        try:
            super().start()
        finally:
            self._record()

    def evaluate_result(self, val: dict[str, Any], current: int, is_random: bool) -> None:
        """Keep the epoch's daily profits, then let freqtrade look at it."""
        self._ran.append((val["params_dict"], val["loss"]))
        self._daily.append(dict(val["results_metrics"].get("daily_profit") or ()))
        super().evaluate_result(val, current, is_random)

    def _record(self) -> None:
        config, timeframe = self.config, str(self.config.get("timeframe", ""))
        search = Search(
            strategy=str(config["strategy"]),
            span=self._searched(),
            timeframe=timeframe,
            pairs=list(self.hyperopter.pairlist),
            parameters=parameters_hash(config, timeframe, {}),
            starting_balance=float(get_dry_run_wallet(config)),
            daily_profits=[*self._daily, *self._screened_out()],
        )
        try:
            record_search(self._ledger, search)
        except ResearchError as error:
            raise OperationalException(str(error)) from error

    def _screened_out(self) -> list[Mapping[str, float]]:
        """Daily profits of what only the compiled model looked at: it was tried, too."""
        screened = getattr(self.hyperopter, "screened", ())
        ran = [parameters for parameters, _ in self._ran]
        tell(screened, self._ran)
        return [each.daily for each in screened if each.parameters not in ran]

    def _searched(self) -> Span:
        """The days of the candles; where only the epochs saw them, the days asked for."""
        first, last = (getattr(self.hyperopter, name, None) for name in ("min_date", "max_date"))
        return Span.between(first, last) if first and last else _asked(self.config)


def _asked(config: Mapping[str, Any]) -> Span:
    """The days of the configured range; an open end reaches to the last candle there may be."""
    asked = TimeRange.parse_timerange(config.get("timerange"))
    start = asked.startdt or EPOCH
    return Span.between(start, asked.stopdt or datetime.now(UTC) + timedelta(days=1))
