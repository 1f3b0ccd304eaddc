from accounts.models.drafts import Draft
from accounts.models.evidence import CheckKind, CheckSetting, Evidence
from accounts.models.interviews import Interview
from accounts.models.invitations import Invitation
from accounts.models.limits import SignInLimit
from accounts.models.organisations import Centre, University
from accounts.models.people import User
from accounts.models.references import Reference
from accounts.models.roles import RoleGrant

__all__ = [
    "Centre",
    "CheckKind",
    "CheckSetting",
    "Draft",
    "Evidence",
    "Interview",
    "Invitation",
    "Reference",
    "RoleGrant",
    "SignInLimit",
    "University",
    "User",
]
