from mentorship.models.consents import Consent, MentoringDecision
from mentorship.models.exclusions import NoContact, SealedExclusion
from mentorship.models.meetings import Meeting
from mentorship.models.mentees import Mentee, MenteeIdentity
from mentorship.models.mentors import Mentor
from mentorship.models.pairings import Pairing
from mentorship.models.places import Place

__all__ = [
    "Consent",
    "Meeting",
    "Mentee",
    "MenteeIdentity",
    "Mentor",
    "MentoringDecision",
    "NoContact",
    "Pairing",
    "Place",
    "SealedExclusion",
]
