"""What stands between a signal and its order: the sizing model's wish under every cap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from custom_risk.account import OpenPosition
from custom_risk.events import Reason
from custom_risk.liquidation import liquidation_buffer, liquidation_price
from custom_risk.margin import Margin, Notional
from custom_risk.portfolio import Correlate, PortfolioRules, unknown
from custom_risk.record import TradeRecord
from custom_risk.refusal import Refusal
from custom_risk.regime import Regime
from custom_risk.roi import HUNDRED, PriceMove
from custom_risk.settings import LeverageSettings, LimitSettings
from custom_risk.side import Side
from custom_risk.signal import Signal
from custom_risk.sizing import NoSize, SizingInputs, SizingModel


@dataclass(frozen=True, slots=True)
class EntryRequest:
    """An entry that a signal asks for, with the account and market it meets."""

    pair: str
    side: Side
    price: Decimal
    equity: Decimal
    """In stake currency, open profit included."""
    regime: Regime
    leverage: Decimal
    max_margin: Margin
    """What is free, or the most the market takes, whichever is less."""
    min_margin: Margin = Margin(Decimal(0))  # noqa: RUF009 - frozen, so sharing it is safe
    """The least the market takes."""
    min_size: Decimal = Decimal(0)
    """Smallest order in base currency, contract multiplier applied."""
    positions: Sequence[OpenPosition] = ()
    """What is open."""
    correlate: Correlate = unknown
    multiplier: Decimal = Decimal(1)
    """What the model's wish is multiplied with: less than one while something is wrong."""
    signal: Signal = field(default_factory=Signal)
    record: Callable[[], TradeRecord] | None = None
    """The trades that closed before; looked up on demand."""
    stop: Callable[[Decimal], PriceMove] | None = None
    """How far the first stop lies from the entry at a leverage, as a positive move."""

    @property
    def open_notional(self) -> Notional:
        """Of all open positions together."""
        return self._notional()

    def _notional(self, pair: str | None = None) -> Notional:
        counted = (each for each in self.positions if pair in (None, each.pair))
        return Notional(sum((each.notional.amount for each in counted), Decimal(0)))

    @property
    def to_size(self) -> SizingInputs:
        """The part of it that a sizing model may know."""
        return SizingInputs(
            equity=self.equity,
            side=self.side,
            price=self.price,
            regime=self.regime,
            leverage=self.leverage,
            signal=self.signal,
            stop=self.stop,
            pair=self.pair,
            pair_notional=self._notional(self.pair),
            record=self.record,
        )


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """An entry within every cap."""

    margin: Margin
    notional: Notional


class EntryRules:
    """Sizes an entry by a model, then holds it to the limits."""

    def __init__(
        self,
        limits: LimitSettings,
        model: SizingModel,
        leverage: LeverageSettings,
        portfolio: PortfolioRules | None = None,
    ) -> None:
        self._portfolio = portfolio
        self._limits = limits
        self._model = model
        self._leverage = leverage

    def plan(self, request: EntryRequest) -> EntryPlan | Refusal:
        """The entry to make, or why there is none."""
        wish = self._model.margin(request.to_size)
        if isinstance(wish, NoSize):
            return Refusal(wish.reason, wish.details)
        refusal = self._refuse_account(request)
        if refusal is not None:
            return refusal.of(wish, wish.notional(request.leverage))
        margin = self._in_portfolio(self._capped(wish, request), request)
        if isinstance(margin, Refusal):
            return margin
        notional = margin.notional(request.leverage)
        return self._refuse_size(request, margin, notional) or EntryPlan(margin, notional)

    def _in_portfolio(self, margin: Margin, request: EntryRequest) -> Margin | Refusal:
        if self._portfolio is None or margin.amount <= 0:
            return margin
        return self._portfolio.limit(
            margin, request, request.positions, request.equity, request.correlate
        )

    def _refuse_account(self, request: EntryRequest) -> Refusal | None:
        held = len(request.positions)
        if held >= self._limits.max_open_positions:
            return Refusal(
                Reason.MAX_OPEN_POSITIONS_REACHED,
                {"open": held, "max": self._limits.max_open_positions},
            )
        cap = min(self._leverage.max, self._leverage.regime_caps.of(request.regime))
        if not 1 <= request.leverage <= cap:
            return Refusal(Reason.LEVERAGE_LIMIT, {"leverage": request.leverage, "max": cap})
        room = self._exposure_room(request).margin(request.leverage)
        is_taken = request.open_notional.amount > 0 and room < request.min_margin
        if room.amount <= 0 or is_taken:
            return Refusal(
                Reason.EXPOSURE_LIMIT,
                {
                    "open_notional": request.open_notional.amount,
                    "max_exposure_pct": self._limits.max_exposure_pct,
                },
            )
        return self._refuse_liquidation(request)

    def _refuse_liquidation(self, request: EntryRequest) -> Refusal | None:
        rate = self._limits.maintenance_margin_pct / HUNDRED
        liquidation = liquidation_price(request.price, request.leverage, request.side, rate)
        buffer = liquidation_buffer(request.price, liquidation)
        if buffer.percent >= self._limits.min_liquidation_buffer_pct:
            return None
        return Refusal(
            Reason.LIQUIDATION_BUFFER,
            {
                "liquidation_price": liquidation,
                "buffer_pct": buffer.percent,
                "min_pct": self._limits.min_liquidation_buffer_pct,
            },
        )

    def _exposure_room(self, request: EntryRequest) -> Notional:
        cap = request.equity * self._limits.max_exposure_pct / HUNDRED
        return Notional(cap - request.open_notional.amount)

    def _capped(self, wish: Margin, request: EntryRequest) -> Margin:
        """The model's wish within the margin limit, the exposure room and what is free."""
        wish = Margin(wish.amount * request.multiplier)
        if wish.amount <= 0:
            return Margin(Decimal(0))
        most = Margin.of_equity(request.equity, self._limits.max_margin_pct)
        room = self._exposure_room(request).margin(request.leverage)
        return min(wish, most, room, request.max_margin)

    @staticmethod
    def _refuse_size(request: EntryRequest, margin: Margin, notional: Notional) -> Refusal | None:
        size = notional.size(request.price)
        if margin.amount > 0 and margin >= request.min_margin and size >= request.min_size:
            return None
        refusal = Refusal(
            Reason.SIZE_TOO_SMALL,
            {"min_margin": request.min_margin.amount, "min_size": request.min_size},
        )
        return refusal.of(margin, notional)
