"""An open position as the exchange keeps it: lots, what they cost, the margin behind them."""

from dataclasses import dataclass
from decimal import Decimal

from enygma.sandbox.market import Contract
from enygma.sandbox.trading.money import ZERO, floor_settled, settled
from enygma.sandbox.trading.terms import MarginMode, PositionSide


@dataclass(slots=True, eq=False)
class Holding:
    """Lots of one contract on one side, or none.

    `lots` and `cost` are signed, negative for a short; `cost` is what the open lots were bought
    or sold for in USDT. The margin of an isolated position is what it opened with (`initial`),
    what was added since (`added`), the funding that it paid or earned (`funding`) and what
    partial closes lost beyond their own share (`loss`, positive). `comm` are the fees paid and
    `realised` the result of closed lots before fees, both since it was opened; `was_long` stays
    when the last lot is gone.
    """

    id: str
    uid: int
    contract: Contract
    position_side: PositionSide
    margin_mode: MarginMode
    leverage: int
    opened_ms: int
    lots: int = 0
    cost: Decimal = ZERO
    initial: Decimal = ZERO
    added: Decimal = ZERO
    funding: Decimal = ZERO
    loss: Decimal = ZERO
    comm: Decimal = ZERO
    realised: Decimal = ZERO
    funding_total: Decimal = ZERO
    closed_lots: int = 0
    closed_value: Decimal = ZERO
    opened_lots: int = 0
    opened_value: Decimal = ZERO
    was_long: bool = False

    @property
    def symbol(self) -> str:
        """KuCoin's symbol of the contract."""
        return self.contract.symbol

    @property
    def sign(self) -> int:
        """1 for a long, -1 for a short, 0 without lots."""
        return (self.lots > 0) - (self.lots < 0)

    @property
    def margin(self) -> Decimal:
        """Margin in USDT that an isolated position stands on; 0 for a cross position."""
        if self.margin_mode is MarginMode.CROSS:
            return ZERO
        return self.initial + self.added + self.funding - self.loss

    def value(self, price: Decimal) -> Decimal:
        """Signed notional in USDT at `price`."""
        return self.lots * self.contract.multiplier * price

    def unrealised(self, mark: Decimal) -> Decimal:
        """Result in USDT if it were closed at `mark`, before fees."""
        return self.value(mark) - self.cost

    def increase(self, lots: int, value: Decimal, leverage: int) -> None:
        """Add signed `lots` that cost the signed `value`, at `leverage`."""
        self.lots += lots
        self.was_long = self.lots > 0
        self.cost += value
        self.leverage = leverage
        self.initial += floor_settled(abs(value) / leverage)
        self.opened_lots += abs(lots)
        self.opened_value += abs(value)

    def decrease(self, lots: int, value: Decimal) -> tuple[Decimal, Decimal]:
        """Close `lots` (positive, at most all) for the positive `value`.

        Returns the result before fees and the margin that the closed share stood on.
        """
        whole = lots == abs(self.lots)
        cost = self._share(self.cost, lots, whole=whole)
        before = self.margin
        result = self.sign * value - cost
        for name in ("initial", "added", "funding", "loss"):
            kept = getattr(self, name)
            setattr(self, name, kept - self._share(kept, lots, whole=whole))
        self.lots -= self.sign * lots
        self.cost -= cost
        self.realised += result
        self.closed_lots += lots
        self.closed_value += value
        return result, before - self.margin

    def _share(self, amount: Decimal, lots: int, *, whole: bool) -> Decimal:
        return amount if whole else settled(amount * lots / abs(self.lots))
