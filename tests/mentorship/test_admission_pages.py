"""The staff's pages about applications, the applicant's answer, and the page of the mentee's specialist."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from kernel.models import AuditEvent
from mentorship.models import Application
from mentorship.services.admissions import say_yes
from mentorship.services.exclusions import record_no_contact
from mentorship.services.refusals import appeal_refusal, refuse_application
from mentorship.services.trainings import open_trainings
from tests import factories
from tests.conftest import signed_in_client
from tests.mentorship.admitting import make_ready, ready

pytestmark = pytest.mark.django_db
LIST_QUERIES, DETAIL_QUERIES = 15, 33


@pytest.fixture
def application(centre):
    found = ready(centre, motivation="Somebody did it for me.", experience_told="Two brothers.", acquaintance="Nobody")
    open_trainings(found, by=None)
    return found


def page(name, thing):
    return reverse(f"mentorship:{name}", args=[thing.public_id])


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_says_what_each_application_waits_for(centre, coordinator, django_assert_num_queries):
    client, address = signed_in_client(coordinator), reverse("mentorship:admission_list")
    assert "No application matches" in text(client.get(address))
    new = factories.ApplicationFactory(centre=centre)
    with django_assert_num_queries(LIST_QUERIES):
        shown = text(client.get(address))
    assert new.user.full_name in shown and "new: nothing was asked for yet" in shown
    made = {
        "references": make_ready(factories.ApplicationFactory(centre=centre), but=["reference"]),
        "interview": make_ready(factories.ApplicationFactory(centre=centre), but=["interview"]),
    }
    with django_assert_num_queries(LIST_QUERIES):
        client.get(address)
    for wait, application in made.items():
        shown = text(client.get(address, {"wanted": wait}))
        assert application.user.full_name in shown
        others = [one for one in made.values() if one != application]
        assert all(one.user.full_name not in shown for one in others)
    assert "No application matches" in text(client.get(address, {"wanted": "appeal"}))
    refuse_application(new, reason="other", words="x", by=coordinator)
    assert new.user.full_name in text(client.get(address, {"wanted": "refused"}))
    assert new.user.full_name not in text(client.get(address, {"wanted": "nonsense"}))
    appeal_refusal(new, text="x", by=new.user)
    assert "answer to an appeal" in text(client.get(address, {"wanted": "appeal"}))


def test_the_list_page_by_page(centre, coordinator):
    from kernel.keysets import PAGE

    for _count in range(PAGE + 1):
        factories.ApplicationFactory(centre=centre)
    client, address = signed_in_client(coordinator), reverse("mentorship:admission_list")
    first = client.get(address)
    assert len(first.context["rows"]) == PAGE
    second = client.get(address + first.context["next_url"])
    assert len(second.context["rows"]) == 1


def test_the_application_with_all_that_is_decided_on(application, coordinator, django_assert_num_queries):
    client = signed_in_client(coordinator)
    client.get(page("admission_detail", application))
    with django_assert_num_queries(DETAIL_QUERIES):
        shown = text(client.get(page("admission_detail", application)))
    for words in (
        application.user.full_name, "Somebody did it for me.", "Two brothers.", "Nobody", "Criminal record certificate",
        "young person at risk", "Mentor training for volunteers", "Say yes", "Refuse the application",
    ):  # fmt: skip
        assert words in shown, words
    assert AuditEvent.objects.filter(event="looked_at", subject_id=application.public_id).count() == 2


def test_what_comes_next_for_references_and_interview(centre, coordinator):
    client = signed_in_client(coordinator)
    application = make_ready(factories.ApplicationFactory(centre=centre), but=["reference", "interview"])
    whom = {"person": application.user, "centre": centre}

    def shown():
        return text(client.get(page("admission_detail", application)))

    assert "Have another person named" in shown() and "Write down an interview" in shown()
    assert "Say yes" not in shown()
    from kernel.clock import now

    asked = factories.ReferenceFactory(**whom, status="asked", asked_at=now())
    assert "Wait: 1 person was asked" in shown()
    factories.ReferenceFactory(**whom)
    assert "Ask the people who are named" in shown()
    asked.status, asked.answered_at, asked.answers = "answered", now(), {}
    asked.save()
    assert "Weigh 1 answer" in shown()


def test_two_people_on_their_pages(application, coordinator, specialist):
    first, second = signed_in_client(coordinator), signed_in_client(specialist)
    assert "This is the first yes" in text(first.get(page("admission_yes", application)))
    answer = first.post(page("admission_yes", application), {"words": "Calm."}, follow=True)
    assert "You have said yes" in text(answer) and "Calm." in text(answer)
    assert "another person" in text(first.post(page("admission_yes", application), {"words": ""}))
    assert "This is the second yes" in text(second.get(page("admission_yes", application)))
    done = text(second.post(page("admission_yes", application), {"words": ""}, follow=True))
    assert page("mentor_detail", application.user.mentor) in done and "Say yes" not in done


def test_somebody_with_both_professions_is_asked_for_which(application, centre):
    both = factories.UserFactory(role=Role.COORDINATOR, role__centre=centre)
    factories.grant_role(both, Role.SPECIALIST, centre)
    client = signed_in_client(both)
    assert "I say yes as" in text(client.get(page("admission_yes", application)))
    assert "This field is required" in text(client.post(page("admission_yes", application), {"words": ""}))
    client.post(page("admission_yes", application), {"profession": "specialist"})
    assert application.votes.get().profession == "specialist"


def test_has_applied_before(centre, coordinator, application):
    earlier = factories.ApplicationFactory(centre=centre, user=application.user, status="withdrawn")
    shown = text(signed_in_client(coordinator).get(page("admission_detail", application)))
    assert "Has applied before" in shown and earlier.pk


def test_on_hold_says_no_more(application, mentee, coordinator, second_specialist, specialist):
    before = {
        who.pk: text(signed_in_client(who).get(page("admission_detail", application)))
        for who in (coordinator, second_specialist, specialist)
    }
    record_no_contact(mentee, name=application.user.full_name, by=specialist)
    hit = application.no_contact_hits.get()
    for who in (coordinator, second_specialist):
        shown = text(signed_in_client(who).get(page("admission_detail", application)))
        assert "On hold: a specialist is looking at something." in shown
        assert "On hold" not in before[who.pk]
        for secret in (str(hit.public_id), str(mentee.public_id), mentee.chosen_name, "no-contact", "asked.</p>"):
            assert secret not in shown, secret
        assert "Say yes" not in shown
        assert signed_in_client(who).get(page("hit_detail", hit)).status_code in {403, 404}
    assert page("hit_detail", hit) in text(signed_in_client(specialist).get(page("admission_detail", application)))


def test_the_specialist_compares_and_decides(application, mentee, coordinator, specialist):
    record_no_contact(mentee, name=application.user.full_name, phone="0722 000 001", note="Uncle", by=specialist)
    hit = application.no_contact_hits.get()
    client = signed_in_client(specialist)
    shown = text(client.get(page("hit_detail", hit)))
    for words in (application.user.full_name, "1990", "ends with 001", mentee.chosen_name, "name and phone", "Uncle"):
        assert words in shown, words
    assert "0722 000 001" not in shown and application.user.email not in shown
    assert page("identity_reveal", mentee) in shown
    for subject in (hit, application, mentee):
        assert AuditEvent.objects.filter(event="looked_at", subject_id=subject.public_id).exists()
    assert "This field is required" in text(client.post(page("hit_detail", hit), {"reason": "x"}))
    done = client.post(page("hit_detail", hit), {"is_same_person": "yes", "reason": "Her uncle."}, follow=True)
    assert "The same person: the application has ended." in text(done) and "Her uncle." in text(done)
    told = text(signed_in_client(coordinator).get(page("admission_detail", application)))
    assert "Not possible." in told and "Her uncle." not in told and mentee.chosen_name not in told


def test_by_phone_alone_or_by_name_alone(application, mentee, specialist):
    client = signed_in_client(specialist)
    record_no_contact(mentee, phone=application.user.phone, by=specialist)
    assert "the phone" in text(client.get(page("hit_detail", application.no_contact_hits.get())))
    application.no_contact_hits.all().delete()
    Application.objects.filter(pk=application.pk).update(place=None)
    application.user.born_on = None
    application.user.save()
    record_no_contact(mentee, name=application.user.full_name, by=specialist)
    assert "the name" in text(client.get(page("hit_detail", application.no_contact_hits.get())))


def test_a_refusal_is_read_in_kind_words_and_appealed(application, coordinator, specialist):
    say_yes(application, by=coordinator)
    staff, person = signed_in_client(coordinator), signed_in_client(application.user, second_factor=False)
    assert person.get(page("my_refusal", application)).status_code == 404
    assert "One of the two professions" in text(staff.get(page("admission_refuse", application)))
    assert "This field is required" in text(staff.post(page("admission_refuse", application), {"reason": "interview"}))
    typed = {"reason": "interview", "words": "Wants to rescue somebody."}
    told = text(staff.post(page("admission_refuse", application), typed, follow=True))
    assert "the interview does not speak for it" in told and "Wants to rescue somebody." in told
    shown = text(person.get(page("my_refusal", application)))
    assert "not think that this is the right task" in shown
    for secret in ("rescue", "interview", coordinator.family_name):
        assert secret not in shown, secret
    assert text(person.post(page("my_refusal", application), {"text": ""}))
    done = text(person.post(page("my_refusal", application), {"text": "I see it otherwise."}, follow=True))
    assert "Your appeal is with us." in done and "second look" not in done
    other = signed_in_client(specialist)
    assert "Answer the appeal" in text(other.get(page("admission_detail", application)))
    assert "Answer the appeal" not in text(staff.get(page("admission_detail", application)))
    assert "I see it otherwise." in text(other.get(page("appeal_answer", application)))
    answer = {"is_upheld": "no", "words": "Nothing is new."}
    assert "Nothing is new." in text(other.post(page("appeal_answer", application), answer, follow=True))
    last = text(person.get(page("my_refusal", application)))
    assert "the answer stays the same" in last and "Nothing is new." not in last


def test_an_appeal_that_is_upheld_shows_on_the_page(application, coordinator, specialist):
    refuse_application(application, reason="availability", words="x", by=coordinator)
    appeal_refusal(application, text="x", by=application.user)
    other = signed_in_client(specialist)
    shown = text(other.post(page("appeal_answer", application), {"is_upheld": "yes", "words": "y"}, follow=True))
    assert "The application is looked at again" in shown and "Say yes" in shown


def test_nobody_opens_what_is_not_theirs(application, applicant, other_coordinator, trainer, coordinator, centre):
    draft = factories.ApplicationFactory(centre=centre, status="draft")
    dropped = factories.ApplicationFactory(centre=centre, status="withdrawn", submitted_at=None)
    for one in (draft, dropped):
        assert signed_in_client(coordinator).get(page("admission_detail", one)).status_code == 404
    refuse_application(application, reason="other", words="x", by=coordinator)
    assert signed_in_client(applicant).get(page("my_refusal", application)).status_code == 404
    assert signed_in_client(other_coordinator).get(page("admission_detail", application)).status_code == 404
    assert signed_in_client(trainer).get(page("admission_detail", application)).status_code == 403


def test_every_reason_has_its_kind_words(application, coordinator):
    from mentorship.refusal_words import KIND_WORDS

    assert set(KIND_WORDS) == set(Application.Refusal.values)
