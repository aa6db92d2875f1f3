"""A handful of epochs, here and there: only what agrees is trusted with the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from enygma.backtests.digest import RUN_TIMES, digest
from enygma.research.walk_forward.place import PlaceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HANDFUL = 4
MOST = 32
"""Points that are looked at for a handful whose epochs are not all the same."""
SEED = 7
TOLD = ("total_trades", "profit_total_abs", "final_balance")


@dataclass(frozen=True)
class Epoch:
    """What is compared: the loss, and a digest of every statistic and every trade."""

    loss: float
    digest: str
    told: str
    """The figures that a difference is told with."""

    @classmethod
    def of(cls, result: Mapping[str, Any]) -> Epoch:
        """Of what freqtrade's `generate_optimizer` returns."""
        statistics = result["results_metrics"]
        lasting = {name: each for name, each in statistics.items() if name not in RUN_TIMES}
        figures = ", ".join(f"{name} {statistics.get(name)}" for name in TOLD)
        return cls(float(result["loss"]), digest(lasting), f"loss {result['loss']}, {figures}")


def require_agreement(optimizer: Any, here: Any, there: Any, name: str) -> int:
    """Compute the same epochs twice.

    Args:
        optimizer: freqtrade's `HyperOptimizer`, ready to be sent.
        here: joblib's `Parallel` of this machine.
        there: that of the place that is asked whether it agrees.
        name: of that place.

    Returns:
        How many distinct epochs agreed.

    Raises `PlaceError` naming the first difference.
    """
    points = _points(optimizer)
    own: list[Epoch] = []
    while points and (len(own) < HANDFUL or len({each.digest for each in own}) < 2):
        batch = [points.pop() for _ in range(min(HANDFUL, len(points)))]
        own_batch, other = _computed(optimizer, here, batch), _computed(optimizer, there, batch)
        for point, mine, theirs in zip(batch, own_batch, other, strict=True):
            if (mine.loss, mine.digest) != (theirs.loss, theirs.digest):
                raise PlaceError(
                    f"{name} computes other epochs than this machine, and is not used. With {point}"
                    f": {mine.told} here, {theirs.told} there. Give the workers the same "
                    "installation, strategy and candles"
                )
        own += own_batch
    return len({each.digest for each in own})


def _points(optimizer: Any) -> list[dict[str, Any]]:
    import optuna

    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=SEED))
    return [study.ask(optimizer.o_dimensions).params for _ in range(MOST)]


def _computed(optimizer: Any, parallel: Any, points: Sequence[dict[str, Any]]) -> list[Epoch]:
    results = parallel(optimizer.generate_optimizer_wrapped(dict(each)) for each in points)
    return [Epoch.of(each) for each in results]
