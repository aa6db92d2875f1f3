"""What a win rate is worth: the Kelly fraction, and how sure one can be of the rate."""

from __future__ import annotations

from decimal import Decimal
from statistics import NormalDist

ZERO = Decimal(0)


def kelly_fraction(win_rate: Decimal, average_win: Decimal, average_loss: Decimal) -> Decimal:
    """The share of the capital to risk that makes it grow fastest; 0 or less: do not bet.

    `f = (p b - (1 - p)) / b` with `b = average win / average loss`, here without the division by
    the loss: `f = p - (1 - p) x average loss / average win`. Where nothing was won it is 0.
    Source: J. L. Kelly, "A New Interpretation of Information Rate", 1956.
    """
    if average_win <= 0:
        return ZERO
    return win_rate - (1 - win_rate) * average_loss / average_win


def wilson_lower_bound(win_rate: Decimal, trades: int, level: Decimal) -> Decimal:
    """The win rate that the true one exceeds with probability `level`, seen from `trades` trades.

    The lower end of the one-sided score interval, 0 without a trade. Source: E. B. Wilson,
    "Probable Inference, the Law of Succession, and Statistical Inference", 1927.
    """
    if trades == 0:
        return ZERO
    z = Decimal(repr(NormalDist().inv_cdf(float(level))))
    spread = (win_rate * (1 - win_rate) / trades + z * z / (4 * trades * trades)).sqrt() * z
    bound = (win_rate + z * z / (2 * trades) - spread) / (1 + z * z / trades)
    return max(ZERO, min(bound, win_rate))
