from matching.models.constraints import GroupCap, PairRule
from matching.models.policies import MatchingPolicy
from matching.models.runs import Proposal, ProposalKey, Run, Waiting

__all__ = ["GroupCap", "MatchingPolicy", "PairRule", "Proposal", "ProposalKey", "Run", "Waiting"]
