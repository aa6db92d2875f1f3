"""What each channel pushes: frames as functions of the venue and two instants."""

from collections.abc import Callable, Iterator

from enygma.sandbox.market import Candles
from enygma.sandbox.market.candles import MINUTE_MS, Floats, bucket_ms
from enygma.sandbox.server import ticker
from enygma.sandbox.server.candles import forming_text
from enygma.sandbox.server.day_statistics import day_statistics
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.numbers import decimals, rounded, text, text_rows
from enygma.sandbox.server.sockets.topics import Topic
from enygma.sandbox.server.tape import Print, prints
from enygma.sandbox.server.venue import Venue

Frame = dict[str, Json]
Frames = Callable[[Venue, Topic, int], Iterator[Frame]]
"""Frames of a topic for what happened after an instant (ms) and up to the venue's present."""

_MOST_CANDLES = 1500
_TRADES_MINUTES = 10
_NANOSECONDS = 1_000_000


def _frame(topic: Topic, subject: str, data: Json, serial: int | None = None) -> Frame:
    frame: Frame = {"topic": topic.name, "type": "message", "subject": subject, "data": data}
    return frame if serial is None else frame | {"sn": serial}


def candles(venue: Venue, topic: Topic, since_ms: int) -> Iterator[Frame]:
    """Every candle that closed after `since_ms`, once with its final values, and the forming."""
    now_ms = venue.now_ms()
    first_ms = bucket_ms(max(since_ms - 1, 0), topic.minutes)
    first_ms = max(first_ms, now_ms - _MOST_CANDLES * topic.minutes * MINUTE_MS)
    found = venue.market.candles(topic.contract.symbol, topic.minutes, first_ms, now_ms + 1, now_ms)
    for row in forming_text(topic.contract, _unfinished(found, topic.minutes, since_ms)):
        data = {"symbol": topic.contract.symbol, "candles": row, "time": now_ms}
        yield _frame(topic, "candle.stick", data)


def _unfinished(found: Candles, minutes: int, since_ms: int) -> Candles:
    return found.take(found.ms + minutes * MINUTE_MS >= since_ms)


def best_prices(venue: Venue, topic: Topic, _since_ms: int) -> Iterator[Frame]:
    """Best bid and ask with their sizes."""
    now_ms, symbol = venue.now_ms(), topic.contract.symbol
    book, sequence = venue.books.look(symbol, now_ms)
    digits = decimals(topic.contract.tick_size)
    (bid, bid_lots), (ask, ask_lots) = book.bids[0].tolist(), book.asks[0].tolist()
    data = {
        "symbol": symbol,
        "sequence": sequence,
        "bestBidSize": int(bid_lots),
        "bestBidPrice": text(bid, digits),
        "bestAskPrice": text(ask, digits),
        "bestAskSize": int(ask_lots),
        "ts": now_ms * _NANOSECONDS,
    }
    yield _frame(topic, "tickerV2", data, sequence)


def last_trades(venue: Venue, topic: Topic, _since_ms: int) -> Iterator[Frame]:
    """The newest trade with the best prices."""
    data = ticker.describe(venue, topic.contract)
    yield _frame(topic, "ticker", data, data["sequence"])


def trades(venue: Venue, topic: Topic, since_ms: int) -> Iterator[Frame]:
    """Every trade after `since_ms`, oldest first; of a long jump in time the last minutes."""
    now_ms = venue.now_ms()
    first_ms = max(since_ms + 1, now_ms - _TRADES_MINUTES * MINUTE_MS)
    happened = venue.market.trades(topic.contract.symbol, first_ms, now_ms + 1)
    for trade in prints(happened):
        yield _frame(topic, "match", _match(topic, trade), trade.id)


def _match(topic: Topic, trade: Print) -> Json:
    return {
        "symbol": topic.contract.symbol,
        "sequence": trade.id,
        "side": trade.side,
        "size": trade.lots,
        "price": text(trade.price, decimals(topic.contract.tick_size)),
        "takerOrderId": trade.taker_order_id,
        "makerOrderId": trade.maker_order_id,
        "tradeId": str(trade.id),
        "ts": trade.ms * _NANOSECONDS,
    }


def book_changes(venue: Venue, topic: Topic, _since_ms: int) -> Iterator[Frame]:
    """One frame for each price level that changed; lots 0 removes the level."""
    now_ms = venue.now_ms()
    digits = decimals(topic.contract.tick_size)
    for change in venue.books.take_changes(topic.contract.symbol, now_ms):
        data = {
            "sequence": change.sequence,
            "change": f"{text(change.price, digits)},{change.side},{change.lots}",
            "timestamp": now_ms,
        }
        yield _frame(topic, "level2", data, change.sequence)


def depth(levels: int) -> Frames:
    """Frames with the best `levels` a side."""

    def frames(venue: Venue, topic: Topic, _since_ms: int) -> Iterator[Frame]:
        now_ms = venue.now_ms()
        book, sequence = venue.books.look(topic.contract.symbol, now_ms)
        digits = decimals(topic.contract.tick_size)

        def side(rows: Floats) -> list[list[str | int]]:
            return text_rows(rows[:levels], digits)

        data = {
            "bids": side(book.bids),
            "sequence": sequence,
            "timestamp": now_ms,
            "ts": now_ms,
            "asks": side(book.asks),
        }
        yield _frame(topic, "level2", data, now_ms)

    return frames


def instrument(venue: Venue, topic: Topic, since_ms: int) -> Iterator[Frame]:
    """Mark and index price of the present second, and each minute the funding rate."""
    now_ms, contract = venue.now_ms(), topic.contract
    prices = venue.market.prices(contract.symbol, now_ms)
    digits = decimals(contract.index_tick_size)
    data: Json = {
        "markPrice": rounded(prices.mark, digits),
        "indexPrice": rounded(prices.index, digits),
        "granularity": 1000,
        "timestamp": now_ms - now_ms % 1000,
    }
    yield _frame(topic, "mark.index.price", data)
    if now_ms // MINUTE_MS > since_ms // MINUTE_MS:
        yield _frame(topic, "funding.rate", _funding(venue, topic))


def _funding(venue: Venue, topic: Topic) -> Json:
    now_ms = venue.now_ms()
    outlook = venue.market.predicted_funding(topic.contract.symbol, now_ms)
    return {
        "period": 1,
        "granularity": MINUTE_MS,
        "fundingRate": rounded(outlook.predicted_rate, 6),
        "timestamp": now_ms - now_ms % MINUTE_MS,
    }


def snapshot(venue: Venue, topic: Topic, _since_ms: int) -> Iterator[Frame]:
    """The last 24 hours."""
    now_ms, contract = venue.now_ms(), topic.contract
    day = day_statistics(venue.market, contract, now_ms)
    outlook = venue.market.predicted_funding(contract.symbol, now_ms)
    digits = decimals(contract.tick_size)
    data = {
        "fundingRate": rounded(outlook.predicted_rate, 6),
        "highPrice": rounded(day.high, digits),
        "lastPrice": rounded(day.last, digits),
        "lowPrice": rounded(day.low, digits),
        "price24HoursBefore": rounded(day.open, digits),
        "priceChg": rounded(day.change, digits),
        "priceChgPct": rounded(day.change_fraction, 4),
        "symbol": contract.symbol,
        "ts": now_ms * _NANOSECONDS,
        "turnover": rounded(day.turnover, 4),
        "volume": rounded(day.volume, 8),
    }
    yield _frame(topic, "snapshot.24h", data)


def announcements(venue: Venue, topic: Topic, since_ms: int) -> Iterator[Frame]:
    """Beginning and end of every funding settlement after `since_ms`."""
    now_ms, symbol = venue.now_ms(), topic.contract.symbol
    moments, rates = venue.market.funding_rates(symbol, since_ms + 1, now_ms + 1, now_ms)
    for moment, rate in zip(moments.tolist(), rates.tolist(), strict=True):
        for subject in ("funding.begin", "funding.end"):
            data = {
                "symbol": symbol,
                "fundingTime": moment,
                "fundingRate": rounded(rate, 6),
                "timestamp": moment,
            }
            yield _frame(topic, subject, data)
