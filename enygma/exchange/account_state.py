"""What the exchange holds for the account at one moment: positions, orders, stops, balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from freqtrade.exceptions import TemporaryError
from freqtrade.util import dt_ts

from enygma.exchange.errors import complete_answer, freqtrade_errors

ROWS_PER_PAGE = 100
MAX_PAGES = 50
STOP_DIRECTIONS = {"long": "down", "short": "up"}
"""Whither the price has to move for a stop to protect a position."""


@dataclass(frozen=True)
class OpenPosition:
    """A position as the exchange tells it.

    Attributes:
        pair: freqtrade's name of the market.
        symbol: KuCoin's name of the contract.
        side: long or short.
        lots: Size in whole contracts, positive.
        entry_price: Average price of entry.
        leverage: Leverage; 0 when the exchange did not tell.
        margin_mode: ISOLATED or CROSS.
        position_side: BOTH, or LONG or SHORT in hedge mode.
        opened_ms: When it was opened, in Unix milliseconds.
        unrealised: Unrealised result in the settle currency.
    """

    pair: str
    symbol: str
    side: str
    lots: int
    entry_price: Decimal
    leverage: Decimal
    margin_mode: str
    position_side: str
    opened_ms: int
    unrealised: Decimal

    @property
    def closing_side(self) -> str:
        """Side of the orders that reduce it."""
        return "sell" if self.side == "long" else "buy"


@dataclass(frozen=True)
class LiveOrder:
    """An order that waits on the exchange.

    Attributes:
        id: KuCoin's id.
        client_oid: Whoever placed it gave it this name; empty if none.
        pair: freqtrade's name of the market.
        symbol: KuCoin's name of the contract.
        side: buy or sell.
        lots: What is left of it in whole contracts; 0 with `closes`, which takes what there is.
        reduces: Whether it can only reduce a position.
        closes: Whether it closes the whole position.
        stop: up or down for a stop that has not triggered, else None.
        trigger: Price that triggers the stop.
        position_side: BOTH, LONG or SHORT; empty when the exchange did not tell.
    """

    id: str
    client_oid: str
    pair: str
    symbol: str
    side: str
    lots: int
    reduces: bool
    closes: bool
    stop: str | None
    trigger: Decimal | None
    position_side: str

    def concerns(self, position: OpenPosition) -> bool:
        """Whether it would act on this position rather than on the other side of the contract."""
        sides = (position.position_side, "")
        return self.symbol == position.symbol and self.position_side in (*sides, "BOTH")

    def protects(self, position: OpenPosition) -> bool:
        """Whether it is a stop-loss of this position."""
        return (
            self.stop == STOP_DIRECTIONS[position.side]
            and self.side == position.closing_side
            and (self.reduces or self.closes)
            and self.concerns(position)
        )


@dataclass(frozen=True)
class AccountState:
    """All of it, read one after the other.

    Attributes:
        read_ms: When reading began, in Unix milliseconds.
        positions: Those that are open.
        orders: Active orders and stops that wait.
        wallet: Equity without the unrealised result, in the settle currency.
    """

    read_ms: int
    positions: tuple[OpenPosition, ...]
    orders: tuple[LiveOrder, ...]
    wallet: Decimal

    def position(self, pair: str, side: str) -> OpenPosition | None:
        """The position of a pair on a side, None if there is none."""
        found = (each for each in self.positions if (each.pair, each.side) == (pair, side))
        return next(found, None)

    def unprotected_lots(self, position: OpenPosition) -> int:
        """How many lots of a position no waiting stop-loss covers."""
        stops = [each for each in self.orders if each.protects(position)]
        if any(each.closes for each in stops):
            return 0
        return max(0, position.lots - sum(each.lots for each in stops))


def read_account(api: Any, currency: str) -> AccountState:
    """Ask the exchange for everything; the stops last, so that one placed meanwhile is seen.

    Args:
        api: A ccxt object of `enygma.exchange.client` with markets and keys.
        currency: The settle currency.

    Raises:
        TemporaryError: A query failed or its answer is incomplete: nothing is known then, least
            of all that the account is flat.
    """
    now_ms = dt_ts()
    with freqtrade_errors("read the account"), complete_answer("the account"):
        overview = api.futuresPrivateGetAccountOverview({"currency": currency})["data"]
        positions = api.futuresPrivateGetPositions()["data"]
        active = _paged(api.futuresPrivateGetOrders, {"status": "active"})
        stops = _paged(api.futuresPrivateGetStopOrders, {})
        return AccountState(
            read_ms=now_ms,
            positions=tuple(parse_positions(api, positions)),
            orders=tuple(_parse_order(api, each) for each in _once(active, stops)),
            wallet=_decimal(overview["accountEquity"]) - _decimal(overview["unrealisedPNL"]),
        )


def parse_positions(api: Any, rows: Iterable[Mapping[str, Any]]) -> list[OpenPosition]:
    """The open ones among the rows of `GET /api/v1/positions`."""
    return [_parse_position(api, row) for row in rows if int(_decimal(row["currentQty"]))]


def _paged(ask: Any, params: dict[str, Any]) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = []
    for page in range(1, MAX_PAGES + 1):
        answer = ask({**params, "pageSize": ROWS_PER_PAGE, "currentPage": page})["data"]
        rows += answer["items"]
        if page >= int(answer["totalPage"]):
            return rows
    raise TemporaryError(f"More than {MAX_PAGES * ROWS_PER_PAGE} orders wait on the exchange.")


def _once(*lists: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    return {str(row["id"]): row for rows in lists for row in rows}.values()


def _pair(api: Any, symbol: str) -> str:
    return str(api.safe_market(symbol)["symbol"])


def _parse_position(api: Any, row: Mapping[str, Any]) -> OpenPosition:
    lots = int(_decimal(row["currentQty"]))
    cross = bool(row.get("crossMode"))
    return OpenPosition(
        pair=_pair(api, row["symbol"]),
        symbol=str(row["symbol"]),
        side="long" if lots > 0 else "short",
        lots=abs(lots),
        entry_price=_decimal(row["avgEntryPrice"]),
        leverage=_decimal(row.get("leverage") or row.get("realLeverage") or 0),
        margin_mode=str(row.get("marginMode") or ("CROSS" if cross else "ISOLATED")),
        position_side=str(row.get("positionSide") or "BOTH"),
        opened_ms=int(row.get("openingTimestamp") or 0),
        unrealised=_decimal(row.get("unrealisedPnl") or 0),
    )


def _parse_order(api: Any, row: Mapping[str, Any]) -> LiveOrder:
    closes = bool(row.get("closeOrder"))
    waiting_stop = bool(row.get("stop")) and not row.get("stopTriggered")
    filled = row.get("filledSize") or row.get("dealSize") or 0
    return LiveOrder(
        id=str(row["id"]),
        client_oid=str(row.get("clientOid") or ""),
        pair=_pair(api, row["symbol"]),
        symbol=str(row["symbol"]),
        side=str(row["side"]),
        lots=int(_decimal(row.get("size") or 0)) - int(_decimal(filled)),
        reduces=closes or bool(row.get("reduceOnly")),
        closes=closes,
        stop=str(row["stop"]) if waiting_stop else None,
        trigger=_decimal(row["stopPrice"]) if row.get("stopPrice") else None,
        position_side=str(row.get("positionSide") or ""),
    )


def _decimal(value: object) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a number")
    return number
