"""The addresses of people and roles. `home` and `set_language` carry no namespace: every page may point there."""

from django.urls import include, path

from accounts.views import (
    check_kinds,
    drafts,
    home,
    interviews,
    invitations,
    language,
    papers,
    people,
    references,
    trail,
    welcome,
)

inner = [
    path("people/", people.people, name="people"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/<uuid:public_id>/", people.person, name="person"),
    path("people/<uuid:public_id>/role/", people.role_give, name="role_give"),
    path("roles/<uuid:public_id>/end/", people.role_end, name="role_end"),
    path("invitations/<uuid:public_id>/", invitations.invitation, name="invitation"),
    path("invitations/<uuid:public_id>/confirm/", invitations.invitation_confirm, name="invitation_confirm"),
    path("invitations/<uuid:public_id>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("papers/", papers.lapsing, name="lapsing"),
    path("papers/waiting/", papers.papers_waiting, name="papers_waiting"),
    path("papers/person/<uuid:public_id>/", papers.person_papers, name="person_papers"),
    path("papers/person/<uuid:public_id>/record/", papers.evidence_new, name="evidence_new"),
    path("papers/person/<uuid:public_id>/interview/", interviews.interview_new, name="interview_new"),
    path("papers/person/<uuid:public_id>/references/", references.person_references, name="person_references"),
    path("papers/person/<uuid:public_id>/references/new/", references.reference_new, name="reference_new"),
    path("papers/person/<uuid:public_id>/references/ask/", references.references_ask, name="references_ask"),
    path("papers/<uuid:public_id>/result/", papers.evidence_result, name="evidence_result"),
    path("papers/<uuid:public_id>/strike-out/", papers.evidence_strike_out, name="evidence_strike_out"),
    path("papers/<uuid:public_id>/copy/", papers.evidence_copy, name="evidence_copy"),
    path("interviews/<uuid:public_id>/", interviews.interview_detail, name="interview_detail"),
    path("references/<uuid:public_id>/ask/", references.reference_ask, name="reference_ask"),
    path("references/<uuid:public_id>/withdraw/", references.reference_withdraw, name="reference_withdraw"),
    path("references/<uuid:public_id>/weigh/", references.reference_weigh, name="reference_weigh"),
    path("reference/<str:token>/", references.reference_answer, name="reference_answer"),
    path("checks/", check_kinds.check_kinds, name="check_kinds"),
    path("checks/new/", check_kinds.check_kind_new, name="check_kind_new"),
    path("checks/<uuid:public_id>/", check_kinds.check_kind_edit, name="check_kind_edit"),
    path("checks/<uuid:public_id>/use/", check_kinds.check_kind_use, name="check_kind_use"),
    path("checks/keep/<slug:code>/", check_kinds.check_kind_keep, name="check_kind_keep"),
    path("drafts/keep/", drafts.draft_keep, name="draft_keep"),
    path("trail/", trail.trail, name="trail"),
    path("trail/verify/", trail.trail_verify, name="trail_verify"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("privacy/", welcome.privacy, name="privacy"),
    path("language/", language.set_language, name="set_language"),
    path("", include((inner, "accounts"))),
]
