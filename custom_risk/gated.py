"""A strategy that does not size up without evidence of its edge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException
from freqtrade.persistence import Trade

from custom_risk.account import Account
from custom_risk.configuration import RiskConfigError
from custom_risk.entry import EntryPlan
from custom_risk.events import Reason, RiskEvents
from custom_risk.evidence import EvidenceFile, EvidenceGate, Size, Subject, evidence_path, venue
from custom_risk.evidence.degradation_trip import DegradationTrip
from custom_risk.evidence.seen import StoredEvidence
from custom_risk.evidence.standing import Terms
from custom_risk.evidence.subject import source_of
from custom_risk.evidence.words import told
from custom_risk.inputs import finite
from custom_risk.margin import Margin, Notional
from custom_risk.parameters_hash import choices
from custom_risk.pre_trade import Asked
from custom_risk.protections.limits_of import degradation_of
from custom_risk.refusal import Refusal
from custom_risk.state import RiskState
from custom_risk.tuned import Tuned

ONLY_CONFIGURED = "evidence"
"""A section that a strategy's class may not choose: it would vouch for itself."""


def require_unvouched(choices_of_class: Mapping[str, Any]) -> None:
    """Refuse a class that says itself what happens without evidence.

    Raises
    ------
    RiskConfigError
        If it does.
    """
    if ONLY_CONFIGURED in choices_of_class:
        raise RiskConfigError(
            f"risk_choices.{ONLY_CONFIGURED}: what happens without evidence is said in the "
            f"configuration alone, under custom_risk.{ONLY_CONFIGURED}. Remove it from the class"
        )


class Gated(Tuned):
    """Holds the gate of a running bot; a backtest and a search have none and read no evidence."""

    risk_account: Account
    risk_state: RiskState
    risk_events: RiskEvents
    risk_evidence: EvidenceGate | None = None

    def evidence_subject(self) -> Subject:
        """What evidence has to be of, with the configuration that the strategy was loaded with."""
        section = self.config.get("enygma")
        profile = section.get("profile") if isinstance(section, Mapping) else None
        return Subject(
            strategy=self.get_strategy_name(),
            profile=str(profile or ""),
            timeframe=str(self.timeframe),
            exchange=venue(self.config),
            choices=choices(self.config, str(self.timeframe), self._ft_params_from_file),
            source_hash=source_of(str(self.__file__ or "")),
        )

    def evidence_file(self) -> EvidenceFile:
        """Where it is kept."""
        folder = Path(str(self.config.get("user_data_dir") or "user_data"))
        return EvidenceFile(evidence_path(folder, self.get_strategy_name()))

    def _open_gate(self) -> EvidenceGate:
        is_live = self.config.get("runmode") is RunMode.LIVE
        trip = DegradationTrip(degradation_of(self.protections), self.risk_account, self.risk_state)
        self.risk_evidence = EvidenceGate(
            subject=self.evidence_subject(),
            terms=Terms(self.risk_rules.settings, is_live=is_live),
            file=self.evidence_file(),
            trip=trip,
            stored=StoredEvidence(self.risk_state),
            events=self.risk_events,
            pairs=self.dp.current_whitelist,
        )
        return self.risk_evidence

    def ft_bot_start(self, **kwargs: Any) -> None:
        """As freqtrade starts a strategy, unless evidence is required and there is none.

        Where something is open, in the database or on the exchange, it starts all the same: it
        looks after that and enters nothing.

        Raises
        ------
        OperationalException
            With what is missing and the commands that make it.
        """
        super().ft_bot_start(**kwargs)
        gate = self.risk_evidence
        if gate is None or gate.standing.overall is not Size.NONE or self._holds_something():
            return
        raise OperationalException(f"{told(gate.standing)} Nothing was traded.")

    def _holds_something(self) -> bool:
        # an entry whose process was killed may be known to the exchange alone
        on_exchange = self.wallets.get_all_positions() if self.wallets is not None else {}
        return bool(Trade.get_open_trades() or on_exchange)

    def _explored(self, plan: EntryPlan | Refusal, asked: Asked) -> EntryPlan | Refusal:
        """The part of an entry that evidence speaks for: of what every cap has left of it.

        Raises
        ------
        RiskInputError
            If the latest trades cannot be judged.
        """
        if self.risk_evidence is None or isinstance(plan, Refusal):
            return plan
        share = self.risk_evidence.multiplier(asked.pair, asked.now)
        if isinstance(share, Refusal):
            return share.of(plan.margin, plan.notional)
        if share == 1:
            return plan
        explored = EntryPlan(
            Margin(plan.margin.amount * share), Notional(plan.notional.amount * share)
        )
        least = finite("minimum stake", asked.min_stake or 0.0)
        if explored.margin.amount >= least:
            return explored
        refusal = Refusal(Reason.SIZE_TOO_SMALL, {"min_margin": least, "evidence_share": share})
        return refusal.of(explored.margin, explored.notional)

    def evidence_share(self, pair: str, now: datetime) -> Decimal:
        """What the size of an entry is multiplied with for the sake of evidence; 0 for none.

        Raises
        ------
        RiskInputError
            If the latest trades cannot be judged.
        """
        if self.risk_evidence is None:
            return Decimal(1)
        share = self.risk_evidence.multiplier(pair, now)
        return Decimal(0) if isinstance(share, Refusal) else share
