"""Who should walk beside whom? An exact, proved and explained assignment of people to people; a pure library."""

from matching.engine.errors import EngineInputError, NotProvedError
from matching.engine.policy import Policy
from matching.engine.problem import Problem, input_digest
from matching.engine.records import Certificate, GroupCap, Mentee, Mentor, Pair, Solution, Waiting
from matching.engine.wording import Message

__all__ = [
    "Certificate",
    "EngineInputError",
    "GroupCap",
    "Mentee",
    "Mentor",
    "Message",
    "NotProvedError",
    "Pair",
    "Policy",
    "Problem",
    "Solution",
    "Waiting",
    "input_digest",
]
