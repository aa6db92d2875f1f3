"""The tape: public trades as the exchange lists them."""

from dataclasses import dataclass

from enygma.sandbox.market import Contract, Market, Trades
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.numbers import decimals, text

_LOOKBACKS_MS = (10_000, 60_000, 600_000, 3_600_000)
_FIRST_CONTRACT_ID = 101


@dataclass(frozen=True, slots=True)
class Print:
    """One trade: taker side, lots and price, with the id it keeps for ever."""

    id: int
    ms: int
    side: str
    lots: int
    price: float

    @property
    def maker_order_id(self) -> str:
        """Id of the order that rested."""
        return str(self.id * 2)

    @property
    def taker_order_id(self) -> str:
        """Id of the order that hit it."""
        return str(self.id * 2 + 1)


def prints(trades: Trades) -> list[Print]:
    """Trades as rows, oldest first."""
    columns = (trades.ids, trades.ms, trades.sides, trades.lots, trades.prices)
    return [
        Print(number, ms, "buy" if side > 0 else "sell", lots, price)
        for number, ms, side, lots, price in zip(*(c.tolist() for c in columns), strict=True)
    ]


def newest(market: Market, symbol: str, now_ms: int, count: int) -> list[Print]:
    """The newest `count` trades up to `now_ms`, newest first; fewer after an hour without."""
    trades = market.trades(symbol, now_ms - _LOOKBACKS_MS[0], now_ms + 1)
    for lookback_ms in _LOOKBACKS_MS[1:]:
        if len(trades) >= count:
            break
        trades = market.trades(symbol, now_ms - lookback_ms, now_ms + 1)
    return prints(trades)[: -count - 1 : -1]


def history_row(market: Market, contract: Contract, trade: Print) -> dict[str, Json]:
    """A trade as `trade/history` shows it; instants are nanoseconds there."""
    return {
        "sequence": trade.id,
        "contractId": _FIRST_CONTRACT_ID + market.contracts.index(contract),
        "tradeId": str(trade.id),
        "makerOrderId": trade.maker_order_id,
        "takerOrderId": trade.taker_order_id,
        "ts": trade.ms * 1_000_000,
        "size": trade.lots,
        "price": text(trade.price, decimals(contract.tick_size)),
        "side": trade.side,
    }
