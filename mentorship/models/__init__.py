from mentorship.models.applications import AdmissionVote, Application, NoContactHit
from mentorship.models.askings import Asking
from mentorship.models.check_ins import CheckIn, Pulse, SignalAnswer
from mentorship.models.closures import Closure, ClosureStep, Extension, RematchDecision
from mentorship.models.concerns import Concern, ConcernEntry, Suspension
from mentorship.models.consents import Consent, MentoringDecision
from mentorship.models.contacts import SafeContact
from mentorship.models.exclusions import NoContact, SealedExclusion
from mentorship.models.first_meetings import FirstMeeting, Signature
from mentorship.models.goals import Goal, GoalProgress
from mentorship.models.groups import GroupAttendance, GroupMember, GroupSession, SupervisionGroup
from mentorship.models.imports import Import
from mentorship.models.meetings import Meeting, MeetingAddition
from mentorship.models.mentees import Mentee, MenteeIdentity
from mentorship.models.mentors import Mentor
from mentorship.models.pairings import Pairing
from mentorship.models.place_grants import PlaceGrant
from mentorship.models.places import Place
from mentorship.models.plans import CalendarFeed, PlannedMeeting
from mentorship.models.preparations import Preparation
from mentorship.models.register import LapseNotice, RegisterEntry
from mentorship.models.reveals import IdentityReveal
from mentorship.models.standards import SupportStandard
from mentorship.models.supervision import Absence, HandOver, NoteVersion, StrainCheck, SupervisionNote

__all__ = [
    "Absence",
    "AdmissionVote",
    "Application",
    "Asking",
    "CalendarFeed",
    "CheckIn",
    "Closure",
    "ClosureStep",
    "Concern",
    "ConcernEntry",
    "Consent",
    "Extension",
    "FirstMeeting",
    "Goal",
    "GoalProgress",
    "GroupAttendance",
    "GroupMember",
    "GroupSession",
    "HandOver",
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
    "NoteVersion",
    "Pairing",
    "Place",
    "PlaceGrant",
    "PlannedMeeting",
    "Preparation",
    "Pulse",
    "RegisterEntry",
    "RematchDecision",
    "SafeContact",
    "SealedExclusion",
    "SignalAnswer",
    "Signature",
    "StrainCheck",
    "SupervisionGroup",
    "SupervisionNote",
    "SupportStandard",
    "Suspension",
]
