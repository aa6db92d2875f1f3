"""The account as a whole, whoever opened what in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ccxt
from freqtrade.exceptions import TemporaryError
from freqtrade.exchange import Exchange

from enygma.exchange.account_state import AccountState, LiveOrder, OpenPosition, read_account
from enygma.exchange.closing import cancel_order, close_position
from enygma.exchange.errors import complete_answer, freqtrade_errors
from enygma.exchange.intents import Purpose
from enygma.exchange.submission import Submission

FILLS_PER_PAGE = 100
MAX_PAGES = 20


class WholeAccount(Submission, Exchange):
    """What the guards ask and do. Nothing here is repeated: they come back by themselves."""

    def read_account(self) -> AccountState:
        """Positions, orders, stops and balance.

        Raises:
            TemporaryError: Nothing is known.
        """
        return read_account(self._api, self._config["stake_currency"])

    def lots_of(self, pair: str, amount: float) -> int:
        """An amount of the base currency as whole contracts, to which it is near."""
        contracts: float = self._amount_to_contracts(pair, amount)
        return round(contracts)

    def amount_of(self, pair: str, lots: int) -> float:
        """Whole contracts as an amount of the base currency."""
        return float(self._contracts_to_amount(pair, lots))

    def close_position(self, position: OpenPosition) -> str:
        """Close a position at the market, and return the order's id.

        Raises:
            FreqtradeException: It was refused, or nobody knows; read the account again.
        """
        client_oid = self.new_client_oid(Purpose.EXIT)
        with freqtrade_errors(f"close the {position.side} position in {position.pair}"):
            return close_position(self._api, position, client_oid)

    def cancel_at_exchange(self, order: LiveOrder) -> None:
        """Cancel an order or a stop that the database may not know.

        Raises:
            FreqtradeException: It was refused, or nobody knows.
        """
        with freqtrade_errors(f"cancel order {order.id} of {order.pair}"):
            cancel_order(self._api, order)

    def has_order(self, order_id: str, pair: str) -> bool:
        """Whether the exchange knows an order, asked once.

        Raises:
            TemporaryError: It cannot be asked.
        """
        with freqtrade_errors(f"ask for order {order_id} of {pair}"):
            try:
                self._api.fetch_order(order_id, pair)
            except ccxt.OrderNotFound:
                return False
        return True

    def fill_rows(self, pair: str, since_ms: int) -> list[Mapping[str, Any]]:
        """Rows of `GET /api/v1/fills` of a contract since a moment in Unix milliseconds.

        Raises:
            TemporaryError: They cannot be asked for, or are too many.
        """
        params = {"symbol": self.markets[pair]["id"], "startAt": since_ms}
        rows: list[Mapping[str, Any]] = []
        subject = f"the fills of {pair}"
        with freqtrade_errors(f"read {subject}"), complete_answer(subject):
            for page in range(1, MAX_PAGES + 1):
                answer = self._api.futuresPrivateGetFills(
                    {**params, "pageSize": FILLS_PER_PAGE, "currentPage": page}
                )["data"]
                rows += answer["items"]
                if page >= int(answer["totalPage"]):
                    return rows
        raise TemporaryError(f"More than {MAX_PAGES * FILLS_PER_PAGE} fills of {pair}.")
