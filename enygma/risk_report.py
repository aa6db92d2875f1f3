"""Where the risk of a bot stands, read from its database and its configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from freqtrade.persistence import PairLocks, Trade
from pydantic import BaseModel

from custom_risk.account import Account, BotHistory, ClosedTrade, Day, Days
from custom_risk.breaker import Breaker, Standing
from custom_risk.breaker.stored import KEY, RESET, standing_of
from custom_risk.evidence.seen import SeenEvidence, StoredEvidence
from custom_risk.margin import Notional
from custom_risk.portfolio import Exposures, exposure_by
from custom_risk.record import WINDOWS, TradeRecord, Window
from custom_risk.settings import BreakerSettings, RiskSettings
from custom_risk.state import RiskState, SeenSettings, StoredDay, StoredEquity
from custom_risk.state.equity import SeenEquity
from enygma.exchange.kill_switch import KillSwitch


@dataclass(frozen=True, slots=True)
class Lock:
    """Entries that freqtrade does not make for a while."""

    pair: str
    side: str
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """What the latest closed trades earned, in stake currency where it says so."""

    trades: int
    win_rate: Decimal
    profit_factor: Decimal | None
    """None where nothing was lost."""
    expectancy: Decimal
    """Mean profit of a trade, in stake currency."""

    @classmethod
    def of(cls, window: Window, trades: int, profits: list[Decimal]) -> Record:
        """The figures of a window; `profits` are those of its trades."""
        lost = -sum((each for each in profits if each < 0), Decimal(0))
        won = sum((each for each in profits if each > 0), Decimal(0))
        factor = won / lost if lost else None
        return cls(trades, window.win_rate, factor, window.expectancy)


@dataclass(frozen=True, slots=True)
class RiskReport:
    """Everything as it was stored last; None where nothing was."""

    bot: str
    mode: str
    currency: str
    equity: SeenEquity | None
    day: Day | None
    drawdown_pct: Decimal | None
    """Fall of that equity from the day's peak, where both are of one day."""
    open_trades: int
    exposures: Exposures | None
    """At entry prices, in percent of that equity; None without one."""
    settings: RiskSettings
    """The section `custom_risk` in force."""
    settings_source: str
    """Where they were read: the state of the bot, or its configuration."""
    breaker: Standing | None
    """None where the settings have no breaker."""
    order_failures: int
    reset_requested: bool
    locks: tuple[Lock, ...]
    kill_switch: str
    evidence: SeenEvidence | None
    """How large entries were, and why."""
    record: tuple[Record, ...]

    @classmethod
    def of(
        cls,
        config: Mapping[str, Any],
        seen_settings: SeenSettings | RiskSettings,
        state: RiskState,
        kill_switch: KillSwitch,
        now: datetime,
    ) -> RiskReport:
        """Read it, with freqtrade's database open; settings are the bot's, else the configured.

        Raises
        ------
        StateError
            If a stored value cannot be read.
        RiskInputError
            If a trade in the database has no usable numbers.
        """
        state.open()
        settings, source = _settings(seen_settings)
        seen, day = StoredEquity(state).load(), StoredDay(state).load()
        standing, failures = _breaker(settings.breaker, state, now)
        paper = bool(config.get("dry_run", True))
        return cls(
            bot=str(config.get("bot_name") or "freqtrade"),
            mode="dry_run" if paper else "live",
            currency=str(config["stake_currency"]),
            equity=seen,
            day=day,
            drawdown_pct=_drawdown_pct(day, seen),
            open_trades=len(Trade.get_open_trades()),
            exposures=_exposures(settings, seen),
            settings=settings,
            settings_source=source,
            breaker=standing,
            order_failures=failures,
            reset_requested=state.load(RESET) is not None,
            locks=_locks(now),
            kill_switch=kill_switch.read().value,
            evidence=StoredEvidence(state).load(),
            record=_record(BotHistory(paper=paper).closed(now)),
        )

    def as_json(self) -> dict[str, Any]:
        """The report as JSON has it: numbers as numbers, moments in ISO 8601."""
        plain: dict[str, Any] = _plain(self)
        return plain


def _settings(seen: SeenSettings | RiskSettings) -> tuple[RiskSettings, str]:
    if isinstance(seen, RiskSettings):
        return seen, "the configuration alone, the bot stored none yet"
    return seen.settings, f"{seen.strategy}, started {seen.at:%Y-%m-%d %H:%M:%S} UTC"


def _breaker(
    settings: BreakerSettings | None, state: RiskState, now: datetime
) -> tuple[Standing | None, int]:
    if settings is None:
        return None, 0
    breaker = Breaker(settings)
    stored = state.load(KEY)
    if stored is not None:
        breaker.restore(*standing_of(state, stored))
    return breaker.state(now), breaker.order_failures


def _drawdown_pct(day: Day | None, seen: SeenEquity | None) -> Decimal | None:
    if day is None or seen is None or seen.at.astimezone(UTC).date() != day.date:
        return None
    return max(Decimal(0), day.drawdown_pct(seen.equity))


def _exposures(settings: RiskSettings, seen: SeenEquity | None) -> Exposures | None:
    if seen is None:
        return None
    # the equity holds the open profit already
    worth = float(seen.equity)
    account = Account(lambda: worth, BotHistory(), Days(), wallet_has_open_profit=True)
    return exposure_by(account, settings.portfolio)


def _locks(now: datetime) -> tuple[Lock, ...]:
    return tuple(
        Lock(each.pair, each.side, each.lock_end_time.replace(tzinfo=UTC), each.reason or "")
        for each in PairLocks.get_pair_locks(None, now)
    )


def _record(closed: Sequence[ClosedTrade]) -> tuple[Record, ...]:
    record = TradeRecord().read(closed)
    profits = [each.profit for each in closed]
    counts = sorted({min(each, len(closed)) for each in WINDOWS} - {0})
    return tuple(Record.of(record.window(each), each, profits[-each:]) for each in counts)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, BaseModel):
        return _plain(value.model_dump())
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, Notional):
        return float(value.amount)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in asdict(value)}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value if isinstance(value, int | str | None) else str(value)
