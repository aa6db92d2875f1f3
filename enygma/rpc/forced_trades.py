"""Forced entries and exits: one at a time, and whoever asked is told why one was refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import Any, TypeVar

from freqtrade.enums import SignalDirection
from freqtrade.exceptions import FreqtradeException
from freqtrade.persistence import Trade
from freqtrade.rpc.rpc import RPC, RPCException

ALL = "all"
DEFAULT_TAG = "force_entry"
"""The enter tag of freqtrade's forced entries when nobody names another."""
REFUSING = ("refuse_addition", "refuse_without_proposal")
"""Methods that a strategy may have, asked before a forced entry: (pair, side, now) to a reason."""

UNEXPLAINED = "Failed to enter position"
"""How freqtrade answers when it does not know more."""
UNSTAKED = "The strategy denied the entry or gave it no stake that can be traded."

IN_HTML = str.maketrans({"<": "(", ">": ")", "&": "+"})
"""Telegram shows the answer to an entry as HTML, and nothing at all where that is broken."""
IN_MARKDOWN = str.maketrans({"_": " ", "*": " ", "`": "'", "[": "(", "]": ")"})
"""It shows the answer to an exit as Markdown, likewise."""

T = TypeVar("T")


class ExplainingRPC(RPC):
    """Takes the place of freqtrade's `RPC`.

    freqtrade answers a refused entry with "Failed to enter position", and a refusal of the
    exchange with a server error; the reason stays in the log. It also looks for an open trade
    before it waits for its turn, so that two commands at once would open two trades.
    """

    def __init__(self, freqtrade: Any) -> None:
        super().__init__(freqtrade)
        self._one_at_a_time = Lock()

    def _rpc_force_entry(
        self,
        pair: str,
        price: float | None,
        *,
        order_side: SignalDirection = SignalDirection.LONG,
        enter_tag: str | None = DEFAULT_TAG,
        **terms: Any,
    ) -> Any:
        """Enter, unless the strategy has a reason not to.

        Raises:
            RPCException: With the reason: of the strategy, of the risk rules, of the exchange.
        """
        with self._one_at_a_time:
            self._ask(pair, order_side.value)
            self._require_sized_by_rules(terms.get("stake_amount"))
            known = self._refusal(pair)
            terms |= {"order_side": order_side, "enter_tag": self._tag(pair, order_side, enter_tag)}
            enter = super()._rpc_force_entry
            try:
                return _answered(lambda: enter(pair, price, **terms))
            except RPCException as error:
                newest = self._refusal(pair)
                reason = "" if newest is None or newest is known else f" Reason: {newest}"
                if not reason and str(error).startswith(UNEXPLAINED):
                    reason = f" {UNSTAKED}"
                raise RPCException(f"{error}{reason}".translate(IN_HTML)) from error

    def _rpc_force_exit(
        self, trade_id: str, ordertype: str | None = None, **terms: Any
    ) -> dict[str, str]:
        """Exit; with "all" every trade, also those after one that the exchange refuses.

        Raises:
            RPCException: With the exchange's reason; for "all" with those of all that failed.
        """
        if trade_id != ALL:
            return self._exit(trade_id, ordertype, **terms)
        failed = []
        for each in [str(trade.id) for trade in Trade.get_open_trades()]:
            try:
                self._exit(each, ordertype)
            except RPCException as error:
                failed.append(f"trade {each}: {error}")
        if failed:
            raise RPCException(f"Not every trade was exited. {'; '.join(failed)}")
        return {"result": "Created exit orders for all open trades."}

    def _exit(self, trade_id: str, ordertype: str | None, **terms: Any) -> dict[str, str]:
        leave = super()._rpc_force_exit
        try:
            return _answered(lambda: leave(trade_id, ordertype, **terms))
        except RPCException as error:
            raise RPCException(str(error).translate(IN_MARKDOWN)) from error

    def _ask(self, pair: str, side: str) -> None:
        for name in REFUSING:
            refusing = getattr(self._freqtrade.strategy, name, None)
            reason = refusing and refusing(pair, side, datetime.now(UTC))
            if reason:
                raise RPCException(f"Entry refused: {reason}".translate(IN_HTML))

    def _require_sized_by_rules(self, stake: float | None) -> None:
        """Refuse a stake that the risk rules would replace: nobody gets another than asked for."""
        if stake is not None and hasattr(self._freqtrade.strategy, "latest_refusal"):
            raise RPCException(
                f"Entry refused: a stake of {stake} was asked for, but the strategy's risk rules "
                "size every entry. Leave the stake out. Nothing was traded."
            )

    def _refusal(self, pair: str) -> Any:
        """The newest refusal of the risk rules, where the strategy has them."""
        latest = getattr(self._freqtrade.strategy, "latest_refusal", None)
        return latest(pair) if latest else None

    def _tag(self, pair: str, side: SignalDirection, given: str | None) -> str | None:
        """The signal's tag in place of freqtrade's default, so that reports say what was traded."""
        of_signal = getattr(self._freqtrade.strategy, "forced_entry_tag", None)
        if of_signal is None or given not in (None, DEFAULT_TAG):
            return given
        return of_signal(pair, side.value) or given


def _answered(act: Callable[[], T]) -> T:
    """What the command answers; freqtrade's own errors in the form that reaches who asked."""
    try:
        return act()
    except FreqtradeException as error:
        raise RPCException(str(error)) from error
