"""Any course of entries, exits, waits and restarts, with limits asked as a bot asks them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from freqtrade.persistence import LocalTrade, PairLocks, disable_database_use
from freqtrade.plugins.protectionmanager import ProtectionManager
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from custom_risk.account import DESK, Account, BotHistory, Day, Days
from custom_risk.limit_gate import LimitGate

EVENING = datetime(2026, 1, 5, 20, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CANDLE = 5 * MINUTE
PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT", "SOL/USDT:USDT")
MOST_AN_HOUR, MOST_LOST, ENOUGH, ROW, REST = 2, 15, 25, 2, 10 * MINUTE


class KeptDay:
    """A day, as the database keeps it."""

    def __init__(self) -> None:
        self.day: Day | None = None

    def load(self) -> Day | None:
        return self.day

    def save(self, day: Day) -> None:
        self.day = day


class Trading(RuleBasedStateMachine):
    """A bot on three pairs; what it may do is reckoned a second time, from the first trade on."""

    @initialize(cooldown_minutes=st.sampled_from((None, 45, 180)))
    def begin(self, cooldown_minutes: int | None) -> None:
        disable_database_use("5m")
        PairLocks.reset_locks()
        LocalTrade.reset_trades()
        self.now, self.wallet, self.kept = EVENING, 1_000.0, KeptDay()
        self.day_start = (EVENING.date(), 1_000.0)
        self.entered: list[datetime] = []
        self.closed: list[tuple[datetime, str, float]] = []
        self.minutes = cooldown_minutes
        self.terms: dict[str, Any] = {
            "method": "SessionLimit",
            "max_trades_per_hour": MOST_AN_HOUR,
            "max_daily_loss": MOST_LOST,
            "max_daily_loss_pct": None,
            "daily_profit_lock": ENOUGH,
            "max_consecutive_losses": ROW,
            "symbol_cooldown_minutes": REST // MINUTE,
        }
        if cooldown_minutes is not None:
            self.terms |= {"on_violation": "cooldown", "cooldown_minutes": cooldown_minutes}
        self.restart()

    @rule()
    def restart(self) -> None:
        """All that is left of a killed bot is what its database keeps."""
        self.account = Account(lambda: self.wallet, BotHistory(), Days(self.kept))
        self.protections = ProtectionManager({"timeframe": "5m"}, [self.terms])
        DESK.take(self.account)
        self.gate = LimitGate(self.account, lambda: [self.terms])
        self.account.observe(self.now)

    @rule(candles=st.one_of(st.integers(1, 12), st.integers(1, 300)))
    def wait(self, candles: int) -> None:
        self.now += candles * CANDLE
        if self.now.date() != self.day_start[0]:
            self.day_start = (self.now.date(), self.wallet)
        self.account.observe(self.now)

    @rule(pair=st.sampled_from(PAIRS))
    def enter(self, pair: str) -> None:
        """As freqtrade does: a look at the locks first, then the strategy is asked."""
        if any(each.pair == pair for each in LocalTrade.bt_trades_open):
            return
        if PairLocks.is_pair_locked(pair, self.now, "long"):
            return
        if self.gate.refusal(pair, "long", self.now) is not None:
            assert PairLocks.is_pair_locked(pair, self.now, "long")
            return
        assert self.forbidden(pair) == []
        self.entered.append(self.now)
        trade = LocalTrade(
            id=len(self.entered),
            pair=pair,
            open_date=self.now,
            open_rate=100.0,
            stake_amount=50.0,
            amount=1.0,
            fee_open=0.0,
            fee_close=0.0,
            is_open=True,
        )
        LocalTrade.add_bt_trade(trade)

    @precondition(lambda _: LocalTrade.bt_trades_open)
    @rule(profit=st.sampled_from((-20.0, -4.0, 0.0, 3.0, 30.0)))
    def leave(self, profit: float) -> None:
        """The oldest trade closes; freqtrade then asks its protections."""
        trade = LocalTrade.bt_trades_open[0]
        trade.close_date, trade.is_open = self.now, False
        trade.close_profit, trade.close_profit_abs = profit / 50, profit
        LocalTrade.close_bt_trade(trade)
        self.wallet += profit
        self.closed.append((self.now, trade.pair, profit))
        self.protections.stop_per_pair(trade.pair, self.now, "long", 1_000.0)
        self.protections.global_stop(self.now, "long", 1_000.0)
        assert PairLocks.is_pair_locked(trade.pair, self.now, "long")

    def forbidden(self, pair: str) -> list[str]:
        """The limits that an entry at this moment would break."""
        hour = [each for each in self.entered if each > self.now - HOUR]
        gained = self.wallet - self.day_start[1]
        rested = all(at + REST <= self.now for at, of, _ in self.closed if of == pair)
        broken = {
            "trades per hour": len(hour) >= MOST_AN_HOUR,
            "daily loss": gained <= -MOST_LOST,
            "daily profit": gained >= ENOUGH,
            "losses in a row": self.now < self.paused_until(),
            "rest of the pair": not rested,
        }
        return [name for name, is_broken in broken.items() if is_broken]

    def paused_until(self) -> datetime:
        until, row = EVENING, 0
        for at, _, profit in self.closed:
            row = row + 1 if profit < 0 else 0
            if row == ROW:
                midnight = at.replace(hour=0, minute=0) + DAY
                until, row = midnight if self.minutes is None else at + self.minutes * MINUTE, 0
        return until

    @invariant()
    def no_violation_is_locked_twice(self) -> None:
        standing = [
            (each.pair, str(each.reason).split(":")[0])
            for each in PairLocks.get_pair_locks(None, self.now)
        ]
        assert len(set(standing)) == len(standing)

    @invariant()
    def every_lock_ends(self) -> None:
        for each in PairLocks.get_all_locks():
            assert each.lock_time < each.lock_end_time <= each.lock_time + DAY

    def teardown(self) -> None:
        DESK.clear()
        PairLocks.reset_locks()
        LocalTrade.reset_trades()


TestTrading = Trading.TestCase
TestTrading.settings = settings(max_examples=100, stateful_step_count=30)
