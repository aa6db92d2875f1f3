"""Margin mode, leverage and position mode of the account."""

from __future__ import annotations

import logging
from math import isfinite

import ccxt
from freqtrade.enums import MarginMode, TradingMode
from freqtrade.exceptions import InvalidOrderException, OperationalException, TemporaryError
from freqtrade.exchange import Exchange
from freqtrade.exchange.common import retrier

from enygma.exchange.connection import key_refused
from enygma.exchange.errors import freqtrade_errors
from enygma.exchange.settings import ExchangeSettings

logger = logging.getLogger(__name__)


class Margin(Exchange):
    """Sets what KuCoin keeps per contract, and only when it differs.

    With isolated margin the leverage travels with each order; with cross margin it is kept per
    contract.
    """

    _margin_modes: dict[str, str]

    def is_trading_futures(self) -> bool:
        """Whether orders go to the futures account rather than being simulated or spot."""
        return self.trading_mode == TradingMode.FUTURES and not self._config["dry_run"]

    def _lev_prep(self, pair: str, leverage: float, side: str, accept_fail: bool = False) -> None:
        if not self.is_trading_futures():
            super()._lev_prep(pair, leverage, side, accept_fail)
            return
        if not accept_fail:
            self._set_modes(pair, whole_leverage(leverage))
            return
        try:
            self._set_modes(pair, max(int(leverage), 1))
        except TemporaryError as error:
            # a stop must not wait for this: the order names margin mode and leverage anyway
            logger.warning("Margin mode and leverage of %s not verified: %s", pair, error)

    def _set_modes(self, pair: str, leverage: int) -> None:
        self._ensure_margin_mode(pair)
        if self.margin_mode == MarginMode.CROSS:
            self._set_leverage(leverage, pair)

    @retrier  # type: ignore[untyped-decorator] # freqtrade ships no types
    def _ensure_margin_mode(self, pair: str) -> None:
        wanted = self.margin_mode.value
        if self._margin_modes.get(pair) == wanted:
            return
        with freqtrade_errors(f"read the margin mode of {pair}"):
            current = self._api.fetch_margin_mode(pair)["marginMode"]
        if current != wanted:
            self.set_margin_mode(pair, self.margin_mode)
            logger.info("Margin mode of %s changed from %s to %s.", pair, current, wanted)
        self._margin_modes[pair] = wanted

    def forget_margin_mode(self, pair: str) -> None:
        """Read the margin mode again before the next order: someone else may have changed it."""
        self._margin_modes.pop(pair, None)

    @retrier  # type: ignore[untyped-decorator] # freqtrade ships no types
    def ensure_position_mode(self) -> None:
        """Bring the account into the configured position mode.

        Raises:
            OperationalException: The key was refused, or KuCoin refuses to switch, which it does
                while positions or orders are open.
        """
        hedged = ExchangeSettings.of(self._config).hedged
        if self._is_hedged() == hedged:
            return
        name = "hedge" if hedged else "one-way"
        with freqtrade_errors(f"switch the account to {name} mode"):
            self._switch_position_mode(hedged, name)

    def _is_hedged(self) -> bool:
        with freqtrade_errors("read the position mode"):
            try:
                return bool(self._api.fetch_position_mode()["hedged"])
            except ccxt.AuthenticationError as error:
                raise OperationalException(key_refused(error)) from error

    def _switch_position_mode(self, hedged: bool, name: str) -> None:
        try:
            self._api.set_position_mode(hedged)
        except ccxt.ExchangeError as error:
            raise OperationalException(
                f"The account is not in {name} mode and KuCoin did not switch it. Close its "
                f"futures positions and orders, or change enygma.position_mode. Message: {error}"
            ) from error
        logger.info("Position mode changed to %s.", name)


def whole_leverage(leverage: float) -> int:
    """A leverage as KuCoin takes it for an entry.

    Raises:
        InvalidOrderException: It is not a whole number of at least one. Rounding it silently
            would let the bot and the exchange hold different leverages.
    """
    if not isfinite(leverage) or leverage != int(leverage) or leverage < 1:
        raise InvalidOrderException(
            f"KuCoin takes whole leverages from 1 on, not {leverage}: "
            "let the strategy's leverage() return one."
        )
    return int(leverage)
