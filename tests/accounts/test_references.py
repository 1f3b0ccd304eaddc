"""Referees: named, asked, reminded, heard, weighed."""

from datetime import timedelta

import pytest

from accounts.jobs import remind_referees
from accounts.models import Evidence, Reference
from accounts.queries.clearance import clearance_of
from accounts.queries.references import referees_of, references_for_staff, waiting_to_be_weighed
from accounts.services import references as services
from accounts.services.evidence import strike_out_evidence
from kernel.clock import move_clock, now, today
from kernel.errors import RuleError
from kernel.links import find_link
from kernel.models import AuditEvent, MailMessage, TaskLink
from tests import factories

pytestmark = pytest.mark.django_db
ANSWERS = {
    "known_for": "long", "how_known": "We worked together.", "strengths": "Listening.", "reliability": "Very.",
    "with_vulnerable": "", "against": "no", "against_reason": "", "may_call": True, "phone": "0740 123 456",
}  # fmt: skip


@pytest.fixture
def name(centre, applicant):
    usual = {
        "person": applicant, "centre": centre, "name": " Ana  Invented ", "email": " Ana@Example.org ",
        "relation": "work", "language": "hu", "by": applicant,
    }  # fmt: skip
    return lambda **facts: services.name_referee(**(usual | facts))


@pytest.fixture
def asked(name, coordinator):
    reference = name()
    return reference, services.ask_reference(reference=reference, by=coordinator)


def link_of(token):
    return find_link(token, purpose=services.PURPOSE)


def answered(reference, by):
    token = services.ask_reference(reference=reference, by=by)
    services.answer_reference(link=link_of(token), answers=ANSWERS)
    reference.refresh_from_db()
    return reference


def test_naming_asks_nobody(name, applicant):
    reference = name()
    assert (reference.name, reference.email, reference.status) == ("Ana Invented", "ana@example.org", "named")
    assert not MailMessage.objects.exists()
    assert AuditEvent.objects.about(reference).get().facts == {"person": str(applicant.public_id)}
    assert "Invented" not in str(Reference.objects.values_list("name", "email").get())


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"name": " "}, "needs a name and an e-mail"),
        ({"email": ""}, "needs a name and an e-mail"),
        ({"relation": "mother"}, "Family and people of the same household"),
        ({"email": "APPLICANT@example.org"}, "your own address"),
    ],
)
def test_who_cannot_be_a_referee(name, facts, told):
    with pytest.raises(RuleError, match=told):
        name(**facts)


def test_the_same_person_is_not_named_twice_unless_taken_back(name, applicant):
    first = name()
    with pytest.raises(RuleError, match="two different people"):
        name(email="ana@example.org")
    services.withdraw_reference(reference=first, by=applicant)
    assert name().pk != first.pk
    for number in range(services.MOST_REFEREES - 1):
        name(email=f"another{number}@example.org")
    with pytest.raises(RuleError, match="6 referees are enough"):
        name(email="one.more@example.org")


def test_who_names(name, coordinator, specialist, trainer, other_coordinator, olga, centre):
    assert name(by=coordinator).person != coordinator
    for by in (trainer, other_coordinator, olga):
        with pytest.raises(RuleError, match="Only the person"):
            name(by=by, email="another@example.org")
    with pytest.raises(RuleError, match="does not belong"):
        name(person=olga, by=olga)


def test_a_referee_is_corrected_until_somebody_asked(name, applicant, coordinator):
    reference = name()
    facts = {"name": "Ana", "email": "ana@example.org", "relation": "studies", "language": "ro"}
    services.change_referee(reference=reference, by=applicant, **facts)
    reference.refresh_from_db()
    assert (reference.name, reference.relation, reference.language) == ("Ana", "studies", "ro")
    name(email="other@example.org")
    with pytest.raises(RuleError, match="two different people"):
        services.change_referee(reference=reference, by=applicant, **{**facts, "email": "other@example.org"})
    services.ask_reference(reference=reference, by=coordinator)
    with pytest.raises(RuleError, match="asked already"):
        services.change_referee(reference=reference, by=applicant, **facts)
    with pytest.raises(RuleError, match="speak to your coordinator"):
        services.withdraw_reference(reference=reference, by=applicant)


def test_asking_sends_a_neutral_mail_in_the_language_of_the_referee(asked, coordinator, applicant):
    reference, token = asked
    assert (reference.status, reference.asked_by) == ("asked", coordinator)
    mail = MailMessage.objects.get()
    assert (mail.language, str(mail.address)) == ("hu", "ana@example.org")
    assert mail.context == {"path": f"/reference/{token}/", "is_reminder": False}
    assert link_of(token).subject_id == reference.public_id
    with pytest.raises(RuleError, match="no longer possible"):
        services.ask_reference(reference=reference, by=coordinator)


def test_asking_everybody_at_once(name, applicant, centre, specialist):
    first, second = name(), name(email="second@example.org")
    asking = {"person": applicant, "centre": centre, "by": specialist}
    assert services.ask_every_reference(**asking) == 2
    assert services.ask_every_reference(**asking) == 0
    assert {str(mail.address) for mail in MailMessage.objects.all()} == {first.email, second.email}


def test_only_those_who_vet_ask_and_nobody_for_themselves(name, applicant, trainer, other_coordinator, coordinator):
    reference = name()
    with pytest.raises(RuleError, match="their own"):
        services.ask_reference(reference=reference, by=applicant)
    for by in (trainer, other_coordinator):
        with pytest.raises(RuleError, match="Only coordinators and specialists"):
            services.ask_reference(reference=reference, by=by)
    own = factories.ReferenceFactory(person=coordinator, centre=reference.centre)
    with pytest.raises(RuleError, match="their own"):
        services.ask_reference(reference=own, by=coordinator)


def test_answering_uses_up_every_link(asked):
    reference, token = asked
    other = services._post_link(reference, None)
    link = link_of(token)
    services.answer_reference(link=link, answers=ANSWERS)
    reference.refresh_from_db()
    assert (reference.status, reference.answers) == ("answered", ANSWERS)
    assert reference.answered_at is not None
    assert link_of(token) is link_of(other) is None
    with pytest.raises(RuleError, match="already used"):
        services.answer_reference(link=link, answers={})
    assert "Listening" not in str(Reference.objects.values_list("answers", flat=True).get())


def test_declining(asked):
    reference, token = asked
    services.decline_reference(link=link_of(token))
    reference.refresh_from_db()
    assert reference.status == "declined"
    assert link_of(token) is None


def test_taking_back_makes_the_link_worthless(asked, coordinator):
    reference, token = asked
    services.withdraw_reference(reference=reference, by=coordinator)
    assert link_of(token) is None


def test_reminders_after_five_and_ten_days_and_a_lapse_after_fourteen(asked, settings, coordinator):
    settings.CLOCK_CAN_MOVE = True
    reference, token = asked
    seen = []
    for _day in range(15):
        remind_referees()
        remind_referees()  # twice does no more
        reference.refresh_from_db()
        seen.append((MailMessage.objects.count(), reference.status))
        if reference.status == "asked":
            assert link_of(token) is not None, "the page that somebody types on stays good"
        move_clock(timedelta(days=1))
    mails = [1] * 5 + [2] * 5 + [3] * 5
    assert seen == list(zip(mails, ["asked"] * 14 + ["lapsed"], strict=True))
    assert not TaskLink.objects.live(now()).exists()
    services.ask_reference(reference=reference, by=coordinator)
    reference.refresh_from_db()
    assert (reference.status, reference.reminders) == ("asked", 0)


def test_a_worker_that_slept_sends_one_reminder(asked, settings):
    settings.CLOCK_CAN_MOVE = True
    move_clock(timedelta(days=12))
    remind_referees()
    assert MailMessage.objects.count() == 2
    assert Reference.objects.get().reminders == 2


def test_two_answers_that_speak_for_somebody_are_evidence(name, applicant, coordinator, specialist, centre):
    one, two = name(), name(email="second@example.org")
    for reference in (one, two):
        answered(reference, coordinator)
        services.weigh_reference(reference=reference, speaks_for=True, by=specialist)
    assert [paper.result for paper in Evidence.objects.all()] == ["clear", "clear"]
    missing = {reason.check for reason in clearance_of(applicant, "youth", centre=centre, on=today()).reasons}
    assert "reference" not in missing
    with pytest.raises(RuleError, match="in the meantime"):
        services.weigh_reference(reference=one, speaks_for=False, by=specialist)
    assert Evidence.objects.count() == 2


def test_an_answer_that_speaks_against_it_takes_the_others_with_it(name, applicant, coordinator, centre):
    references = [name(email=f"referee{number}@example.org") for number in range(3)]
    for reference, speaks_for in zip(references, (True, True, False), strict=True):
        answered(reference, coordinator)
        services.weigh_reference(reference=reference, speaks_for=speaks_for, by=coordinator)
    reasons = clearance_of(applicant, "youth", centre=centre, on=today()).reasons
    assert [reason.code for reason in reasons if reason.check == "reference"] == ["not_clear"]


def test_one_referee_counts_once(name, coordinator, centre, applicant):
    services.weigh_reference(reference=answered(name(), coordinator), speaks_for=True, by=coordinator)
    twin = factories.ReferenceFactory(person=applicant, centre=centre, email="ana@example.org")
    with pytest.raises(RuleError, match="counts already"):
        services.weigh_reference(reference=answered(twin, coordinator), speaks_for=True, by=coordinator)


def test_a_weighing_that_was_a_mistake_is_struck_out_and_done_again(name, coordinator):
    reference = answered(name(), coordinator)
    evidence = services.weigh_reference(reference=reference, speaks_for=True, by=coordinator)
    strike_out_evidence(evidence=evidence, reason="The wrong person.", by=coordinator)
    assert waiting_to_be_weighed(coordinator).get() == reference
    again = services.weigh_reference(reference=reference, speaks_for=False, by=coordinator)
    reference.refresh_from_db()
    assert (reference.evidence, again.result) == (again, "not_clear")


def test_there_must_be_an_answer(asked, coordinator):
    with pytest.raises(RuleError, match="no answer"):
        services.weigh_reference(reference=asked[0], speaks_for=True, by=coordinator)


def test_the_person_sees_asked_or_answered_and_nothing_else(name, applicant, coordinator, olga):
    states = ["named", "was asked", "answered", "was asked", "answered"]
    for number, status in enumerate(["named", "asked", "declined", "lapsed", "answered", "withdrawn"]):
        reference = name(email=f"referee{number}@example.org")
        Reference.objects.filter(pk=reference.pk).update(status=status, asked_at=now(), answered_at=now())
    shown = referees_of(applicant, reference.centre)
    assert [referee.state for referee in shown] == states
    assert [referee.may_change for referee in shown] == [True, False, False, False, False]
    assert not Reference.objects.visible_to_staff(applicant).exists()
    assert not Reference.objects.visible_to(olga).exists()
    assert references_for_staff(applicant, applicant, reference.centre) == []


def test_answers_in_words_for_those_who_vet(name, coordinator, applicant, centre):
    reference = answered(name(), coordinator)
    (row,) = references_for_staff(coordinator, applicant, centre)
    words = [str(answer) for _question, answer in row.answers]
    assert words == [
        "three to ten years", "We worked together.", "Listening.", "Very.", "no, I know of no reason", "yes",
        "0740 123 456",
    ]  # fmt: skip
    assert row.waits
    Reference.objects.filter(pk=reference.pk).update(answers=None)
    assert references_for_staff(coordinator, applicant, centre)[0].answers == []
