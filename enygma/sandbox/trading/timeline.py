"""Time: everything that happens on the way from one moment to another, in its order.

Prices are a function of time, so that the moment at which something happens can be found without
looking at every moment before it, and one step of hours does the same as many small ones.
"""

from enygma.sandbox.market.candles import MINUTE_MS
from enygma.sandbox.trading.floor import Floor, Outlook
from enygma.sandbox.trading.funding import next_settlement, settle_due
from enygma.sandbox.trading.liquidation import liquidate_due
from enygma.sandbox.trading.makers import fill_resting
from enygma.sandbox.trading.stops import trigger_passed
from enygma.sandbox.trading.upkeep import put_in_order
from enygma.sandbox.trading.watch import bands, resting_band


def advance(floor: Floor, now_ms: int) -> None:
    """Let everything happen up to and including `now_ms`."""
    if now_ms <= floor.now_ms:
        return
    while True:
        _forget(floor)
        moments = {each: _next_moment(floor, each, now_ms) for each in _watched(floor)}
        due_ms = min((each for each in moments.values() if each is not None), default=None)
        if due_ms is None:
            break
        floor.now_ms = due_ms
        for symbol, moment in moments.items():
            if moment == due_ms:
                _happen(floor, symbol)
    floor.now_ms = now_ms


def _happen(floor: Floor, symbol: str) -> None:
    """What is due in a contract now: first what may hurt, last what was waited for."""
    for due in (settle_due, liquidate_due, trigger_passed, fill_resting):
        due(floor, symbol)
        put_in_order(floor)


def _forget(floor: Floor) -> None:
    """Forget what was found out about contracts in which something has changed since."""
    for symbol in floor.changed:
        floor.agenda.pop(symbol, None)
    floor.changed.clear()


def _watched(floor: Floor) -> list[str]:
    """Contracts in which somebody has an order or a position, in the market's order."""
    busy: set[str] = set()
    for account in floor.accounts.values():
        busy.update(symbol for symbol, _ in account.holdings)
        busy.update(symbol for symbol, orders in account.active.items() if orders)
    if not busy:
        return []
    return [each.symbol for each in floor.market.contracts if each.symbol in busy]


def _next_moment(floor: Floor, symbol: str, now_ms: int) -> int | None:
    """The first moment after the floor's and up to `now_ms` at which something may happen.

    The search goes on to the end of the minute, so that small steps within it need no other.
    Further it must not go: an operator may move the prices from the next minute on.
    """
    outlook = floor.agenda.get(symbol)
    if outlook is None or _is_stale(outlook, floor.now_ms, now_ms):
        until_ms = now_ms - now_ms % MINUTE_MS + MINUTE_MS - 1
        outlook = Outlook(until_ms, _search(floor, symbol, until_ms))
        floor.agenda[symbol] = outlook
    moment_ms = outlook.moment_ms
    return moment_ms if moment_ms is not None and moment_ms <= now_ms else None


def _is_stale(outlook: Outlook, floor_ms: int, now_ms: int) -> bool:
    if outlook.moment_ms is None:
        return outlook.until_ms < now_ms
    return outlook.moment_ms <= floor_ms


def _search(floor: Floor, symbol: str, until_ms: int) -> int | None:
    moments = []
    watched = bands(floor, symbol)
    exit_ms = floor.market.first_exit(symbol, watched, floor.now_ms, until_ms) if watched else None
    if exit_ms is not None:
        moments.append(exit_ms)
    band = resting_band(floor, symbol)
    if band is not None:
        trades = floor.market.first_trades(symbol, band, floor.now_ms, until_ms)
        moments.extend(trades.ms[:1].tolist())
    if any(account.holdings_of(symbol) for account in floor.accounts.values()):
        settlement_ms = next_settlement(floor, symbol, until_ms)
        moments.extend([] if settlement_ms is None else [settlement_ms])
    return min(moments, default=None)
