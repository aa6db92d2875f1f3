"""Tickers and the tape of trades."""

from enygma.sandbox.market import Contract
from enygma.sandbox.server.endpoint import Call, public
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.numbers import decimals, text
from enygma.sandbox.server.tape import Print, history_row, newest
from enygma.sandbox.server.venue import Venue

HISTORY_ROWS = 100


def describe(venue: Venue, contract: Contract) -> dict[str, Json]:
    """Last trade and best prices of a contract; sizes in lots, prices as texts."""
    now_ms = venue.now_ms()
    book, sequence = venue.books.look(contract.symbol, now_ms)
    digits = decimals(contract.tick_size)
    last = last_trade(venue, contract)
    (bid, bid_lots), (ask, ask_lots) = book.bids[0].tolist(), book.asks[0].tolist()
    return {
        "sequence": sequence,
        "symbol": contract.symbol,
        "side": last.side,
        "size": last.lots,
        "tradeId": str(last.id),
        "price": text(last.price, digits),
        "bestBidPrice": text(bid, digits),
        "bestBidSize": int(bid_lots),
        "bestAskPrice": text(ask, digits),
        "bestAskSize": int(ask_lots),
        "ts": last.ms * 1_000_000,
    }


def last_trade(venue: Venue, contract: Contract) -> Print:
    """The newest trade, at the last price; an empty one after an hour without trades."""
    now_ms = venue.now_ms()
    price = venue.market.prices(contract.symbol, now_ms).last
    trades = newest(venue.market, contract.symbol, now_ms, 1)
    if not trades:
        return Print(id=0, ms=now_ms, side="buy", lots=0, price=price)
    return trades[0]


def one(call: Call) -> Json:
    """The ticker of one contract."""
    return describe(call.venue, call.contract())


def every(call: Call) -> Json:
    """The tickers of all contracts."""
    return [describe(call.venue, contract) for contract in call.venue.listed()]


def trades(call: Call) -> Json:
    """The newest 100 trades of a contract, newest first."""
    contract, market = call.contract(), call.venue.market
    rows = newest(market, contract.symbol, call.now_ms, HISTORY_ROWS)
    return [history_row(market, contract, trade) for trade in rows]


ENDPOINTS = (
    public("/api/v1/ticker", one, weight=2),
    public("/api/v1/allTickers", every, weight=5),
    public("/api/v1/trade/history", trades, weight=5),
)
