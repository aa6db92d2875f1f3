"""KuCoin for freqtrade: spot as freqtrade has it, and USDT-M futures."""

from __future__ import annotations

from typing import Any

from freqtrade.enums import MarginMode, TradingMode
from freqtrade.exceptions import ConfigurationError, OperationalException
from freqtrade.exchange.kucoin import Kucoin as FreqtradeKucoin

from enygma.exchange.account_client import futures_options
from enygma.exchange.candles import Candles
from enygma.exchange.client import adopt
from enygma.exchange.connection import Connection
from enygma.exchange.costs import Costs
from enygma.exchange.delisting import Delisting
from enygma.exchange.entry_gate import EntryGate, GatedEntries
from enygma.exchange.entry_stop import PRICE_TYPES
from enygma.exchange.exact_amounts import ExactAmounts
from enygma.exchange.funding import Funding
from enygma.exchange.kill_switch import KillSwitch
from enygma.exchange.liquidation import Liquidation
from enygma.exchange.live_start import (
    LiveStart,
    is_live,
    require_armed_start,
    require_covered_parts,
)
from enygma.exchange.order_book import OrderBooks
from enygma.exchange.second_stop import SecondStop
from enygma.exchange.settings import ExchangeSettings
from enygma.exchange.shadow import Shadow
from enygma.exchange.stop_succession import StopSuccession
from enygma.exchange.traffic import Traffic
from enygma.exchange.whole_account import WholeAccount


class Kucoin(
    GatedEntries,
    Shadow,
    WholeAccount,
    StopSuccession,
    SecondStop,
    Funding,
    Candles,
    Costs,
    Liquidation,
    OrderBooks,
    ExactAmounts,
    Delisting,
    LiveStart,
    Connection,
    FreqtradeKucoin,
):
    """KuCoin with futures.

    It takes the place of `freqtrade.exchange.Kucoin`. Whatever concerns futures stands behind the
    trading mode; in spot mode it is freqtrade's own class.
    """

    _ft_has_futures: dict[str, Any] = {  # noqa: RUF012 - a class attribute as freqtrade reads it
        # without symbols ccxt's call fails; those of a single market work and freqtrade keeps them
        "exchange_has_overrides": {"fetchLeverageTiers": False},
        "order_time_in_force": ["GTC", "IOC", "PO"],
        "stop_price_param": "stopLossPrice",
        "stop_price_prop": "stopPrice",
        "stop_price_type_field": "stopPriceType",
        "stop_price_type_value_mapping": PRICE_TYPES,
        "stoploss_blocks_assets": False,
        # 500 is documented; with an exchange that caps at 200 there would be gaps of days
        "ohlcv_candle_limit": 200,
        # in hours: 100 rates, which is what one answer holds, are 800 hours at 8 hours each
        "funding_fee_candle_limit": 800,
        "tickers_have_bid_ask": False,
        "l2_limit_range": [20, 100],
        "balance_includes_unrealized_pnl": True,
        "has_delisting": True,
        "ws_enabled": True,
    }

    _supported_trading_mode_margin_pairs: list[tuple[TradingMode, MarginMode]] = [  # noqa: RUF012
        (TradingMode.SPOT, MarginMode.NONE),
        (TradingMode.FUTURES, MarginMode.ISOLATED),
        (TradingMode.FUTURES, MarginMode.CROSS),
    ]

    def __init__(self, config: dict[str, Any], **kwargs: Any) -> None:
        """Connect as freqtrade does.

        Raises:
            OperationalException: The section `enygma` is wrong, or live trading is not armed;
                nothing was asked of KuCoin yet.
        """
        self._margin_modes = {}
        self._exchange_ws = None
        settings = ExchangeSettings.of(config)
        require_armed_start(config)
        self.traffic = Traffic()
        self.entry_gate = EntryGate(KillSwitch(settings.kill_switch_file))
        self.open_shadow(config, kwargs.get("exchange_config") or config["exchange"])
        try:
            super().__init__(config, **kwargs)
        except BaseException:
            # freqtrade's socket thread runs by now and would keep the process alive for ever
            self.close()
            raise

    def validate_config(self, config: dict[str, Any]) -> None:
        """Check the configuration against what KuCoin has: timeframe, order types, stake currency.

        Raises:
            OperationalException: also where freqtrade raises its ConfigurationError, after which
                its commands would end with exit code 0, as if all had gone well; and where an
                entry that is filled in part would be without a stop.
        """
        try:
            super().validate_config(config)
        except ConfigurationError as error:
            raise OperationalException(str(error)) from error
        require_covered_parts(config)

    @property
    def _ccxt_config(self) -> dict[str, Any]:
        if self.trading_mode != TradingMode.FUTURES:
            spot: dict[str, Any] = super()._ccxt_config
            return spot
        return {"options": futures_options(self._config["stake_currency"])}

    def _init_ccxt(
        self, exchange_config: dict[str, Any], sync: bool, ccxt_kwargs: dict[str, Any]
    ) -> Any:
        api = super()._init_ccxt(exchange_config, sync, ccxt_kwargs)
        return adopt(api, self.traffic) if self.trading_mode == TradingMode.FUTURES else api

    def additional_exchange_init(self) -> None:
        """Check what a live start needs, then bring the account into the position mode."""
        super().additional_exchange_init()
        self.log_costs()
        if is_live(self._config):
            self.prepare_live_start()
        if self.is_trading_futures():
            self.ensure_position_mode()
