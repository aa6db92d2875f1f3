"""When funding is settled and how its rate follows from the premium."""

import numpy as np

from enygma.sandbox.market.candles import Floats, Ints
from enygma.sandbox.market.contract import EIGHT_HOURS_MS, Contract

# The interest rate may pull the rate at most this far from the premium.
_DAMPER = 0.0005


def settlement_times(start_ms: int, end_ms: int, interval_ms: int = EIGHT_HOURS_MS) -> Ints:
    """Settlements in [start_ms, end_ms); every 8 hours these are 00, 08 and 16 UTC."""
    first = -(-start_ms // interval_ms)
    return np.arange(first, -(-end_ms // interval_ms), dtype=np.int64) * interval_ms


def funding_rate(contract: Contract, premium: Floats) -> Floats:
    """Rates for mean premiums over the interval.

    ``P + clamp(I - P, -0.05 %, +0.05 %)``, limited to the contract's cap (KuCoin's help pages
    on funding); rounded to six decimals as the exchange shows them.
    """
    interest, cap = float(contract.interest_rate), float(contract.funding_cap)
    rate = premium + np.clip(interest - premium, -_DAMPER, _DAMPER)
    return np.asarray(np.round(np.clip(rate, -cap, cap), 6))
