"""Manual mode: signals become proposals, and only a person's forced entry trades."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from freqtrade.enums import RunMode, SignalDirection
from freqtrade.exceptions import FreqtradeException
from freqtrade.exchange import timeframe_to_seconds
from freqtrade.persistence import PairLocks, Trade
from freqtrade.strategy import IStrategy
from freqtrade.strategy.strategy_wrapper import strategy_safe_wrapper
from pandas import DataFrame

from enygma.entry_settings import EntrySettings, has_channel
from enygma.entry_terms import TermsRequest
from enygma.proposals import CLOCK, Proposal, Proposals

logger = logging.getLogger(__name__)

SCORE, CLASS_NAME, CONFIDENCE = "enygma_score", "enygma_class", "enygma_confidence"


class ManualEntries(IStrategy):
    """Gives a strategy the manual mode; with `enygma.entries` on "automatic" it does nothing.

    freqtrade asks `get_entry_signal` before every entry of its own and nowhere else, so a signal
    that ends there cannot become an order, whatever its tag is. A forced entry does not ask for a
    signal; it comes to `confirm_trade_entry`, which lets it pass for a valid proposal alone.
    Backtests and hyperopt are always automatic.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._entries = EntrySettings.of(config.get("enygma") or {})
        trades = config.get("runmode") in (RunMode.LIVE, RunMode.DRY_RUN)
        self.enters_by_hand = self._entries.manual and trades
        self._proposals = Proposals()
        if self.enters_by_hand:
            self._entries.require_possible(config)
        if self.enters_by_hand and not has_channel(config):
            logger.warning(
                "Entries are manual, but no channel takes the proposals: they appear in this log "
                "alone. Telegram takes them; a webhook or Discord does with "
                '"allow_custom_messages": true and a "strategy_msg" in its section.'
            )
        super().__init__(config)

    def get_entry_signal(
        self, pair: str, timeframe: str, dataframe: DataFrame
    ) -> tuple[SignalDirection | None, str | None]:
        """The signal to trade: none in manual mode, where it is proposed instead."""
        signal, tag = super().get_entry_signal(pair, timeframe, dataframe)
        if not self.enters_by_hand:
            return signal, tag
        if signal is not None:
            # whatever goes wrong with a message must not end the loop that looks after positions
            propose = strategy_safe_wrapper(self._try_to_propose, supress_error=True)
            propose(pair, signal.value, tag or "", dataframe.iloc[-1])
        return None, tag

    def confirm_trade_entry(
        self,
        pair: str,
        amount: float,
        rate: float,
        current_time: datetime,
        entry_tag: str | None,
        side: str,
        **others: Any,
    ) -> bool:
        """In manual mode refuses what no valid proposal covers; then asks the next rule."""
        try:
            refusal = self.refuse_without_proposal(pair, side, current_time)
        except Exception as error:  # noqa: BLE001 - after an exception freqtrade would enter
            refusal = f"whether {side} {pair} was proposed could not be found out: {error!r}"
        if refusal is not None:
            logger.warning("Entry refused: %s", refusal)
            self.dp.send_msg(f"Entry refused: {refusal}", always_send=True)
            return False
        return bool(
            super().confirm_trade_entry(
                pair=pair,
                amount=amount,
                rate=rate,
                current_time=current_time,
                entry_tag=entry_tag,
                side=side,
                **others,
            )
        )

    def refuse_without_proposal(self, pair: str, side: str, now: datetime) -> str | None:
        """Why nobody may enter this pair and side now; None where they may, or in automatic mode.

        A proposal is used up by the trade that was opened on it. That is read from freqtrade's
        database, so a restart does not offer it again.
        """
        if not self.enters_by_hand:
            return None
        refusal = self._proposals.refusal(pair, side, now)
        if refusal is not None:
            return f"{refusal}, and entries are manual. Nothing was traded."
        lock = PairLocks.get_pair_longest_lock(pair, now, side) or (
            PairLocks.get_pair_longest_lock("*", now, side)
        )
        if lock is not None:
            until = lock.lock_end_time
            return f"{pair} is locked until {until:{CLOCK}} ({lock.reason}). Nothing was traded."
        proposal = self._proposals.valid(pair, side, now)
        taken = proposal and Trade.get_trades_proxy(pair=pair, open_date=proposal.signalled)
        if taken:
            return (
                f"the newest proposal for {side} {pair} was taken already, by trade "
                f"{taken[-1].id}. Nothing was traded."
            )
        return None

    def forced_entry_tag(self, pair: str, side: str) -> str | None:
        """The enter tag of the signal that a forced entry follows, None without a proposal."""
        proposal = self._proposals.valid(pair, side, datetime.now(UTC))
        return proposal.tag if proposal else None

    def _try_to_propose(self, pair: str, side: str, tag: str, candle: Mapping[str, Any]) -> None:
        try:
            self._propose(pair, side, tag, candle)
        except FreqtradeException as error:
            logger.warning(
                "No proposal for %s %s yet, again in the next loop: %s", side, pair, error
            )

    def _propose(self, pair: str, side: str, tag: str, candle: Mapping[str, Any]) -> None:
        """Send one message for each signal that could be traded now."""
        length = timedelta(seconds=timeframe_to_seconds(self.timeframe))
        signalled = candle["date"].to_pydatetime() + length
        now = datetime.now(UTC)
        until = signalled + timedelta(minutes=self._entries.valid_minutes)
        if self._proposals.has(pair, side, signalled) or now > until:
            return
        if self.is_pair_locked(pair, candle_date=candle["date"], side=side):
            return
        terms = TermsRequest(self, pair, side, tag, now).terms()
        if terms.margin <= 0:
            return
        proposal = Proposal(
            pair=pair,
            side=side,
            tag=tag,
            signalled=signalled,
            valid_until=until,
            score=int(candle.get(SCORE, 0)),
            class_name=str(candle.get(CLASS_NAME, "")),
            confidence=float(candle.get(CONFIDENCE, 0.0)),
            terms=terms,
            currency=self.config["stake_currency"],
        )
        self._proposals.put(proposal)
        if self.refuse_without_proposal(pair, side, now) is None:
            self.dp.send_msg(proposal.message(), always_send=True)
