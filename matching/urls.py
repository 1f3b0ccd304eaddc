"""Every address of the matching. Addresses carry public ids only, never a name."""

from django.urls import path

from matching.views import by_hand, choices, conflicts, mentees, pictures, policies, proposals, rules, runs, waiting

app_name = "matching"
urlpatterns = [
    path("", runs.run_list, name="run_list"),
    path("runs/start/", runs.run_start, name="run_start"),
    path("runs/<uuid:public_id>/", runs.run_detail, name="run_detail"),
    path("runs/<uuid:public_id>/progress/", runs.run_progress, name="run_progress"),
    path("runs/<uuid:public_id>/paper/", runs.run_paper, name="run_paper"),
    path("runs/<uuid:public_id>/cancel/", runs.run_cancel, name="run_cancel"),
    path("runs/<uuid:public_id>/keys/", proposals.proposals_approve, name="proposals_approve"),
    path("proposals/<uuid:public_id>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<uuid:public_id>/key/", proposals.proposal_key, name="proposal_key"),
    path("proposals/<uuid:public_id>/refuse/", proposals.proposal_refuse, name="proposal_refuse"),
    path("proposals/<uuid:public_id>/others/", choices.proposal_choices, name="proposal_choices"),
    path("proposals/<uuid:public_id>/why-not/", choices.proposal_why_not, name="proposal_why_not"),
    path("waiting/<uuid:public_id>/help/", choices.waiting_help, name="waiting_help"),
    path("waiting/<uuid:public_id>/why-not/", choices.waiting_why_not, name="waiting_why_not"),
    path("waiting/<uuid:public_id>/", waiting.waiting_detail, name="waiting_detail"),
    path("mentees/<uuid:public_id>/card/", mentees.mentee_card, name="mentee_card"),
    path("mentees/<uuid:public_id>/by-hand/", by_hand.pair_by_hand, name="pair_by_hand"),
    path("mentees/<uuid:public_id>/rule/", rules.mentee_rule, name="mentee_rule"),
    path("proposals/<uuid:public_id>/rule/", rules.proposal_rule, name="proposal_rule"),
    path("proposals/<uuid:public_id>/conflict/", conflicts.conflict_declare, name="conflict_declare"),
    path("rules/", rules.rule_list, name="rule_list"),
    path("rules/<uuid:public_id>/", rules.rule_detail, name="rule_detail"),
    path("conflicts/", conflicts.conflict_list, name="conflict_list"),
    path("conflicts/<uuid:public_id>/end/", conflicts.conflict_end, name="conflict_end"),
    path("network/", pictures.network, name="network"),
    path("network.csv", pictures.network_csv, name="network_csv"),
    path("pictures/", pictures.pictures, name="pictures"),
    path("pictures/languages.csv", pictures.languages_csv, name="languages_csv"),
    path("pictures/places.csv", pictures.places_csv, name="places_csv"),
    path("pictures/hours.csv", pictures.hours_csv, name="hours_csv"),
    path("runs/<uuid:public_id>/fit/", pictures.run_fit, name="run_fit"),
    path("runs/<uuid:public_id>/fit.csv", pictures.run_fit_csv, name="run_fit_csv"),
    path("policies/<uuid:public_id>/", policies.policy_detail, name="policy_detail"),
    path("policies/<uuid:public_id>/change/", policies.policy_edit, name="policy_edit"),
]
