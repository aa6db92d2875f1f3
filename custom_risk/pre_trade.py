"""The pre-trade check: which leverage and margin an entry gets, or why it is not made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from custom_risk.account import Account, OpenPosition
from custom_risk.entry import EntryPlan, EntryRequest
from custom_risk.events import Reason
from custom_risk.inputs import RiskInputError, finite, positive
from custom_risk.margin import Margin
from custom_risk.portfolio import CloseSeries, Correlate, Correlations, unknown
from custom_risk.position import Position
from custom_risk.record import TradeRecord
from custom_risk.refusal import Refusal
from custom_risk.regime import Regime
from custom_risk.roi import HUNDRED, PriceMove
from custom_risk.rules import RiskRules
from custom_risk.side import Side
from custom_risk.signal import Signal

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Asked:
    """An entry as freqtrade's callbacks ask for it."""

    pair: str
    side: Side
    price: float
    leverage: float
    """The leverage decided, or the market's maximum while it is to be decided."""
    now: datetime
    min_stake: float | None = None
    max_stake: float = 0.0


class PreTradeCheck:
    """Puts together what the rules need to know of account, market and signal."""

    def __init__(
        self,
        account: Account,
        rules: Callable[[], RiskRules],
        signal: Callable[[str, datetime], Signal],
        closes: Callable[[str, int], CloseSeries],
        *,
        has_regimes: bool,
    ) -> None:
        """`signal` reads the newest candle of a pair now; without regimes every one is MEDIUM.

        `closes` gives a pair's newest closing prices, as many as are asked for.
        """
        self._account = account
        self._rules = rules
        self._signal = signal
        self._closes = closes
        self._has_regimes = has_regimes
        self._record = TradeRecord()
        self._correlations: tuple[object, Correlations] | None = None

    def leverage(self, asked: Asked) -> Decimal:
        """The sizing model's leverage.

        Raises
        ------
        RiskInputError
            If an input is missing.
        """
        return self._rules().sizing.leverage(self._request(asked, [], ONE).to_size)

    def size(self, asked: Asked, multiplier: Decimal = ONE) -> EntryPlan | Refusal:
        """Margin of the entry, or why it gets none; `multiplier` makes the model's wish smaller.

        Raises
        ------
        RiskInputError
            As `leverage`; or if the first stop cannot be known, whatever the model makes of it.
        """
        request = self._request(asked, self._account.positions(), multiplier)
        self._stop_of(asked.side, request.price, request.signal)(request.leverage)
        return self._rules().entry.plan(request)

    def drawdown(self, now: datetime, notional: float) -> Refusal | None:
        """Whether the equity is too far below its peak of the day.

        Raises
        ------
        RiskInputError
            If there is no usable equity.
        """
        fallen = self._account.observe(now).drawdown_pct(self._account.equity())
        most = self._rules().settings.limits.max_daily_drawdown_pct
        if fallen <= most:
            return None
        return Refusal(
            Reason.MAX_DAILY_DRAWDOWN_REACHED,
            {"drawdown_pct": fallen, "max_pct": most, "notional": notional},
        )

    def _request(self, asked: Asked, held: list[OpenPosition], multiplier: Decimal) -> EntryRequest:
        signal = self._signal(asked.pair, asked.now)
        price = positive("price", asked.price)
        return EntryRequest(
            pair=asked.pair,
            side=asked.side,
            price=price,
            equity=self._account.equity(),
            regime=self._regime(signal),
            leverage=positive("leverage", asked.leverage),
            max_margin=Margin(finite("free margin", asked.max_stake)),
            min_margin=Margin(finite("minimum stake", asked.min_stake or 0.0)),
            positions=held,
            correlate=self._correlate(asked.now),
            multiplier=multiplier,
            signal=signal,
            record=partial(self._record_at, asked.now),
            stop=self._stop_of(asked.side, price, signal),
        )

    def _record_at(self, now: datetime) -> TradeRecord:
        return self._record.read(self._account.closed(now))

    def _correlate(self, now: datetime) -> Correlate:
        portfolio = self._rules().settings.portfolio
        if portfolio is None:
            return unknown
        settings = portfolio.correlation
        if self._correlations is None or self._correlations[0] is not settings:
            prices = settings.window_candles + 1
            found = Correlations(settings, lambda pair: self._closes(pair, prices))
            self._correlations = (settings, found)
        return self._correlations[1].at(now)

    def _regime(self, signal: Signal) -> Regime:
        if not self._has_regimes:
            return Regime.MEDIUM
        if signal.regime is None:
            raise RiskInputError("volatility regime", None)
        return signal.regime

    def _stop_of(
        self, side: Side, price: Decimal, signal: Signal
    ) -> Callable[[Decimal], PriceMove]:
        rules = self._rules()

        def distance(leverage: Decimal) -> PriceMove:
            fee = rules.settings.stops.taker_fee_pct / HUNDRED
            stop = rules.stops.first_stop(Position(side, price, leverage, ONE, fee, fee), signal)
            return PriceMove((price - stop) * side.sign / price * HUNDRED)

        return distance


def decided(decide: Callable[[], Any]) -> Any:
    """A decision on an entry, where whatever goes wrong is a refusal.

    freqtrade enters with its own proposal when a callback fails, so nothing may escape.
    """
    try:
        return decide()
    except RiskInputError as error:
        return Refusal(Reason.INPUT_MISSING, {"input": error.name, "error": str(error)})
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not become a trade
        return Refusal(Reason.INTERNAL_ERROR, {"error": repr(error)})
