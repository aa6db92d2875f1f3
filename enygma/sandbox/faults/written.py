"""A plan as it is written on a command line."""

from collections import defaultdict
from collections.abc import Sequence

from enygma.sandbox.faults.kinds import FaultError, fault_of, known
from enygma.sandbox.faults.plan import FaultPlan


def plan_of(seed: int, words: Sequence[str]) -> FaultPlan:
    """The plan that `words` describe: rates `timeout_after=0.01`, settings `latency.ms=800`.

    Raises FaultError.
    """
    rates: dict[str, float] = {}
    settings: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for word in words:
        left, equals, value = word.partition("=")
        if not equals:
            raise FaultError(f"{word!r} is no fault: write NAME=RATE or NAME.SETTING=VALUE")
        name, dot, setting = left.partition(".")
        known(name)
        if dot:
            settings[name][setting] = value
        else:
            rates[name] = _rate(word, value)
    chosen = tuple(fault_of(name, values) for name, values in settings.items())
    return FaultPlan(seed, rates, chosen)


def _rate(word: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise FaultError(f"{word!r}: the rate must be a number from 0 to 1") from None
