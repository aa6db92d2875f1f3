"""Every number of the score and its gates, in one validated model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from enygma.scoring.classes import Classes
from enygma.scoring.confidence import Confidence
from enygma.scoring.errors import ScoringConfigError
from enygma.scoring.exits import Exits
from enygma.scoring.filters import Filters
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.funding import Funding
from enygma.scoring.gates import Gates
from enygma.scoring.indicators.awesome_oscillator import AwesomeOscillator
from enygma.scoring.indicators.base import Indicator
from enygma.scoring.indicators.bollinger import Bollinger
from enygma.scoring.indicators.cci import Cci
from enygma.scoring.indicators.cmf import Cmf
from enygma.scoring.indicators.ema_trend import EmaTrend
from enygma.scoring.indicators.kdj import Kdj
from enygma.scoring.indicators.macd import Macd
from enygma.scoring.indicators.obv import Obv
from enygma.scoring.indicators.rsi import Rsi
from enygma.scoring.indicators.stochastic import Stochastic
from enygma.scoring.indicators.stochrsi import StochRsi
from enygma.scoring.indicators.williams_r import WilliamsR
from enygma.scoring.order_book import OrderBook
from enygma.scoring.sub_scores import SubScores
from enygma.scoring.timeframes import TIMEFRAMES, Timeframe, timeframe_minutes
from enygma.scoring.volatility import Volatility


def _rsi(period: int, oversold: float, overbought: float) -> dict[str, float]:
    return {"period": period, "oversold": oversold, "overbought": overbought}


def _stochrsi(rsi_period: int, stoch_period: int, k_period: int, d_period: int) -> dict[str, int]:
    return {
        "rsi_period": rsi_period,
        "stoch_period": stoch_period,
        "k_period": k_period,
        "d_period": d_period,
    }


_RSI: Final = (
    _rsi(7, 25, 70),
    _rsi(21, 30, 70),
    _rsi(14, 30, 75),
    _rsi(21, 30, 70),
    _rsi(14, 30, 70),
    _rsi(14, 30, 70),
)
_STOCHRSI: Final = (
    _stochrsi(7, 9, 3, 4),
    _stochrsi(50, 21, 3, 3),
    _stochrsi(21, 14, 3, 3),
    _stochrsi(21, 9, 3, 3),
    _stochrsi(14, 14, 3, 3),
    _stochrsi(14, 14, 3, 3),
)
_WILLIAMS_R: Final = (
    _rsi(7, -75, -20),
    _rsi(21, -85, -15),
    _rsi(14, -80, -20),
    _rsi(14, -80, -20),
    _rsi(14, -80, -20),
    _rsi(14, -80, -20),
)


def _by_timeframe(parameters: tuple[Mapping[str, float], ...]) -> dict[str, Any]:
    return {"timeframes": dict(zip(TIMEFRAMES, parameters, strict=True))}


class Indicators(FrozenModel):
    """The directional indicators."""

    rsi: Rsi = Field(default_factory=lambda: Rsi(**_by_timeframe(_RSI)))
    stochrsi: StochRsi = Field(default_factory=lambda: StochRsi(**_by_timeframe(_STOCHRSI)))
    macd: Macd = Field(default_factory=Macd)
    bollinger: Bollinger = Field(default_factory=Bollinger)
    williams_r: WilliamsR = Field(default_factory=lambda: WilliamsR(**_by_timeframe(_WILLIAMS_R)))
    stochastic: Stochastic = Field(default_factory=Stochastic)
    ema_trend: EmaTrend = Field(default_factory=EmaTrend)
    awesome_oscillator: AwesomeOscillator = Field(default_factory=AwesomeOscillator)
    kdj: Kdj = Field(default_factory=Kdj)
    obv: Obv = Field(default_factory=Obv)
    cmf: Cmf = Field(default_factory=Cmf)
    cci: Cci = Field(default_factory=Cci)

    def all(self) -> Iterator[Indicator]:
        """Every indicator, in the order of the points columns."""
        for name in INDICATORS:
            indicator: Indicator = getattr(self, name)
            yield indicator


INDICATORS: Final = tuple(Indicators.model_fields)
"""Names of the directional indicators, in the order of the points columns."""


class Caps(FrozenModel):
    """Highest |score| of the indicators, of the order book, and of both together."""

    indicators: Annotated[int, Field(ge=1, le=1000)] = 200
    order_book: Annotated[int, Field(ge=0, le=1000)] = 20
    total: Annotated[int, Field(ge=1, le=1000)] = 220


def _as_pairs(value: object) -> object:
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value


Borrowed = Annotated[
    tuple[tuple[str, Timeframe], ...], BeforeValidator(_as_pairs), PlainSerializer(dict)
]
"""A mapping in the config, pairs in the model so that it can be hashed."""


LONG_TIMEFRAMES: Final = (("12h", "4h"), ("1d", "4h"), ("8h", "4h"))
"""Timeframes without numbers of their own, and whose they are scored by."""


class ScoringProfile(FrozenModel):
    """All numbers of the score. The defaults are the canonical ones."""

    name: str = "canonical"
    indicators: Indicators = Field(default_factory=Indicators)
    sub_scores: SubScores = Field(default_factory=SubScores)
    volatility: Volatility = Field(default_factory=Volatility)
    order_book: OrderBook = Field(default_factory=OrderBook)
    funding: Funding = Field(default_factory=Funding)
    caps: Caps = Field(default_factory=Caps)
    classes: Classes = Field(default_factory=Classes)
    confidence: Confidence = Field(default_factory=Confidence)
    gates: Gates = Field(default_factory=Gates)
    filters: Filters = Field(default_factory=Filters)
    exits: Exits = Field(default_factory=Exits)
    borrowed_timeframes: Borrowed = LONG_TIMEFRAMES
    """`{"1m": "5m"}` scores candles of 1m with the parameters of 5m. Others may be added."""

    @model_validator(mode="after")
    def _something_votes(self) -> Self:
        for timeframe in TIMEFRAMES:
            if not self.counted(timeframe):
                raise ValueError(f"every indicator is switched off on {timeframe}")
        return self

    @model_validator(mode="after")
    def _borrowers_are_timeframes(self) -> Self:
        for timeframe, _ in self.borrowed_timeframes:
            timeframe_minutes(timeframe)
            if timeframe in TIMEFRAMES:
                raise ValueError(f"borrowed_timeframes: {timeframe} has parameters of its own")
        return self

    @model_validator(mode="after")
    def _entries_outlast_their_candle(self) -> Self:
        if self.exits.on_score and self.exits.score >= self.gates.min_score:
            raise ValueError(
                f"exits.score ({self.exits.score}) must be below gates.min_score "
                f"({self.gates.min_score}), or a position is closed where it is entered"
            )
        return self

    @property
    def asks_funding(self) -> bool:
        """Whether the rank of the funding rate counts for anything."""
        return bool(self.funding.weight) or self.filters.asks_funding

    def parameters_timeframe(self, timeframe: str) -> Timeframe:
        """The timeframe whose parameters score candles of `timeframe`.

        Raises ScoringConfigError when there are none.
        """
        known: dict[str, Timeframe] = {each: each for each in TIMEFRAMES}
        known.update(self.borrowed_timeframes)
        if timeframe not in known:
            raise ScoringConfigError(
                f"no scoring parameters for the timeframe {timeframe!r}; there are some for "
                f"{', '.join(known)}. To score it with those of another, set "
                f'"borrowed_timeframes": {{"{timeframe}": "5m"}} under "scoring"'
            )
        return known[timeframe]

    def counted(self, timeframe: Timeframe) -> tuple[Indicator, ...]:
        """The indicators that give points and vote on a timeframe."""
        return tuple(each for each in self.indicators.all() if each.counts_on(timeframe))

    def shown(self, timeframe: Timeframe) -> tuple[Indicator, ...]:
        """The indicators that are on, but not on this timeframe: shown, never counted."""
        counted = self.counted(timeframe)
        return tuple(each for each in self.indicators.all() if each.enabled and each not in counted)


def _canonical() -> ScoringProfile:
    return ScoringProfile(name="canonical")


def _strict() -> ScoringProfile:
    gates = Gates(min_score=80, require_cross=True, min_confidence=0.90)
    return ScoringProfile(name="strict", gates=gates)


PROFILES: Final[Mapping[str, ScoringProfile]] = MappingProxyType(
    {"canonical": _canonical(), "strict": _strict()}
)
"""The profiles that come with the house."""
DEFAULT_PROFILE: Final = "strict"
