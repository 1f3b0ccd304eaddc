"""Which role may do what? The whole table on one page; services and views ask only for permissions.

The scope (own, assigned, own centre) is not here: it is `visible_to` of each model.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    APPLICANT = "applicant", _("applicant")
    MENTOR = "mentor", _("mentor")
    STUDENT = "student", _("student mentor")
    TRAINER = "trainer", _("trainer")
    COORDINATOR = "coordinator", _("coordinator")
    SPECIALIST = "specialist", _("specialist")
    ADMINISTRATOR = "administrator", _("administrator")
    PROTECTION_OFFICER = "protection_officer", _("data protection officer")
    AUDITOR = "auditor", _("auditor")
    SAFEGUARDING_LEAD = "safeguarding_lead", _("safeguarding lead")
    UNIVERSITY_OFFICER = "university_officer", _("university officer")
    UNIVERSITY_TUTOR = "university_tutor", _("university tutor")


UNIVERSITY_ROLES = frozenset({Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_TUTOR})
CENTRE_ROLES = frozenset(Role) - UNIVERSITY_ROLES
INVITED_ROLES = frozenset(Role) - {Role.APPLICANT}


class Permission(TextChoices):
    HOME = "home", _("see the own home page")
    PEOPLE_SEE = "people.see", _("see the people of the centre")
    PEOPLE_INVITE = "people.invite", _("invite staff and mentors")
    ROLES_MANAGE = "roles.manage", _("give and end roles")
    ROLES_CONFIRM = "roles.confirm", _("be the second person for a role that opens identities")
    EVIDENCE_SEE = "evidence.see", _("see vetting evidence")
    EVIDENCE_RECORD = "evidence.record", _("record vetting evidence")
    CHECKS_EDIT = "checks.edit", _("decide which checks the centre makes")
    MY_APPLICATION = "my.application", _("apply, and see the own application")
    APPLICATIONS_SEE = "applications.see", _("see applications")
    ADMISSION_DECIDE = "admission.decide", _("decide with a second person who is admitted")
    LEARN = "learn", _("learn: see the own training")
    TRAINING_EDIT = "training.edit", _("edit modules, lessons and questions")
    TRAINING_RUN = "training.run", _("run workshops, and tell what was observed")
    TRAINING_SEE = "training.see", _("see the training records of the centre")
    PRACTICE_SIGN = "practice.sign", _("sign off observed practice")
    OBSERVATIONS_SEE = "observations.see", _("see what trainers observed")
    PREPARATION_RECORD = "preparation.record", _("record how a mentee and a guardian were prepared")
    REGISTER_SEE = "register.see", _("see the register of volunteers and its papers")
    MENTORS_SEE = "mentors.see", _("see mentors' profiles")
    MENTORS_EDIT = "mentors.edit", _("add and edit mentors")
    MENTEES_SEE = "mentees.see", _("see mentees' working profiles")
    MENTEES_EDIT = "mentees.edit", _("add and edit mentees")
    IDENTITY_REVEAL = "identity.reveal", _("open a mentee's identity for a purpose")
    MENTORING_DECIDE = "mentoring.decide", _("decide whether mentoring is right now")
    CONSENT_RECORD = "consent.record", _("record consent and assent")
    EXCLUSION_SEAL = "exclusion.seal", _("seal an exclusion")
    IMPORT = "import", _("import mentors and mentees")
    RUN_START = "run.start", _("start a matching run")
    RUN_SEE = "run.see", _("see runs and proposals")
    PROPOSAL_DECIDE = "proposal.decide", _("turn a key for a proposal, or refuse it")
    POLICY_EDIT = "policy.edit", _("change the matching policy")
    PAIRING_SEE = "pairing.see", _("see pairings")
    PAIRING_OPEN = "pairing.open", _("pair by hand")
    PAIRING_CLOSE = "pairing.close", _("close a pairing")
    MEETINGS_SEE = "meetings.see", _("see meeting logs")
    MY_PAIRING = "my.pairing", _("see the own pairing and log meetings")
    GOALS_EDIT = "goals.edit", _("set goals with a mentee")
    SUPPORT_SEE = "support.see", _("see check-ins, early warnings and what a pairing needs")
    SUPPORT_RECORD = "support.record", _("record check-ins")
    STANDARD_EDIT = "standard.edit", _("change the standard of support")
    SUPERVISION_SEE = "supervision.see", _("see supervision notes, groups and how mentors bear it")
    SUPERVISION_RECORD = "supervision.record", _("write supervision notes, lead groups, arrange cover")
    SUPERVISION_MANAGE = "supervision.manage", _("hand the pairings of any supervisor over")
    CONCERN_RAISE = "concern.raise", _("say that something worries one")
    CONCERN_HANDLE = "concern.handle", _("work on concerns")
    CONCERN_LEAD = "concern.lead", _("work on concerns about staff")
    STATISTICS_SEE = "statistics.see", _("see figures that show no person")
    TRAIL_SEE = "trail.see", _("see the audit trail")


P = Permission
_EVERYBODY = frozenset({P.HOME, P.CONCERN_RAISE})
_APPLICANT = _EVERYBODY | {P.MY_APPLICATION, P.LEARN}
_MENTOR = _APPLICANT | {P.MY_PAIRING}
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.APPLICANT: _APPLICANT,
    Role.MENTOR: _MENTOR,
    Role.STUDENT: _MENTOR,
    Role.TRAINER: _EVERYBODY | {P.TRAINING_EDIT, P.TRAINING_RUN, P.TRAINING_SEE},
    Role.COORDINATOR: _EVERYBODY | {
        P.PEOPLE_SEE, P.PEOPLE_INVITE, P.ROLES_CONFIRM, P.EVIDENCE_SEE, P.EVIDENCE_RECORD, P.MENTORS_SEE,
        P.MENTORS_EDIT, P.MENTEES_SEE, P.MENTEES_EDIT, P.IDENTITY_REVEAL, P.CONSENT_RECORD, P.IMPORT, P.RUN_START,
        P.RUN_SEE, P.PROPOSAL_DECIDE, P.POLICY_EDIT, P.PAIRING_SEE, P.PAIRING_OPEN, P.PAIRING_CLOSE, P.MEETINGS_SEE,
        P.CHECKS_EDIT, P.APPLICATIONS_SEE, P.ADMISSION_DECIDE, P.TRAINING_SEE, P.OBSERVATIONS_SEE,
        P.PREPARATION_RECORD, P.REGISTER_SEE, P.GOALS_EDIT, P.SUPPORT_SEE, P.SUPPORT_RECORD, P.STANDARD_EDIT,
        P.SUPERVISION_SEE, P.SUPERVISION_RECORD, P.SUPERVISION_MANAGE, P.CONCERN_HANDLE, P.STATISTICS_SEE,
    },
    Role.SPECIALIST: _EVERYBODY | {
        P.ROLES_CONFIRM, P.EVIDENCE_SEE, P.EVIDENCE_RECORD, P.MENTORS_SEE, P.MENTEES_SEE, P.MENTEES_EDIT,
        P.IDENTITY_REVEAL, P.MENTORING_DECIDE, P.CONSENT_RECORD, P.EXCLUSION_SEAL, P.RUN_SEE, P.PROPOSAL_DECIDE,
        P.PAIRING_SEE, P.MEETINGS_SEE, P.APPLICATIONS_SEE, P.ADMISSION_DECIDE, P.TRAINING_SEE, P.PRACTICE_SIGN,
        P.OBSERVATIONS_SEE, P.PREPARATION_RECORD, P.GOALS_EDIT, P.SUPPORT_SEE, P.SUPPORT_RECORD, P.SUPERVISION_SEE,
        P.SUPERVISION_RECORD, P.CONCERN_HANDLE, P.STATISTICS_SEE,
    },
    Role.ADMINISTRATOR: _EVERYBODY | {P.PEOPLE_SEE, P.PEOPLE_INVITE, P.ROLES_MANAGE, P.ROLES_CONFIRM, P.STATISTICS_SEE},
    Role.PROTECTION_OFFICER: _EVERYBODY | {P.PEOPLE_SEE, P.TRAIL_SEE, P.STATISTICS_SEE},
    Role.AUDITOR: _EVERYBODY | {P.TRAIL_SEE, P.STATISTICS_SEE},
    Role.SAFEGUARDING_LEAD: _EVERYBODY | {P.CONCERN_HANDLE, P.CONCERN_LEAD},
    Role.UNIVERSITY_OFFICER: _EVERYBODY,
    Role.UNIVERSITY_TUTOR: _EVERYBODY,
}  # fmt: skip

# A role that opens identities, or gives roles, is never given by one person alone (docs/decisions/0003).
TWO_PERSON_ROLES = frozenset(
    role for role, held in ROLE_PERMISSIONS.items() if held & {P.IDENTITY_REVEAL, P.ROLES_MANAGE}
)
