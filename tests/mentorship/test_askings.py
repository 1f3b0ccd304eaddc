"""The mentor, the mentee and who consents by law are each asked, and answer yes, no or later."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Evidence
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.links import find_link
from kernel.models import AuditEvent, MailMessage, TaskLink
from mentorship.jobs import ask_who_wanted_time
from mentorship.models import Asking, Consent, Mentee, Pairing, SafeContact
from mentorship.queries.askings import default_language, name_for_mentee, questions_of
from mentorship.services.asking_links import PURPOSE
from mentorship.services.askings import answer_as_mentor, answer_by_link, ask_by_link, introduce, record_answer
from mentorship.services.contacts import record_contacts
from mentorship.services.pairings import close_pairing, open_pairing
from tests import factories
from tests.mentorship import asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(pairing):
    return asking.put(pairing, status="asked")


@pytest.fixture
def reachable(asked, specialist):
    asking.make_reachable(asked, specialist)
    asking.mentor_says(asked)
    return asked


def link_to(pairing, party, by):
    return find_link(ask_by_link(pairing=pairing, party=party, by=by), purpose=PURPOSE)


def test_opening_asks_the_mentor(mentee, mentor, coordinator):
    until = today() + timedelta(days=300)
    pairing = open_pairing(mentor=mentor, mentee=mentee, planned_until=until, by=coordinator)
    question = asking.current(pairing, "mentor")
    assert (question.channel, question.answer, question.asked_by) == ("page", "", None)
    asking.mentor_says(pairing)
    assert asking.current(pairing, "mentor").pk == question.pk


def test_three_times_yes_introduces(asked, coordinator):
    asking.mentor_says(asked)
    asking.staff_writes(asked, "mentee", by=coordinator)
    assert asked.status == "asked"
    asking.staff_writes(asked, "consenter", by=coordinator)
    assert (asked.status, asked.introduced_by) == ("introduced", coordinator)
    assert asked.introduced_at
    assert MailMessage.objects.filter(template="mentorship/pairing_changed").count() == 1


def test_for_an_adult_nobody_consents(asked, coordinator):
    Mentee.objects.filter(pk=asked.mentee_id).update(birth_year=today().year - 30)
    asking.mentor_says(asked)
    with pytest.raises(RuleError, match="Nobody has to consent for an adult"):
        asking.staff_writes(asked, "consenter", by=coordinator)
    asking.staff_writes(asked, "mentee", by=coordinator)
    assert asked.status == "introduced"


@pytest.mark.parametrize(("party", "reason", "note"), [
    ("mentee", "mentee_declined", ""), ("consenter", "mentee_declined", "The person who consents by law said no."),
])  # fmt: skip
def test_any_no_ends_it(asked, coordinator, party, reason, note):
    since = asked.mentee.waiting_since
    asking.mentor_says(asked)
    asking.staff_writes(asked, party, "no", by=coordinator)
    assert (asked.status, asked.closing_reason, asked.closing_words) == ("closed", reason, note)
    asked.mentee.refresh_from_db()
    asked.mentor.refresh_from_db()
    assert (asked.mentee.status, asked.mentee.waiting_since, asked.mentor.active_pairings) == ("waiting", since, 0)
    for event in AuditEvent.objects.about(asked):
        assert "declined" not in str(event.facts)


def test_a_mentors_no_asks_nobody_else(asked):
    asking.mentor_says(asked, "no")
    assert (asked.status, asked.closing_reason) == ("closed", "mentor_declined")
    asked.mentee.refresh_from_db()
    assert asked.mentee.status == Mentee.Status.WAITING
    assert not MailMessage.objects.exists()


def test_the_mentor_answers_first(asked, coordinator, specialist):
    asking.make_reachable(asked, specialist)
    for act in (
        lambda: asking.staff_writes(asked, "mentee", by=coordinator),
        lambda: ask_by_link(pairing=asked, party="mentee", by=coordinator),
    ):
        with pytest.raises(RuleError, match="The mentor answers first"):
            act()
    asking.mentor_says(asked, "later")
    with pytest.raises(RuleError, match="The mentor answers first"):
        asking.staff_writes(asked, "mentee", by=coordinator)


def test_who_may_answer_what(asked, coordinator, other_coordinator):
    with pytest.raises(RuleError, match="Only the mentor who was asked"):
        answer_as_mentor(pairing=asked, answer="yes", by=coordinator)
    with pytest.raises(RuleError, match="on the own page"):
        asking.staff_writes(asked, "mentor", by=coordinator)
    asking.mentor_says(asked)
    with pytest.raises(RuleError, match="at this centre"):
        asking.staff_writes(asked, "mentee", by=other_coordinator)
    with pytest.raises(RuleError, match="at this centre"):
        ask_by_link(pairing=asked, party="mentee", by=other_coordinator)
    with pytest.raises(RuleError, match="who was present"):
        asking.staff_writes(asked, "mentee", by=coordinator, present=" ")
    with pytest.raises(RuleError, match="conversation or on paper"):
        asking.staff_writes(asked, "mentee", by=coordinator, channel="link")
    with pytest.raises(RuleError, match="yes, no or later"):
        asking.staff_writes(asked, "mentee", "perhaps", by=coordinator)
    assert not asked.askings.exclude(party="mentor").exists()


def test_an_answer_is_given_once(asked, coordinator):
    asking.mentor_says(asked)
    with pytest.raises(RuleError, match="answered already"):
        asking.mentor_says(asked)
    asking.staff_writes(asked, "mentee", by=coordinator)
    with pytest.raises(RuleError, match="answered already"):
        asking.staff_writes(asked, "mentee", "no", by=coordinator)
    question = asking.current(asked, "mentee")
    assert (question.answer, question.present, question.recorded_by) == ("yes", "The class teacher.", coordinator)


def test_no_yes_without_papers_or_consent(asked):
    Consent.objects.filter(mentee=asked.mentee, kind="assent").update(is_current=False)
    with pytest.raises(RuleError, match="is resting"):
        asking.mentor_says(asked)
    Evidence.objects.filter(person=asked.mentor.user).delete()
    with pytest.raises(RuleError, match="papers are not complete"):
        asking.mentor_says(asked)


def test_a_yes_is_no_consent(asked, coordinator, other_coordinator):
    """The last yes is kept, and the two are not introduced before the recorded consent holds again."""
    asking.mentor_says(asked)
    with pytest.raises(RuleError, match="Not everybody"):
        introduce(pairing=asked, by=coordinator)
    Consent.objects.filter(mentee=asked.mentee).update(is_current=False)
    for party in ("mentee", "consenter"):
        asking.staff_writes(asked, party, by=coordinator)
    assert (asked.status, asking.current(asked, "consenter").answer) == ("asked", "yes")
    with pytest.raises(RuleError, match="consent"):
        introduce(pairing=asked, by=coordinator)
    Consent.objects.filter(mentee=asked.mentee).update(is_current=True)
    Evidence.objects.filter(person=asked.mentor.user).update(
        issued_on=today() - timedelta(days=100), expires_on=today() - timedelta(days=1)
    )
    with pytest.raises(RuleError, match="may not meet today"):
        introduce(pairing=asked, by=coordinator)
    Evidence.objects.filter(person=asked.mentor.user).update(expires_on=None)
    with pytest.raises(RuleError, match="at this centre"):
        introduce(pairing=asked, by=other_coordinator)
    introduce(pairing=asked, by=coordinator)
    asked.refresh_from_db()
    assert asked.status == "introduced"


def test_a_link_is_answered_once(reachable, coordinator):
    link = link_to(reachable, "mentee", coordinator)
    mail = MailMessage.objects.get(template="mentorship/question")
    assert (mail.address, mail.language) == ("mentee@example.org", "ro")
    answer_by_link(link=link, answer="yes")
    with pytest.raises(RuleError, match="answered already"):
        answer_by_link(link=link, answer="no")
    question = asking.current(reachable, "mentee")
    assert (question.answer, question.channel, question.asked_by) == ("yes", "link", coordinator)
    reachable.refresh_from_db()
    assert reachable.status == "asked"


def test_the_last_yes_by_link_introduces(reachable, coordinator):
    answer_by_link(link=link_to(reachable, "consenter", coordinator), answer="yes")
    answer_by_link(link=link_to(reachable, "mentee", coordinator), answer="yes")
    reachable.refresh_from_db()
    assert (reachable.status, reachable.introduced_by) == ("introduced", None)


def test_a_no_by_link_ends_it_and_every_other_link(reachable, coordinator):
    other = link_to(reachable, "consenter", coordinator)
    answer_by_link(link=link_to(reachable, "mentee", coordinator), answer="no")
    reachable.refresh_from_db()
    assert (reachable.status, reachable.closed_by) == ("closed", None)
    other.refresh_from_db()
    assert other.revoked_at
    assert MailMessage.objects.filter(template="mentorship/pairing_changed").count() == 1


def test_closing_makes_links_worthless(reachable, coordinator):
    link_to(reachable, "mentee", coordinator)
    close_pairing(pairing=reachable, reason="safety", note="", by=coordinator)
    assert not TaskLink.objects.live(now()).exists()


def test_a_new_link_ends_the_one_before(reachable, coordinator):
    first, second = (link_to(reachable, "mentee", coordinator) for _time in range(2))
    first.refresh_from_db()
    assert first.revoked_at
    with pytest.raises(RuleError, match="already used or is no longer valid"):
        answer_by_link(link=first, answer="yes")
    answer_by_link(link=second, answer="yes")


def test_an_answer_to_the_staff_ends_the_link(reachable, coordinator):
    link = link_to(reachable, "mentee", coordinator)
    asking.staff_writes(reachable, "mentee", "later", by=coordinator)
    link.refresh_from_db()
    assert link.revoked_at


@pytest.mark.parametrize("facts", [
    {"mail_is_safe": False, "call_is_safe": True}, {"email": "", "mail_is_safe": False}, {"is_lawful": False},
])  # fmt: skip
def test_nobody_is_mailed_against_what_is_recorded(asked, coordinator, specialist, facts):
    asking.mentor_says(asked)
    contact = asking.contact("consenter", **{"is_lawful": True, **facts})
    record_contacts(asked.mentee, [contact], by=specialist)
    with pytest.raises(RuleError, match="an e-mail to this person is safe"):
        ask_by_link(pairing=asked, party="consenter", by=coordinator)
    with pytest.raises(RuleError, match="an e-mail to this person is safe"):
        ask_by_link(pairing=asked, party="mentee", by=coordinator)
    assert not MailMessage.objects.filter(template="mentorship/question").exists()


def test_nobody_is_asked_without_consent(reachable, coordinator):
    Consent.objects.filter(mentee=reachable.mentee).update(is_current=False)
    with pytest.raises(RuleError, match="consent"):
        ask_by_link(pairing=reachable, party="mentee", by=coordinator)


def test_only_the_specialist_says_who_is_safe(asked, coordinator, specialist):
    for contact, sentence in (
        (asking.contact(language="de"), "from the list"), (asking.contact(email=""), "when there is an address"),
    ):  # fmt: skip
        with pytest.raises(RuleError, match=sentence):
            record_contacts(asked.mentee, [contact], by=specialist)
    with pytest.raises(RuleError, match="at this centre"):
        record_contacts(asked.mentee, [asking.contact()], by=coordinator)
    Mentee.objects.filter(pk=asked.mentee_id).update(birth_year=today().year - 30)
    asked.mentee.refresh_from_db()
    with pytest.raises(RuleError, match="for an adult"):
        record_contacts(asked.mentee, [asking.contact("consenter")], by=specialist)
    assert not SafeContact.objects.exists()


def test_a_way_that_is_no_longer_safe_ends_its_links(reachable, coordinator, specialist):
    link = link_to(reachable, "mentee", coordinator)
    record_contacts(reachable.mentee, [asking.contact(email="", name="", language="en")], by=specialist)
    known = SafeContact.objects.get(party="mentee")
    assert (known.name, known.email, known.language) == ("Luna", "mentee@example.org", "en")
    link.refresh_from_db()
    assert link.revoked_at is None
    record_contacts(reachable.mentee, [asking.contact(email="new@example.org")], by=specialist)
    link.refresh_from_db()
    assert link.revoked_at


def test_who_keeps_the_file_sees_the_contacts(reachable, coordinator, specialist, other_coordinator, mentor, auditor):
    assert SafeContact.objects.visible_to(coordinator).count() == 2
    assert SafeContact.objects.visible_to(specialist).count() == 2
    for nobody in (other_coordinator, reachable.mentor.user, auditor):
        assert not SafeContact.objects.visible_to(nobody).exists()
        assert not Asking.objects.visible_to(nobody).exists()
    assert Asking.objects.visible_to(coordinator).exists()


def test_later_is_asked_again_after_three_days(asked, coordinator, specialist):
    asking.make_reachable(asked, specialist)
    asking.mentor_says(asked, "later")
    ask_who_wanted_time()
    assert asking.current(asked, "mentor").answer == "later"
    with time_machine.travel(now() + timedelta(days=3, minutes=1)):
        ask_who_wanted_time()
        ask_who_wanted_time()
        assert asking.current(asked, "mentor").answer == ""
        assert MailMessage.objects.filter(template="mentorship/pairing_asked").count() == 1
        asking.mentor_says(asked)
        answer_by_link(link=link_to(asked, "mentee", coordinator), answer="later")
        asking.staff_writes(asked, "consenter", "later", by=coordinator)
        record_contacts(asked.mentee, [asking.contact("consenter", is_lawful=True, mail_is_safe=False)], by=specialist)
    with time_machine.travel(now() + timedelta(days=7)):
        ask_who_wanted_time()
        assert asking.current(asked, "mentee").answer == ""
        assert asking.current(asked, "consenter").answer == "later"
        assert MailMessage.objects.filter(template="mentorship/question").count() == 2


def test_what_the_staff_reads(asked, coordinator, specialist):
    assert [question.sentence for question in questions_of(asked)] == ["not asked yet"] * 3
    assert "Nobody recorded a safe way" in questions_of(asked)[1].way
    record_contacts(asked.mentee, [asking.contact(mail_is_safe=False, call_is_safe=True)], by=specialist)
    assert "E-mail is not safe" in questions_of(asked)[1].way
    asking.make_reachable(asked, specialist)
    assert "A link by e-mail is safe" in questions_of(asked)[1].way
    asking.mentor_says(asked)
    ask_by_link(pairing=asked, party="mentee", by=coordinator)
    asking.staff_writes(asked, "consenter", "later", by=coordinator)
    mentor, mentee, consenter = questions_of(asked)
    assert (mentor.sentence, mentee.sentence, consenter.sentence) == (
        "said yes", "asked, no answer yet", "wants to be asked later"
    )  # fmt: skip
    assert (mentor.can_be_asked, mentee.can_be_sent, consenter.can_be_asked) == (False, True, True)
    with time_machine.travel(now() + timedelta(days=14)):
        assert questions_of(asked)[1].sentence == "did not answer in time"
    asking.staff_writes(asked, "mentee", "no", by=coordinator)
    assert questions_of(asked)[1].sentence == "said no"
    assert not questions_of(asked)[2].can_be_asked


def test_names_and_languages(mentee, olga):
    olga.chosen_name, olga.given_name = "Oli", "Olga"
    assert name_for_mentee(olga) == "Oli"
    olga.chosen_name = ""
    assert name_for_mentee(olga) == "Olga"
    olga.given_name = ""
    assert name_for_mentee(olga) == "a mentor"
    mentee.languages = ["rmy", "hu"]
    assert default_language(mentee) == "hu"
    mentee.languages = ["uk"]
    assert default_language(mentee) == "ro"


def test_codes_not_names(reachable, coordinator):
    link = link_to(reachable, "mentee", coordinator)
    assert str(asking.current(reachable, "mentee")).startswith("Asking ")
    assert str(SafeContact.objects.first()).startswith("SafeContact ")
    assert "example.org" not in str(list(AuditEvent.objects.about(link).values("facts")))


def test_second_no_to_a_pairing_that_ended(reachable, coordinator):
    """Of two who answer at once, one ends it and the other is told."""
    same = Pairing.objects.get(pk=reachable.pk)
    asking.staff_writes(reachable, "mentee", "no", by=coordinator)
    with pytest.raises(RuleError, match="answered already"):
        record_answer(pairing=same, party="consenter", channel="paper", answer="no", present="x", by=coordinator)


def test_a_second_mentor_who_is_declined_leaves_the_first(asked, coordinator, centre, specialist):
    factories.PairingFactory(
        centre=centre, mentee=asked.mentee, is_first=False, opened_by=coordinator,
        mentor=factories.MentorFactory(centre=centre, supervisor=specialist, active_pairings=1),
    )  # fmt: skip
    asking.mentor_says(asked, "no")
    asked.mentee.refresh_from_db()
    assert asked.mentee.status == Mentee.Status.ACCOMPANIED


@pytest.mark.parametrize("way", ["link", "staff"])
def test_a_yes_of_who_may_no_longer_consent_does_not_count(reachable, coordinator, specialist, way):
    """Between the answer and the introduction the specialist learns that this person may not consent by law."""
    if way == "link":
        answer_by_link(link=link_to(reachable, "consenter", coordinator), answer="yes")
    else:
        asking.staff_writes(reachable, "consenter", by=coordinator)
    record_contacts(reachable.mentee, [asking.contact("consenter", is_lawful=False)], by=specialist)
    asking.staff_writes(reachable, "mentee", by=coordinator)
    assert reachable.status == "asked"
    with pytest.raises(RuleError, match="Not everybody"):
        introduce(pairing=reachable, by=coordinator)
    with pytest.raises(RuleError, match="may consent by law"):
        asking.staff_writes(reachable, "consenter", by=coordinator)
    record_contacts(reachable.mentee, [asking.contact("consenter", name="Another", is_lawful=True)], by=specialist)
    asking.staff_writes(reachable, "consenter", by=coordinator)
    assert reachable.status == "introduced"
