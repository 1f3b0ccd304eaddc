"""What of the programme waits for this person? Every function here gives the lines of one kind, with one query."""

from collections.abc import Callable

from accounts.models import User
from accounts.worklist import Line
from mentorship.queries import admission_worklists as admissions
from mentorship.queries import asking_worklists as askings
from mentorship.queries import check_in_worklists as check_ins
from mentorship.queries import closure_worklists as closures
from mentorship.queries import concern_worklists as concerns
from mentorship.queries import lapse_worklists as lapses
from mentorship.queries import pairing_worklists as pairings
from mentorship.queries import people_worklists as people
from mentorship.queries import plan_worklists as plans

SOURCES: list[Callable[[User], list[Line]]] = [
    concerns.concerns_to_take,
    concerns.leads_missing,
    concerns.concerns_to_close,
    concerns.concerns_in_hand,
    admissions.hits_to_decide,
    pairings.worries,
    lapses.pairings_without_cover,
    askings.late_answers,
    askings.people_to_ask,
    askings.first_meetings,
    askings.first_meetings_held,
    askings.agreements_to_sign,
    closures.steps_to_do,
    closures.closures_to_finish,
    closures.ends_near,
    closures.rematches_to_decide,
    check_ins.support_contacts,
    check_ins.follow_ups,
    pairings.quiet_pairings,
    pairings.questions_to_answer,
    pairings.drafts_to_finish,
    plans.plans_to_settle,
    pairings.meetings_to_log,
    admissions.appeals_to_answer,
    admissions.yeses_to_say,
    admissions.new_applications,
    people.decisions_to_make,
    people.decisions_to_review,
    people.consents_to_ask_for,
    people.mentors_without_supervisor,
    people.tables_to_confirm,
    lapses.papers_to_renew,
    lapses.own_papers_to_renew,
]


def lines(user: User) -> list[Line]:
    return [line for source in SOURCES for line in source(user)]
