"""At which price the exchange would close a position, where it does not say so itself."""

from __future__ import annotations

from typing import Any

from freqtrade.enums import MarginMode, TradingMode
from freqtrade.exchange import Exchange

TAKER_FEE = 0.0006
"""KuCoin's taker fee of contracts at the lowest fee level, where a contract says none."""


def liquidation_price(
    *,
    entry_price: float,
    amount: float,
    margin: float,
    is_short: bool,
    maintenance_rate: float,
    fee_rate: float,
) -> float:
    """The mark price at which a position's margin no longer covers maintenance and closing fee.

    margin + d · (P - entry) · amount = P · amount · (maintenance rate + fee rate), d = ±1,
    solved for P: KuCoin's formula for isolated margin since 2025-05-22, which takes maintenance
    margin and liquidation fee at the mark price.

    Args:
        entry_price: Average price of the position, in the quote currency.
        amount: Size of the position in the base currency, positive.
        margin: What backs the position, in the settle currency.
        is_short: Direction.
        maintenance_rate: Maintenance margin of the position's risk limit level, as a share.
        fee_rate: Fee for closing, as a share of the notional.

    Returns:
        The price; zero or less when no price would liquidate the position.
    """
    direction = -1 if is_short else 1
    return (direction * entry_price * amount - margin) / (
        amount * (direction - maintenance_rate - fee_rate)
    )


class Liquidation(Exchange):
    """Liquidation prices for dry-run and backtesting, from cached markets and risk limits."""

    def dry_run_liquidation_price(
        self,
        pair: str,
        open_rate: float,
        is_short: bool,
        amount: float,
        stake_amount: float,  # noqa: ARG002 - freqtrade's signature
        leverage: float,  # noqa: ARG002 - freqtrade's signature
        wallet_balance: float,
        open_trades: list[Any],
    ) -> float | None:
        """The liquidation price; the risk limit level is that of the notional.

        With cross margin the whole wallet backs the position, less the maintenance margin of the
        other positions, which are valued at their own entry.
        """
        if self.trading_mode != TradingMode.FUTURES:
            return None
        margin = wallet_balance
        if self.margin_mode == MarginMode.CROSS:
            others = [trade for trade in open_trades if trade.pair != pair]
            margin -= sum(
                self._reserved(each.pair, each.amount * each.open_rate) for each in others
            )
        maintenance_rate, _ = self.get_maintenance_ratio_and_amt(pair, amount * open_rate)
        return liquidation_price(
            entry_price=open_rate,
            amount=amount,
            margin=margin,
            is_short=is_short,
            maintenance_rate=maintenance_rate,
            fee_rate=self._taker_fee(pair),
        )

    def _reserved(self, pair: str, notional: float) -> float:
        maintenance_rate, _ = self.get_maintenance_ratio_and_amt(pair, notional)
        return float(notional * (maintenance_rate + self._taker_fee(pair)))

    def _taker_fee(self, pair: str) -> float:
        # from the markets alone: hyperopt's workers have no connection to ask
        fee = self.markets[pair].get("taker")
        return TAKER_FEE if fee is None else float(fee)
