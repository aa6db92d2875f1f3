"""The funding rates that a strategy scores by: stored ones in backtests, the exchange's else."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from freqtrade.data.history import get_datahandler, load_pair_history
from freqtrade.enums import TRADE_MODES, CandleType, TradingMode
from freqtrade.exceptions import OperationalException
from freqtrade.exchange import timeframe_to_seconds
from pandas import DataFrame

from enygma.scoring import ScoringProfile, funding_ranks
from enygma.scoring.funding import RATE
from enygma.scoring.rounding import FloatArray

logger = logging.getLogger(__name__)

KIND = CandleType.FUNDING_RATE
NONE = DataFrame({"date": np.array([], "datetime64[ns]"), RATE: np.array([], float)})
DOWNLOAD = "freqtrade download-data --candle-types funding_rate --timeframes 1h --days 400 --pairs"
ASKING = ("funding.weight", "filters.funding_long_max", "filters.funding_short_min")


class FundingRates:
    """Reads them by pair, and says once per pair where they are not known."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._stored: dict[str, DataFrame] = {}
        self._told: set[str] = set()

    @property
    def exist(self) -> bool:
        """Whether the market has any: a spot market has none."""
        return bool(self._config.get("trading_mode") == TradingMode.FUTURES)

    def require_market(self, profile: ScoringProfile) -> None:
        """Refuse a profile that goes by funding where there is none.

        Raises OperationalException.
        """
        if profile.asks_funding and not self.exist:
            raise OperationalException(
                f"enygma.scoring: one of {', '.join(ASKING)} asks for the funding rate, which a "
                "spot market does not have. Remove it, or trade futures. Nothing was traded."
            )

    def require_stored(self, pairs: Iterable[str]) -> None:
        """Refuse to measure on pairs whose rates were not downloaded.

        Raises OperationalException naming them and the command.
        """
        missing = [each for each in pairs if self._of_store(each).empty]
        if missing:
            raise OperationalException(
                f"{self._config['datadir']} has no funding rates of {', '.join(missing)}, but one "
                f"of {', '.join(ASKING)} under enygma.scoring asks for them. Download them: "
                f"{DOWNLOAD} {' '.join(missing)}. Nothing was traded."
            )

    def wanted(self, data: Any) -> list[tuple[str, str, str]]:
        """What freqtrade is to keep up to date for a bot that trades the pairs of `data`."""
        timeframe = data.get_funding_rate_timeframe()
        return [(each, timeframe, KIND.value) for each in data.current_whitelist()]

    def ranks(
        self, data: Any, pair: str, candles: DataFrame, timeframe: str, window: int
    ) -> FloatArray:
        """The rank on each candle, see `funding_ranks`; `data` is the strategy's provider."""
        trades = self._config.get("runmode") in TRADE_MODES
        rates = self._of_exchange(data, pair) if trades else self._of_store(pair)
        return funding_ranks(candles, timeframe, rates, window)

    def tell_unknown(self, pair: str, ranks: FloatArray) -> None:
        """Say once that nothing is entered where the rank is not known, in a running bot: now."""
        trades = self._config.get("runmode") in TRADE_MODES
        unknown = np.isnan(ranks[-1:] if trades else ranks)
        if not unknown.any():
            self._told.discard(pair)
        elif pair not in self._told:
            self._told.add(pair)
            where = "now" if trades else f"on {unknown.sum()} of {len(ranks)} candles"
            logger.warning(
                "The rank of the funding rate of %s is not known %s: nothing that asks for it is "
                "entered there. It takes enygma.scoring.funding.window rates%s.",
                pair,
                where,
                "" if trades else f"; older ones come with {DOWNLOAD} {pair} --prepend",
            )

    def _of_exchange(self, data: Any, pair: str) -> DataFrame:
        timeframe = data.get_funding_rate_timeframe()
        found: DataFrame = data.get_pair_dataframe(pair, timeframe, candle_type=KIND.value)
        return NONE if found.empty else found

    def _of_store(self, pair: str) -> DataFrame:
        if pair not in self._stored:
            self._stored[pair] = stored_rates(
                Path(self._config["datadir"]), pair, self._config.get("dataformat_ohlcv")
            )
        return self._stored[pair]


def stored_rates(datadir: Path, pair: str, data_format: str | None) -> DataFrame:
    """All rates of a pair that freqtrade has downloaded, from before the backtest's time, too.

    Columns `date` (when a rate was charged, UTC) and `funding_rate`; no rows where there are none.
    """
    handler = get_datahandler(datadir, data_format)
    available = handler.ohlcv_get_available_data(datadir, TradingMode.FUTURES)
    timeframes = [each for name, each, kind in available if (name, kind) == (pair, KIND)]
    if not timeframes:
        return NONE
    shortest = min(timeframes, key=timeframe_to_seconds)
    found: DataFrame = load_pair_history(
        pair, shortest, datadir, data_handler=handler, candle_type=KIND
    )
    return NONE if found.empty else found
