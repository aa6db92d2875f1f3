"""The evidence on a strategy: what was measured and what may be said of it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from custom_risk.evidence.document import VERSION
from custom_risk.evidence.venue import venue
from enygma.research.evidence.figures import figures
from enygma.research.evidence.hold_out import count_look
from enygma.research.evidence.market import Market
from enygma.research.evidence.tried import record, tried_for
from enygma.research.evidence.verdict import judge
from enygma.research.refusal import CandleStoreError

if TYPE_CHECKING:
    from datetime import datetime

    from enygma.research.candles import CandleStore
    from enygma.research.evidence.figures import Figures
    from enygma.research.evidence.ledger import Ledger
    from enygma.research.evidence.sample import Sample
    from enygma.research.evidence.verdict import Verdict


@dataclass(frozen=True)
class Evidence:
    """A sample, its figures and the verdict on them."""

    sample: Sample
    figures: Figures
    verdict: Verdict
    made_at: datetime

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines; see docs/evidence.md. An infinite ratio is `null`."""
        sample, measured = self.sample, self.figures
        plain: dict[str, Any] = _plain(
            {
                "version": VERSION,
                "strategy": sample.strategy,
                "profile": sample.profile,
                "pairs": sorted(sample.pairs),
                "timeframe": sample.timeframe,
                "exchange": venue(sample.settings),
                "parameters_hash": sample.parameters_hash,
                "choices": sample.choices,
                "source_hash": sample.source_hash,
                "made_at": self.made_at.isoformat(timespec="seconds"),
                "kind": sample.kind,
                "source": sample.source,
                "digest": sample.digest,
                "start": sample.start.isoformat(),
                "end": sample.end.isoformat(),
                "verdict": {
                    "standing": str(self.verdict.standing),
                    "words": self.verdict.words,
                    "reasons": self.verdict.reasons,
                    "more_trades": self.verdict.more_trades,
                },
                "statistics": {
                    **asdict(measured.strength),
                    "annual_sharpe": measured.strength.moments.annual_sharpe,
                    "win_rate": measured.total.win_rate,
                    "profit": measured.total.profit,
                    "profit_of_start": measured.total.profit_of_start,
                    "expectancy_r": measured.expectancy_r,
                    "trades_with_stop": measured.with_stop,
                    "fees": measured.fees,
                    "funding": measured.funding,
                    "trials": measured.trials,
                    "sensitivities": [asdict(each) for each in measured.sensitivities],
                    "groups": {
                        name: [asdict(each) for each in rows]
                        for name, rows in measured.groups.items()
                    },
                },
                "notes": measured.notes,
            }
        )
        return plain


def gather(sample: Sample, store: CandleStore, ledger: Ledger, made_at: datetime) -> Evidence:
    """Measure a sample, write into the ledger that it was looked at, and judge it.

    Raises `LedgerError` where the ledger cannot be read or written: without it nobody knows how
    often was tried.
    """
    tried = tried_for(ledger, sample)
    notes = []
    try:
        market = Market.of(sample, store)
    except CandleStoreError as error:
        market = None
        notes.append(f"no placebo and no regimes: {error}")
    record(ledger, sample)
    looks = count_look(ledger, sample.strategy, sample.span, sample.digest)
    if looks:
        notes.append(f"look {looks} at the hold-out" + _spent(looks))
    measured = figures(sample, market, tried, looks=looks, notes=notes)
    return Evidence(sample, measured, judge(measured.strength), made_at)


def _spent(looks: int) -> str:
    return "" if looks == 1 else ": what was chosen after the first look was chosen with it"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
