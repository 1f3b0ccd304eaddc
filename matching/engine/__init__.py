"""Who should walk beside whom? An exact, proved and explained assignment of people to people; a pure library."""

from matching.engine.checking import violations
from matching.engine.doctor import BarCount, Diagnosis, Finding, Relaxation, diagnose, finding_of
from matching.engine.errors import Cancelled, EngineInputError, NotProvedError
from matching.engine.explaining import (
    BarVerdict,
    CriterionPoints,
    Explanation,
    Loss,
    WhyNot,
    explain,
    explain_all,
    why_not,
)
from matching.engine.policy import Policy
from matching.engine.pricing import Alternative, Prices, alternatives_of, prices
from matching.engine.problem import Problem, input_digest
from matching.engine.records import Certificate, GroupCap, Mentee, Mentor, Pair, Solution, Waiting
from matching.engine.recruiting import Recruit
from matching.engine.reservations import with_reservations
from matching.engine.shortage import Shortage
from matching.engine.solving import solve
from matching.engine.wording import Message
from matching.engine.worth import MentorWorth, worth_of_mentors

__all__ = [
    "Alternative",
    "BarCount",
    "BarVerdict",
    "Cancelled",
    "Certificate",
    "CriterionPoints",
    "Diagnosis",
    "EngineInputError",
    "Explanation",
    "Finding",
    "GroupCap",
    "Loss",
    "Mentee",
    "Mentor",
    "MentorWorth",
    "Message",
    "NotProvedError",
    "Pair",
    "Policy",
    "Prices",
    "Problem",
    "Recruit",
    "Relaxation",
    "Shortage",
    "Solution",
    "Waiting",
    "WhyNot",
    "alternatives_of",
    "diagnose",
    "explain",
    "explain_all",
    "finding_of",
    "input_digest",
    "prices",
    "solve",
    "violations",
    "why_not",
    "with_reservations",
    "worth_of_mentors",
]
