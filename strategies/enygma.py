"""The ENYGMA strategy: enters by score, is held to account by risk."""

from __future__ import annotations

from typing import Any, ClassVar

from freqtrade.enums import RunMode, TradingMode
from freqtrade.strategy import BooleanParameter, DecimalParameter, IntParameter, IStrategy
from pandas import DataFrame

from custom_risk.order_types import MARKET_ORDERS
from custom_risk.risk_managed import RiskManaged
from enygma.scored_strategy import ScoredStrategy


class EnygmaStrategy(ScoredStrategy, RiskManaged, IStrategy):
    """KuCoin futures, 30m with 2h for agreement, long and short; long only on spot markets.

    Everything is configured: signals under `enygma`, size, stops and exits under `custom_risk`.
    The defaults are the canonical rules: no exit by score, and none by the time it took.
    """

    INTERFACE_VERSION = 3
    timeframe = "30m"
    risk_columns: ClassVar[dict[str, str]] = {
        "score": "enygma_score",
        "confidence": "enygma_confidence",
    }
    # the score's own maximum is its full strength
    risk_choices: ClassVar[dict[str, Any]] = {"signal": {"full_score": 220}}
    risk_regime_column = "enygma_regime"
    risk_signal_columns = ("enygma_score", "enygma_class", "enygma_confidence")

    order_types: ClassVar[dict[str, Any]] = dict(MARKET_ORDERS)

    entry_min_score = IntParameter(50, 125, default=80, space="buy")
    entry_min_confidence = DecimalParameter(0.7, 0.98, default=0.9, decimals=2, space="buy")
    entry_min_confluence = IntParameter(1, 9, default=4, space="buy")
    entry_min_confluence_pct = DecimalParameter(30, 80, default=50, decimals=0, space="buy")
    entry_require_cross = BooleanParameter(default=True, space="buy")

    allow_long = BooleanParameter(default=True, space="filters")
    allow_short = BooleanParameter(default=True, space="filters")
    allow_low = BooleanParameter(default=True, space="filters")
    allow_medium = BooleanParameter(default=True, space="filters")
    allow_high = BooleanParameter(default=True, space="filters")
    higher_score = IntParameter(0, 90, default=0, space="filters")
    funding_long_max = IntParameter(20, 100, default=100, space="filters")
    funding_short_min = IntParameter(0, 80, default=0, space="filters")

    exit_on_score = BooleanParameter(default=False, space="sell")
    exit_score = IntParameter(-100, 40, default=0, space="sell")
    exit_after_candles = IntParameter(0, 200, default=0, space="sell")

    weight_rsi = IntParameter(0, 34, default=17, space="weights")
    weight_stochrsi = IntParameter(0, 40, default=20, space="weights")
    weight_macd = IntParameter(0, 36, default=18, space="weights")
    weight_bollinger = IntParameter(0, 40, default=20, space="weights")
    weight_williams_r = IntParameter(0, 40, default=20, space="weights")
    weight_stochastic = IntParameter(0, 36, default=18, space="weights")
    weight_ema_trend = IntParameter(0, 38, default=19, space="weights")
    weight_awesome_oscillator = IntParameter(0, 34, default=17, space="weights")
    weight_kdj = IntParameter(0, 34, default=17, space="weights")
    weight_obv = IntParameter(0, 36, default=18, space="weights")
    weight_cmf = IntParameter(0, 38, default=19, space="weights")
    weight_cci = IntParameter(0, 32, default=16, space="weights")

    trend_weight_pct = IntParameter(0, 200, default=100, space="weights")
    trend_smoothing = IntParameter(1, 12, default=1, space="weights")
    reversion_weight_pct = IntParameter(0, 200, default=100, space="weights")
    reversion_smoothing = IntParameter(1, 12, default=1, space="weights")

    funding_weight = IntParameter(-40, 40, default=0, space="weights")
    funding_window = IntParameter(10, 180, default=90, space="weights")

    invert_rsi = BooleanParameter(default=False, space="signs")
    invert_stochrsi = BooleanParameter(default=False, space="signs")
    invert_macd = BooleanParameter(default=False, space="signs")
    invert_bollinger = BooleanParameter(default=False, space="signs")
    invert_williams_r = BooleanParameter(default=False, space="signs")
    invert_stochastic = BooleanParameter(default=False, space="signs")
    invert_ema_trend = BooleanParameter(default=False, space="signs")
    invert_awesome_oscillator = BooleanParameter(default=False, space="signs")
    invert_kdj = BooleanParameter(default=False, space="signs")
    invert_obv = BooleanParameter(default=False, space="signs")
    invert_cmf = BooleanParameter(default=False, space="signs")
    invert_cci = BooleanParameter(default=False, space="signs")

    scoring_parameters: ClassVar[dict[str, str]] = {
        "gates.min_score": "entry_min_score",
        "gates.min_confidence": "entry_min_confidence",
        "gates.min_confluence": "entry_min_confluence",
        "gates.min_confluence_pct": "entry_min_confluence_pct",
        "gates.require_cross": "entry_require_cross",
        "filters.allow_long": "allow_long",
        "filters.allow_short": "allow_short",
        "filters.allow_low": "allow_low",
        "filters.allow_medium": "allow_medium",
        "filters.allow_high": "allow_high",
        "filters.higher_score": "higher_score",
        "filters.funding_long_max": "funding_long_max",
        "filters.funding_short_min": "funding_short_min",
        "exits.on_score": "exit_on_score",
        "exits.score": "exit_score",
        "exits.after_candles": "exit_after_candles",
        "indicators.rsi.weight": "weight_rsi",
        "indicators.stochrsi.weight": "weight_stochrsi",
        "indicators.macd.weight": "weight_macd",
        "indicators.bollinger.weight": "weight_bollinger",
        "indicators.williams_r.weight": "weight_williams_r",
        "indicators.stochastic.weight": "weight_stochastic",
        "indicators.ema_trend.weight": "weight_ema_trend",
        "indicators.awesome_oscillator.weight": "weight_awesome_oscillator",
        "indicators.kdj.weight": "weight_kdj",
        "indicators.obv.weight": "weight_obv",
        "indicators.cmf.weight": "weight_cmf",
        "indicators.cci.weight": "weight_cci",
        "sub_scores.trend.weight_pct": "trend_weight_pct",
        "sub_scores.trend.smoothing": "trend_smoothing",
        "sub_scores.mean_reversion.weight_pct": "reversion_weight_pct",
        "sub_scores.mean_reversion.smoothing": "reversion_smoothing",
        "funding.weight": "funding_weight",
        "funding.window": "funding_window",
        "indicators.rsi.inverted": "invert_rsi",
        "indicators.stochrsi.inverted": "invert_stochrsi",
        "indicators.macd.inverted": "invert_macd",
        "indicators.bollinger.inverted": "invert_bollinger",
        "indicators.williams_r.inverted": "invert_williams_r",
        "indicators.stochastic.inverted": "invert_stochastic",
        "indicators.ema_trend.inverted": "invert_ema_trend",
        "indicators.awesome_oscillator.inverted": "invert_awesome_oscillator",
        "indicators.kdj.inverted": "invert_kdj",
        "indicators.obv.inverted": "invert_obv",
        "indicators.cmf.inverted": "invert_cmf",
        "indicators.cci.inverted": "invert_cci",
    }

    risk_margin_pct = DecimalParameter(0.5, 5, default=2, decimals=1, space="risk")
    risk_leverage = IntParameter(1, 10, default=6, space="risk")
    risk_initial_stop = DecimalParameter(2, 10, default=6, decimals=1, space="risk")
    risk_break_even = DecimalParameter(0.5, 5, default=1, decimals=1, space="risk")
    risk_trail_from = DecimalParameter(1, 10, default=2, decimals=1, space="risk")
    risk_trail_distance = DecimalParameter(0.5, 6, default=1, decimals=1, space="risk")

    atr_stop = DecimalParameter(0.6, 8, default=1, decimals=1, space="atr")
    atr_trail = DecimalParameter(0, 10, default=0, decimals=1, space="atr")
    atr_trail_from = DecimalParameter(0.5, 8, default=1, decimals=1, space="atr")

    risk_parameters: ClassVar[dict[str, str]] = {
        "sizing.margin_pct": "risk_margin_pct",
        "leverage.default": "risk_leverage",
        "stops.initial_roi": "risk_initial_stop",
        "stops.break_even.activation_roi": "risk_break_even",
        "stops.trailing.activation_roi": "risk_trail_from",
        "stops.trailing.distance_roi": "risk_trail_distance",
        "stops.atr.base_atr": "atr_stop",
        "stops.atr.trail_atr": "atr_trail",
        "stops.atr.trail_from_atr": "atr_trail_from",
    }

    limit_offset_ticks = IntParameter(1, 20, default=1, space="limit")
    limit_offset_atr = DecimalParameter(0, 2, default=0, decimals=2, space="limit")
    limit_candles = IntParameter(1, 12, default=1, space="limit")

    limit_parameters: ClassVar[dict[str, str]] = {
        "offset_ticks": "limit_offset_ticks",
        "offset_atr": "limit_offset_atr",
        "candles": "limit_candles",
    }

    trades_per_hour = IntParameter(1, 100, default=100, space="protection")
    rest_minutes = IntParameter(5, 240, default=30, space="protection")

    plot_config: ClassVar[dict[str, Any]] = {
        "main_plot": {
            "enygma_stop_long": {"color": "#c0392b"},
            "enygma_stop_short": {"color": "#c0392b"},
        },
        "subplots": {
            "Score": {
                "enygma_score": {"color": "#2471a3", "type": "bar"},
                "enygma_threshold_long": {"color": "#229954"},
                "enygma_threshold_short": {"color": "#cb4335"},
                "enygma_class_level": {"color": "#7d3c98"},
            },
            "Confluence": {"enygma_confluence": {"color": "#b9770e", "type": "bar"}},
            "Confidence": {"enygma_confidence": {"color": "#117864"}},
        },
    }

    def __init__(self, config: dict[str, Any]) -> None:
        self.can_short = config.get("trading_mode", TradingMode.SPOT) != TradingMode.SPOT
        super().__init__(config)

    @property
    def protections(self) -> list[dict[str, Any]]:
        """Limits on the session, the day and the record; how often is searched by hyperopt."""
        session = {
            "max_trades_per_hour": self.trades_per_hour.value,
            "symbol_cooldown_minutes": self.rest_minutes.value,
            # a loss in stake currency would have to fit the account: the percentages do
            "max_daily_loss": None,
        }
        return [
            {"method": "SessionLimit", **session},
            {"method": "DailyDrawdown"},
            {"method": "StrategyDegradation"},
        ]

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Entries by score, and the stop that one at this candle's close would begin with.

        The stops are for charts; a search draws none, and would make all signals again for them.
        """
        dataframe = super().populate_entry_trend(dataframe, metadata)
        if self.config.get("runmode") is RunMode.HYPEROPT:
            return dataframe
        dataframe["enygma_stop_long"] = dataframe["close"] * self.entry_stop_ratio("long")
        dataframe["enygma_stop_short"] = dataframe["close"] * self.entry_stop_ratio("short")
        return dataframe
