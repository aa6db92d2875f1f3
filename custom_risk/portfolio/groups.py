"""Which pairs are one bet."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from custom_risk.portfolio.asset import asset_of
from custom_risk.portfolio.correlation import Correlate
from custom_risk.portfolio.tables import GROUPS, NameTable
from custom_risk.settings.portfolio import PortfolioSettings


class Groups:
    """Puts pairs into groups.

    Two pairs are linked if they are about the same asset or their correlation is high enough;
    where it is not known, if the table puts them into the same group. A group is everything that
    links lead to: what is linked with a member belongs to it, too. So each pair is in one group,
    and two pairs that were linked before stay together when a third comes in.
    """

    def __init__(self, settings: PortfolioSettings, correlate: Correlate) -> None:
        self._least = float(settings.correlation.min)
        self._table = NameTable(settings.groups, GROUPS)
        self._correlate = correlate

    def linked(self, first: str, second: str) -> bool:
        """Whether two pairs are one bet by themselves."""
        assets = asset_of(first), asset_of(second)
        if assets[0] == assets[1]:
            return True
        found = self._correlate(first, second)
        if found is None or not isfinite(found):
            return self._table[assets[0]] == self._table[assets[1]]
        return found >= self._least

    def of(self, pair: str, others: Iterable[str]) -> frozenset[str]:
        """The pair with all of `others` that links lead to."""
        reached, outside = {pair}, set(others) - {pair}
        frontier = [pair]
        while frontier:
            member = frontier.pop()
            near = {each for each in outside if self.linked(member, each)}
            outside -= near
            reached |= near
            frontier.extend(sorted(near))
        return frozenset(reached)

    def all(self, pairs: Iterable[str]) -> list[frozenset[str]]:
        """Every pair in its group."""
        left, groups = sorted(set(pairs)), []
        while left:
            group = self.of(left[0], left)
            groups.append(group)
            left = [each for each in left if each not in group]
        return groups


def group_name(pairs: Iterable[str]) -> str:
    """The assets of a group, as one word."""
    return "+".join(sorted({asset_of(each) for each in pairs}))
