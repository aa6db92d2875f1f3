"""KuCoin spot and USDT-M futures for freqtrade."""

from freqtrade.enums import MarginMode, TradingMode
from freqtrade.exchange.kucoin import Kucoin as FreqtradeKucoin


class Kucoin(FreqtradeKucoin):
    """KuCoin as freqtrade knows it for spot, and with futures."""

    _supported_trading_mode_margin_pairs: list[tuple[TradingMode, MarginMode]] = [  # noqa: RUF012
        (TradingMode.SPOT, MarginMode.NONE),
        (TradingMode.FUTURES, MarginMode.ISOLATED),
        (TradingMode.FUTURES, MarginMode.CROSS),
    ]
