"""Who may do what at which address? The written table that the sweep holds every answer against.

It is written by hand from the access matrix, not read from the code: change the matrix first, then this page.
"""

from accounts.permissions import Role
from tests.sweep import BOTH, EVERYBODY, GET, POST, SIGNED_IN, Row

COORDINATOR = frozenset({Role.COORDINATOR})
SPECIALIST = frozenset({Role.SPECIALIST})
CASE_STAFF = COORDINATOR | SPECIALIST
MENTORS = frozenset({Role.MENTOR, Role.STUDENT})
TRAIL = frozenset({Role.PROTECTION_OFFICER, Role.AUDITOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
INVITERS = ADMINISTRATOR | COORDINATOR
PEOPLE = INVITERS | {Role.PROTECTION_OFFICER}
ANY_ROLE = frozenset(Role)

TABLE: dict[str, Row] = {
    "healthz": Row(EVERYBODY),
    "home": Row(ANY_ROLE),
    "set_language": Row(EVERYBODY, POST),
    # People, roles and the trail
    "accounts:people": Row(PEOPLE),
    "accounts:invite": Row(INVITERS, BOTH),
    "accounts:person": Row(PEOPLE, GET, "person"),
    "accounts:role_give": Row(ADMINISTRATOR, POST, "person"),
    "accounts:role_end": Row(ADMINISTRATOR, POST, "role"),
    "accounts:invitation": Row(INVITERS | SPECIALIST, GET, "invitation"),
    "accounts:invitation_confirm": Row(INVITERS | SPECIALIST, POST, "invitation"),
    "accounts:invitation_withdraw": Row(INVITERS | SPECIALIST, POST, "invitation"),
    "accounts:invitation_accept": Row(EVERYBODY, BOTH, "token"),
    "accounts:lapsing": Row(CASE_STAFF),
    "accounts:trail": Row(TRAIL),
    "accounts:trail_verify": Row(TRAIL, POST),
    # The own account (allauth)
    "account_login": Row(EVERYBODY, BOTH),
    "account_logout": Row(EVERYBODY, BOTH),
    "account_inactive": Row(EVERYBODY, BOTH),
    "account_signup": Row(EVERYBODY, BOTH),
    "account_reauthenticate": Row(SIGNED_IN, BOTH),
    "account_email": Row(SIGNED_IN, BOTH),
    "account_email_verification_sent": Row(EVERYBODY, BOTH),
    "account_change_password": Row(SIGNED_IN, BOTH),
    "account_set_password": Row(SIGNED_IN, BOTH),
    "account_reset_password": Row(EVERYBODY, BOTH),
    "account_confirm_login_code": Row(EVERYBODY, BOTH),
    "account_confirm_email": Row(EVERYBODY, BOTH, "email_key"),
    "account_reset_password_from_key": Row(EVERYBODY, BOTH, "reset_key"),
    "account_reset_password_from_key_done": Row(EVERYBODY, BOTH),
    "account_reset_password_done": Row(EVERYBODY, BOTH),
    "mfa_index": Row(SIGNED_IN, BOTH),
    "mfa_authenticate": Row(EVERYBODY, BOTH),
    "mfa_reauthenticate": Row(SIGNED_IN, BOTH),
    "mfa_activate_totp": Row(SIGNED_IN, BOTH),
    "mfa_deactivate_totp": Row(SIGNED_IN, BOTH),
    "mfa_view_recovery_codes": Row(SIGNED_IN, BOTH, "no_codes"),
    "mfa_generate_recovery_codes": Row(SIGNED_IN, BOTH),
    "mfa_download_recovery_codes": Row(SIGNED_IN, BOTH, "no_codes"),
    "mfa_list_webauthn": Row(SIGNED_IN, BOTH),
    "mfa_add_webauthn": Row(SIGNED_IN, BOTH),
    "mfa_reauthenticate_webauthn": Row(SIGNED_IN, BOTH),
    "mfa_remove_webauthn": Row(SIGNED_IN, BOTH, "no_key"),
    "mfa_edit_webauthn": Row(SIGNED_IN, BOTH, "no_key"),
    "mfa_login_webauthn": Row(EVERYBODY, BOTH),
    # Mentees
    "mentorship:mentee_list": Row(CASE_STAFF),
    "mentorship:mentee_new": Row(CASE_STAFF, BOTH),
    "mentorship:mentee_find": Row(CASE_STAFF, BOTH),
    "mentorship:mentee_detail": Row(CASE_STAFF, GET, "mentee"),
    "mentorship:mentee_edit": Row(CASE_STAFF, BOTH, "mentee"),
    "mentorship:mentee_wait": Row(CASE_STAFF, BOTH, "mentee"),
    "mentorship:mentee_withdraw": Row(CASE_STAFF, POST, "mentee"),
    "mentorship:mentee_close": Row(CASE_STAFF, BOTH, "mentee"),
    "mentorship:mentee_decide": Row(SPECIALIST, BOTH, "mentee"),
    "mentorship:consent_new": Row(CASE_STAFF, BOTH, "mentee"),
    "mentorship:consent_withdraw": Row(CASE_STAFF, POST, "consent"),
    "mentorship:no_contact_new": Row(CASE_STAFF, BOTH, "mentee"),
    "mentorship:exclusion_new": Row(SPECIALIST, BOTH, "mentee"),
    "mentorship:identity_reveal": Row(CASE_STAFF, BOTH, "mentee"),
    "mentorship:identity_edit": Row(CASE_STAFF, POST, "mentee"),
    # Mentors
    "mentorship:mentor_list": Row(CASE_STAFF),
    "mentorship:mentor_new": Row(COORDINATOR, BOTH),
    "mentorship:mentor_detail": Row(CASE_STAFF, GET, "mentor"),
    "mentorship:mentor_edit": Row(COORDINATOR, BOTH, "mentor"),
    "mentorship:mentor_supervisor": Row(COORDINATOR, BOTH, "mentor"),
    "mentorship:evidence_new": Row(CASE_STAFF, BOTH, "mentor"),
    "mentorship:mentor_rest": Row(COORDINATOR, POST, "mentor"),
    "mentorship:mentor_resume": Row(COORDINATOR, POST, "mentor"),
    "mentorship:mentor_leave": Row(COORDINATOR, POST, "mentor"),
    # Tables that come in
    "mentorship:import_new": Row(COORDINATOR, BOTH, "import_kind"),
    "mentorship:import_template": Row(COORDINATOR, GET, "import_form"),
    "mentorship:import_detail": Row(COORDINATOR, GET, "import"),
    "mentorship:import_confirm": Row(COORDINATOR, POST, "import"),
    "mentorship:import_discard": Row(COORDINATOR, POST, "import"),
    # Pairings and meetings
    "mentorship:pairing_list": Row(CASE_STAFF),
    "mentorship:pairing_detail": Row(CASE_STAFF, GET, "pairing"),
    "mentorship:pairing_close": Row(COORDINATOR, BOTH, "pairing"),
    "mentorship:pairing_pause": Row(COORDINATOR, POST, "pairing"),
    "mentorship:pairing_resume": Row(COORDINATOR, POST, "pairing"),
    "mentorship:meeting_detail": Row(CASE_STAFF, GET, "meeting"),
    "mentorship:meeting_acknowledge": Row(CASE_STAFF, POST, "meeting"),
    "mentorship:my_pairing": Row(MENTORS),
    "mentorship:my_pairing_answer": Row(MENTORS, POST, "pairing"),
    "mentorship:meeting_new": Row(MENTORS, BOTH, "pairing"),
    "mentorship:my_meeting": Row(MENTORS, GET, "meeting"),
    "mentorship:meeting_thanks": Row(MENTORS, GET, "meeting"),
    "mentorship:meeting_correct": Row(MENTORS, BOTH, "meeting"),
    "mentorship:meeting_add": Row(MENTORS, BOTH, "meeting"),
    # Matching
    "matching:run_list": Row(CASE_STAFF),
    "matching:run_start": Row(COORDINATOR, POST),
    "matching:run_detail": Row(CASE_STAFF, GET, "run"),
    "matching:run_progress": Row(CASE_STAFF, GET, "run"),
    "matching:run_paper": Row(CASE_STAFF, GET, "run"),
    "matching:run_cancel": Row(COORDINATOR, POST, "run"),
    "matching:proposals_approve": Row(CASE_STAFF, POST, "run"),
    "matching:proposal_detail": Row(CASE_STAFF, GET, "proposal"),
    "matching:proposal_key": Row(CASE_STAFF, POST, "proposal"),
    "matching:proposal_refuse": Row(CASE_STAFF, POST, "proposal"),
    "matching:waiting_detail": Row(CASE_STAFF, GET, "waiting"),
    "matching:mentee_card": Row(CASE_STAFF, GET, "mentee"),
    "matching:pair_by_hand": Row(COORDINATOR, BOTH, "mentee"),
    "matching:policy_detail": Row(CASE_STAFF, GET, "policy"),
    "matching:policy_edit": Row(COORDINATOR, BOTH, "policy"),
}
