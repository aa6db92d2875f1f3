"""What a trade costs: the contract's fees and, where fills are simulated, slippage."""

from __future__ import annotations

import logging

from freqtrade.enums import OPTIMIZE_MODES
from freqtrade.exchange import Exchange

from enygma.exchange.settings import ExchangeSettings

logger = logging.getLogger(__name__)


class Costs(Exchange):
    """Fees, with slippage in backtesting and hyperopt.

    freqtrade fills a simulated order at the candle's price and takes the rate that `get_fee`
    answers from the notional at entry and at exit. Slippage is added to that rate, so it costs
    its share of the notional on either side while the prices in reports stay the candle's.
    `--fee` and the setting `fee` replace the rate as a whole, slippage included.
    """

    def get_fee(
        self,
        symbol: str,
        order_type: str = "",
        side: str = "",
        amount: float = 1,
        price: float = 1,
        taker_or_maker: str = "maker",
    ) -> float:
        """The fee of a contract as a share of the notional, plus slippage where it is simulated."""
        fee: float = super().get_fee(symbol, order_type, side, amount, price, taker_or_maker)
        if not self.simulates_slippage():
            return fee
        return fee + ExchangeSettings.of(self._config).slippage_per_side

    def simulates_slippage(self) -> bool:
        """Whether slippage is part of what `get_fee` answers."""
        return self._config["runmode"] in OPTIMIZE_MODES and self._config.get("fee") is None

    def log_costs(self) -> None:
        """Tell how slippage enters the results, once at the start of an optimisation."""
        if self._config["runmode"] not in OPTIMIZE_MODES:
            return
        slippage = ExchangeSettings.of(self._config).slippage_per_side
        if self.simulates_slippage():
            logger.info(
                "Slippage of %.4f %% per side is added to the exchange's fee.", slippage * 100
            )
        elif slippage:
            logger.info(
                "The configured fee of %.4f %% replaces the exchange's fee and the slippage of "
                "%.4f %% per side.",
                self._config["fee"] * 100,
                slippage * 100,
            )
