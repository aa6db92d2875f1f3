"""Which candles KuCoin has."""

from freqtrade.enums import TradingMode
from freqtrade.exceptions import ConfigurationError, OperationalException
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

    def validate_timeframes(self, timeframe: str | None) -> None:
        """Check that KuCoin has the timeframe.

        Raises OperationalException: after freqtrade's own ConfigurationError its commands end with
        exit code 0, as if all had gone well.
        """
        try:
            super().validate_timeframes(timeframe)
        except ConfigurationError as error:
            raise OperationalException(str(error)) from error
