"""Which candles KuCoin has."""

from freqtrade.enums import TradingMode
from freqtrade.exchange import Exchange


class Candles(Exchange):
    """Timeframes of contracts."""

    @property
    def timeframes(self) -> list[str]:
        """The timeframes that KuCoin's candle endpoint knows, shortest first.

        ccxt lists 3m and 6h among those of contracts, but marks them as not available.
        """
        names: list[str] = super().timeframes
        if self.trading_mode != TradingMode.FUTURES:
            return names
        minutes = self._api.options.get("timeframes", {}).get("swap", {})
        return [name for name in names if minutes.get(name) is not None]
