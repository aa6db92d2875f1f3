"""The gate before live trading: without evidence of an edge nothing is entered at full size."""

from custom_risk.evidence.document import Evidence, EvidenceFile, evidence_path
from custom_risk.evidence.gate import EvidenceGate
from custom_risk.evidence.standing import Size, Standing
from custom_risk.evidence.subject import Subject
from custom_risk.evidence.venue import venue

__all__ = [
    "Evidence",
    "EvidenceFile",
    "EvidenceGate",
    "Size",
    "Standing",
    "Subject",
    "evidence_path",
    "venue",
]
