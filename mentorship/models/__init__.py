from mentorship.models.applications import AdmissionVote, Application, NoContactHit
from mentorship.models.askings import Asking
from mentorship.models.consents import Consent, MentoringDecision
from mentorship.models.contacts import SafeContact
from mentorship.models.exclusions import NoContact, SealedExclusion
from mentorship.models.first_meetings import FirstMeeting, Signature
from mentorship.models.imports import Import
from mentorship.models.meetings import Meeting, MeetingAddition
from mentorship.models.mentees import Mentee, MenteeIdentity
from mentorship.models.mentors import Mentor
from mentorship.models.pairings import Pairing
from mentorship.models.places import Place
from mentorship.models.preparations import Preparation
from mentorship.models.register import LapseNotice, RegisterEntry
from mentorship.models.reveals import IdentityReveal

__all__ = [
    "AdmissionVote",
    "Application",
    "Asking",
    "Consent",
    "FirstMeeting",
    "IdentityReveal",
    "Import",
    "LapseNotice",
    "Meeting",
    "MeetingAddition",
    "Mentee",
    "MenteeIdentity",
    "Mentor",
    "MentoringDecision",
    "NoContact",
    "NoContactHit",
    "Pairing",
    "Place",
    "Preparation",
    "RegisterEntry",
    "SafeContact",
    "SealedExclusion",
    "Signature",
]
