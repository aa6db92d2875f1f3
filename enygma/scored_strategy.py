"""The base class that gives a freqtrade strategy its entries by score."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from importlib.metadata import version
from itertools import pairwise
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

import numpy as np
import numpy.typing as npt
from freqtrade.enums import OPTIMIZE_MODES, RunMode
from freqtrade.exceptions import FreqtradeException, OperationalException
from freqtrade.exchange import timeframe_to_minutes
from freqtrade.strategy import informative
from pandas import DataFrame
from pydantic import BaseModel

from enygma.candle_files import require_readable
from enygma.funding_rates import FundingRates
from enygma.limit_entries import LimitEntries
from enygma.manual_entries import ManualEntries
from enygma.plugin import require_supported_freqtrade
from enygma.score_exits import ScoreExits
from enygma.scoring import (
    ScoringError,
    ScoringProfile,
    dom_points,
    entry_sides,
    entry_tags,
    load_profile,
    require_consistent,
    score_candles,
    startup_candles,
    timeframe_alignment,
)
from enygma.scoring.classes import CLASSES
from enygma.scoring.exits import Exits
from enygma.trade_database import require_own_trades

logger = logging.getLogger(__name__)

SECTION = "enygma"
MEASURED_WITH = "enygma_measured_with"
"""Key that the strategy adds to the configuration, for freqtrade's memory of backtests."""
SECTION_KEYS = (
    "profile",
    "timeframes",
    "scoring",
    "slippage_per_side",
    "position_mode",
    "entries",
    "proposal_valid_minutes",
    "reconcile_seconds",
    "kill_switch_file",
    "unknown_positions",
    "shadow",
    "entry_stop",
    "limit_entry",
    "max_entry_slippage",
    "audit",
    "fast_backtest",
    "prescreen",
)
"""What may stand in the section, here and for the exchange."""
DEFAULT_TIMEFRAMES = ("30m", "2h")
EXITS_KEY = "exits."
LATE_KEYS = ("gates.", "filters.", EXITS_KEY)
"""What acts on candles that are scored already: hyperopt scores them once."""
SCORE, CLASS_LEVEL = "enygma_score", "enygma_class_level"
FUNDING_RANK = "enygma_funding_rank"
THRESHOLD_LONG, THRESHOLD_SHORT = "enygma_threshold_long", "enygma_threshold_short"

T = TypeVar("T")
Model = TypeVar("Model", bound=BaseModel)


class ScoredStrategy(ScoreExits, ManualEntries, LimitEntries):
    """Scores the primary and the secondary timeframes and enters where every gate opens.

    Name it before `IStrategy` in the bases. What it scores by is the `enygma` section of the
    configuration; a section that cannot be used stops the bot before anything is traded.
    """

    scoring_parameters: ClassVar[Mapping[str, str]] = {}
    """Hyperopt parameters by the key of the profile each stands for, as `gates.min_score`."""
    process_only_new_candles = True
    signals_by_parameters: ClassVar[bool] = True
    """Signals hang on the candles and the parameters alone: a search makes those of an epoch again
    only where a parameter that was read for them has changed."""
    populate_secondary: ClassVar[Callable[..., DataFrame]]

    def __init__(self, config: dict[str, Any]) -> None:
        require_supported_freqtrade()
        section = _known(config.get(SECTION) or {})
        primary, self.secondary_timeframes = _timeframes(section, config.get("timeframe"))
        self.timeframe = primary
        self._configured = _refusing(lambda: load_profile(section, os.environ))
        # freqtrade takes a backtest for done before when configuration and strategy file are the
        # same, but the profile also comes from the environment and from this package
        config[MEASURED_WITH] = {
            "enygma": version("enygma"),
            "profile": self._configured.model_dump(mode="json"),
        }
        self._funding = FundingRates(config)
        self._funding.require_market(self._configured)
        self._tuning = self._own_parameters(bool(config.get("analyze_per_epoch")))
        self._start = {key: each.value for key, each in self._tuning.items()}
        self.startup_candle_count = _refusing(
            lambda: max(
                startup_candles(each, self._configured)
                for each in (primary, *self.secondary_timeframes)
            )
        )
        self._looks_at_books = config.get("runmode") in (RunMode.LIVE, RunMode.DRY_RUN)
        type(self).populate_secondary = _scoring_on(self.secondary_timeframes)
        super().__init__(config)

    @property
    def profile(self) -> ScoringProfile:
        """The profile in force now, hyperopt's values included."""
        return self._tuned(self._tuning)

    @property
    def points_profile(self) -> ScoringProfile:
        """What points and scores depend on: without parameters of gates, filters, exits."""
        return self._tuned([key for key in self._tuning if not key.startswith(LATE_KEYS)])

    @property
    def exits_in_force(self) -> Exits:
        """As `profile`, of the exits alone: they are asked for on every candle of a position."""
        return self._tuned([key for key in self._tuning if key.startswith(EXITS_KEY)]).exits

    def _tuned(self, keys: Iterable[str]) -> ScoringProfile:
        profile: ScoringProfile = self._configured
        for key in keys:
            value = self._tuning[key].value
            if value != self._start[key]:
                profile = _with(profile, key, value)
        return profile

    def ft_load_hyper_params(self, hyperopt: bool = False) -> None:
        """As freqtrade reads the file that hyperopt wrote; a search never checks its corners.

        Raises OperationalException where its values cannot hold together.
        """
        super().ft_load_hyper_params(hyperopt)
        _refusing(lambda: require_consistent(self.profile, "the strategy's parameters"))

    def ft_bot_start(self, **kwargs: Any) -> None:
        """Refuses a database with open trades of another kind of money before anything starts."""
        runmode = self.config.get("runmode")
        if runmode in (RunMode.LIVE, RunMode.DRY_RUN):
            require_own_trades(dry_run=runmode == RunMode.DRY_RUN)
        super().ft_bot_start(**kwargs)

    def bot_start(self, **kwargs: Any) -> None:
        """Refuses to measure anything on candle files that cannot be read or that are missing."""
        if self.config.get("runmode") in OPTIMIZE_MODES:
            require_readable(self.config["datadir"], self.dp.current_whitelist())
            if self.profile.asks_funding:
                self._funding.require_stored(self.dp.current_whitelist())
        super().bot_start(**kwargs)

    def informative_pairs(self) -> list[Any]:
        """Funding rates, where the profile goes by them, beside what other bases ask for."""
        asked = list(super().informative_pairs())
        return [*asked, *self._funding.wanted(self.dp)] if self.profile.asks_funding else asked

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """The score of the primary timeframe; with the order book on the newest candle, live."""
        dom = self._order_book_points(metadata["pair"]) if self._looks_at_books else 0
        profile = self.points_profile
        ranks = self._funding_ranks(dataframe, metadata["pair"], self.timeframe)
        scored = score_candles(dataframe, self.timeframe, profile, dom_score=dom, funding=ranks)
        if ranks is not None:
            scored[FUNDING_RANK] = ranks
        levels = _class_levels(profile)
        scored[CLASS_LEVEL] = scored["enygma_class"].map(levels).astype(np.int16)
        return scored

    def populate_entry_trend(
        self,
        dataframe: DataFrame,
        metadata: dict[str, Any],  # noqa: ARG002 - freqtrade's signature
    ) -> DataFrame:
        """Entries where the gates of every timeframe open, tagged with what speaks for them."""
        profile = self.profile
        dataframe["enygma_entry"] = entry_sides(dataframe, profile.gates)
        side = self._aligned(dataframe, profile)
        dataframe["enter_long"] = (side > 0).astype(np.int8)
        dataframe["enter_short"] = (side < 0).astype(np.int8)
        counted = profile.counted(profile.parameters_timeframe(self.timeframe))
        dataframe["enter_tag"] = entry_tags(dataframe, side != 0, counted)
        threshold = profile.gates.min_score + np.where(
            dataframe["enygma_regime"] == "HIGH", profile.gates.high_regime_boost, 0
        )
        dataframe[THRESHOLD_LONG], dataframe[THRESHOLD_SHORT] = threshold, -threshold
        return dataframe

    def _own_parameters(self, weights_act: bool) -> dict[str, Any]:
        """Copies of the class's parameters that start at the configured values.

        The points that weights change are computed once at hyperopt's start unless it is told
        to analyse every epoch; without that they are not searched, as nothing would change.
        """
        own = {}
        for key, name in self.scoring_parameters.items():
            parameter = copy(getattr(self, name))
            parameter.value = attrgetter(key)(self._configured)
            if not key.startswith(LATE_KEYS):
                parameter.optimize = weights_act
            if "funding" in key and not self._funding.exist:
                parameter.optimize = False
            setattr(self, name, parameter)
            own[key] = parameter
        return own

    def _aligned(self, dataframe: DataFrame, profile: ScoringProfile) -> npt.NDArray[np.int16]:
        """The side of each entry that other timeframes agree with and no filter stops, else 0."""
        columns = [SCORE, *(f"{SCORE}_{each}" for each in self.secondary_timeframes)]
        scores = [dataframe[each].to_numpy(float) for each in columns]
        entry = dataframe["enygma_entry"].to_numpy(np.int16)
        passed = timeframe_alignment(scores, profile.gates)
        passed &= profile.filters.passed(entry, dataframe["enygma_regime"], scores[-1])
        if profile.asks_funding:
            ranks = dataframe[FUNDING_RANK].to_numpy(float)
            passed &= profile.filters.funding(entry, ranks)
            if profile.funding.weight:
                # without the rank the score is one that nobody configured
                passed &= ~np.isnan(ranks)
        return np.where(passed, entry, 0)

    def _funding_ranks(
        self, candles: DataFrame, pair: str, timeframe: str
    ) -> npt.NDArray[np.float64] | None:
        """The rank of the funding rate on each candle; None where nothing can ask for it."""
        keys = [key for key in self._tuning if "funding" in key]
        searched = [self._tuning[key] for key in keys]
        searches = any(each.in_space and each.optimize for each in searched)
        # one that acts later and is read here would look to freqtrade as if its search did nothing
        profile = self._tuned([key for key in keys if not key.startswith(LATE_KEYS)])
        if not searches:
            profile = self._tuned(keys)
        if not (profile.asks_funding or searches):
            return None
        ranks = self._funding.ranks(self.dp, pair, candles, timeframe, profile.funding.window)
        if profile.asks_funding and timeframe == self.timeframe:
            self._funding.tell_unknown(pair, ranks)
        return ranks

    def _order_book_points(self, pair: str) -> int:
        profile = self.points_profile
        if not profile.order_book.enabled:
            return 0
        try:
            book = self.dp.orderbook(pair, profile.order_book.depth)
            return dom_points(book["bids"], book["asks"], profile.order_book)
        except (FreqtradeException, ScoringError) as error:
            logger.warning("No order book score for %s, taking 0: %s", pair, error)
            return 0


def _scoring_on(timeframes: Sequence[str]) -> Callable[..., DataFrame]:
    """A fresh method that freqtrade calls for each of the timeframes.

    freqtrade notes the timeframes on the function itself, so one that lives longer than its
    strategy would collect those of every configuration that was ever loaded.
    """

    def populate_secondary(
        strategy: ScoredStrategy, dataframe: DataFrame, metadata: dict[str, Any]
    ) -> DataFrame:
        pair, timeframe = metadata["pair"], metadata["timeframe"]
        ranks = strategy._funding_ranks(dataframe, pair, timeframe)  # noqa: SLF001 - its own method
        scored = score_candles(dataframe, timeframe, strategy.points_profile, funding=ranks)
        return scored[["date", SCORE]]

    for each in timeframes:
        populate_secondary = informative(each)(populate_secondary)
    return populate_secondary


def _class_levels(profile: ScoringProfile) -> dict[str, int]:
    """The score nearest to zero of each class: a line that shows the class in a chart."""
    classes = profile.classes
    reached = (0, classes.weak, classes.plain, classes.strong, classes.extreme)
    return {
        name: reached[abs(place)] * int(np.sign(place))
        for place, name in enumerate(CLASSES, start=-(len(CLASSES) // 2))
    }


def _known(section: object) -> Mapping[str, Any]:
    """The section, refused with a key that nobody reads: most likely it is misspelt."""
    if not isinstance(section, Mapping):
        raise OperationalException(f"{SECTION}: {section!r} is not a section of keys and values")
    unknown = [str(key) for key in section if key not in SECTION_KEYS]
    if unknown:
        raise OperationalException(
            f"{SECTION}.{unknown[0]}: there is no such key, the keys here are "
            f"{', '.join(SECTION_KEYS)}"
        )
    return section


def _timeframes(section: Mapping[str, Any], chosen: str | None) -> tuple[str, tuple[str, ...]]:
    """The primary timeframe and those that have to agree with it.

    freqtrade's own `timeframe` (configuration or command line) replaces the first of the list.
    """
    configured = section.get("timeframes", DEFAULT_TIMEFRAMES)
    if (
        not isinstance(configured, Sequence)
        or isinstance(configured, str)
        or not configured
        or not all(isinstance(each, str) for each in configured)
    ):
        raise OperationalException(
            f'{SECTION}.timeframes: {configured!r} is no list of timeframes such as ["30m", "2h"]'
        )
    primary, secondary = chosen or configured[0], tuple(configured[1:])
    minutes = [timeframe_to_minutes(each) for each in (primary, *secondary)]
    if any(low >= high for low, high in pairwise(minutes)):
        raise OperationalException(
            f"{SECTION}.timeframes: {', '.join((primary, *secondary))} do not rise. Each must be "
            f"longer than the one before; the first is freqtrade's timeframe if that is set"
        )
    return primary, secondary


def _refusing(read: Callable[[], T]) -> T:
    """What scoring answers; its refusal stops the bot as freqtrade's own do."""
    try:
        return read()
    except ScoringError as error:
        raise OperationalException(str(error)) from error


def _with(model: Model, key: str, value: Any) -> Model:
    """The same model with another value at a path of keys."""
    name, _, rest = key.partition(".")
    return model.model_copy(
        update={name: _with(getattr(model, name), rest, value) if rest else value}
    )
