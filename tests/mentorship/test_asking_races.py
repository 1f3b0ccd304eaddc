"""A link tapped several times at once is one answer; two last yeses at once introduce the two exactly once."""

import pytest

from accounts.models import User
from kernel.links import find_link
from kernel.models import AuditEvent
from mentorship.models import Pairing
from mentorship.services.asking_links import PURPOSE
from mentorship.services.askings import answer_by_link, ask_by_link, record_answer
from tests.mentorship import asking
from tests.racing import racers

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def tap(token, answer):
    link = find_link(token, purpose=PURPOSE)
    if link:  # else the page says thanks
        answer_by_link(link=link, answer=answer)
    return link is not None


def write(pairing, party, answer, by):
    record_answer(
        pairing=Pairing.objects.get(pk=pairing), party=party, channel="staff", answer=answer, present="x",
        by=User.objects.get(pk=by),
    )  # fmt: skip


@pytest.fixture
def reachable(pairing, specialist):
    asking.put(pairing, status="asked")
    asking.make_reachable(pairing, specialist)
    asking.mentor_says(pairing)
    return pairing


def test_one_of_many_taps_answers(reachable, coordinator):
    token = ask_by_link(pairing=reachable, party="mentee", by=coordinator)
    with racers(4) as race:
        answers = race([(tap, (token, "no"))] * 4)
    assert answers.count(("done", True)) == 1
    assert {kind for kind, _told in answers} <= {"done", "refused"}
    reachable.refresh_from_db()
    reachable.mentor.refresh_from_db()
    assert (reachable.status, reachable.mentor.active_pairings) == ("closed", 0)


def test_two_last_yeses_at_once_introduce_once(reachable, coordinator):
    with racers(2) as race:
        answers = race([(write, (reachable.pk, party, "yes", coordinator.pk)) for party in ("mentee", "consenter")])
    assert [kind for kind, _told in answers] == ["done", "done"]
    reachable.refresh_from_db()
    assert reachable.status == "introduced"
    assert AuditEvent.objects.filter(event="pairing.introduce").count() == 1


def test_a_yes_and_a_no_at_once_end_it(reachable, coordinator):
    with racers(2) as race:
        race([
            (write, (reachable.pk, "mentee", "no", coordinator.pk)),
            (write, (reachable.pk, "consenter", "yes", coordinator.pk)),
        ])  # fmt: skip
    reachable.refresh_from_db()
    reachable.mentor.refresh_from_db()
    assert (reachable.status, reachable.mentor.active_pairings) == ("closed", 0)
