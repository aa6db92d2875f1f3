"""Funding: the history of rates, and what the account paid or received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freqtrade.enums import TradingMode
from freqtrade.exchange import Exchange
from freqtrade.exchange.common import retrier
from freqtrade.exchange.exchange_utils_timeframe import timeframe_to_msecs
from freqtrade.util import dt_ts

from enygma.exchange.errors import freqtrade_errors

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

ROWS_PER_ANSWER = 100
"""KuCoin answers with at most this many rates, the newest of what was asked for."""


class Funding(Exchange):
    """Funding rates and payments, paged backwards because KuCoin always answers the newest."""

    async def _fetch_funding_rate_history(
        self, pair: str, timeframe: str, limit: int, since_ms: int | None = None
    ) -> list[list[Any]]:
        if self.trading_mode != TradingMode.FUTURES or since_ms is None:
            rates: list[list[Any]] = await super()._fetch_funding_rate_history(
                pair, timeframe, limit, since_ms
            )
            return rates
        found: dict[int, float] = {}
        until = since_ms + limit * timeframe_to_msecs(timeframe) - 1
        while until >= since_ms:
            rows = await self._api_async.fetch_funding_rate_history(
                pair, since=since_ms, params={"until": until}
            )
            found |= {row["timestamp"]: row["fundingRate"] for row in rows}
            if len(rows) < ROWS_PER_ANSWER:
                break
            until = min(row["timestamp"] for row in rows) - 1
        return [[timestamp, found[timestamp]] for timestamp in sorted(found)]

    @retrier  # type: ignore[untyped-decorator] # freqtrade ships no types
    def _get_funding_fees_from_exchange(self, pair: str, since: datetime | int) -> float:
        """Sum of the account's funding of a contract since a moment, in the settle currency.

        Positive was received, negative was paid.
        """
        since_ms = since if isinstance(since, int) else dt_ts(since)
        return _sum(self._told_payments(pair, since_ms))

    def funding_between(self, trade: Any, after: datetime, until: datetime) -> float:
        """Funding of a trade after a moment, up to another and with it, in the settle currency.

        Spans that meet count each payment once. Positive was received, negative was paid. A paper
        trade's is computed from rates and mark prices, as freqtrade does it.

        Raises:
            ExchangeError: It cannot be asked for.
        """
        if not self._config["dry_run"]:
            return float(self._funding_paid_between(trade.pair, dt_ts(after), dt_ts(until)))
        return float(
            self._fetch_and_calculate_funding_fees(
                trade.pair, trade.amount, trade.is_short, after, until
            )
        )

    @retrier  # type: ignore[untyped-decorator] # freqtrade ships no types
    def _funding_paid_between(self, pair: str, after_ms: int, until_ms: int) -> float:
        payments = self._told_payments(pair, after_ms)
        return _sum(each for each in payments if after_ms < each["timestamp"] <= until_ms)

    def _told_payments(self, pair: str, since_ms: int) -> list[dict[str, Any]]:
        with freqtrade_errors(f"get the funding fees of {pair}"):
            payments = self._funding_payments(pair, since_ms)
        self._log_exchange_response("funding_history", payments, add_info=f"pair: {pair}")
        return payments

    def _funding_payments(self, pair: str, since_ms: int) -> list[dict[str, Any]]:
        found: dict[Any, dict[str, Any]] = {}
        until: dict[str, int] = {}
        while True:
            rows = self._api.fetch_funding_history(symbol=pair, since=since_ms, params=until)
            news = {row["id"]: row for row in rows if row["id"] not in found}
            found |= news
            oldest = min((row["timestamp"] for row in rows), default=since_ms)
            if not news or oldest <= since_ms:
                return [row for row in found.values() if row["timestamp"] >= since_ms]
            # the same moment again: two payments may share it, and ids tell them apart
            until = {"endAt": oldest}


def _sum(payments: Iterable[dict[str, Any]]) -> float:
    return float(sum(each["amount"] for each in payments))
