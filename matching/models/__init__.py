from matching.models.analyses import Analysis
from matching.models.constraints import ConflictDeclaration, GroupCap, PairRule
from matching.models.policies import MatchingPolicy
from matching.models.runs import Proposal, ProposalKey, Round, Run, Waiting

__all__ = [
    "Analysis", "ConflictDeclaration", "GroupCap", "MatchingPolicy", "PairRule", "Proposal", "ProposalKey", "Round",
    "Run", "Waiting",
]  # fmt: skip
