"""The referee's page behind the link, and the staff's pages about references."""

import re

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from accounts.models import Evidence, Reference
from accounts.services import references as services
from accounts.views import references as views
from kernel.links import find_link
from kernel.mail import rendered
from kernel.models import AuditEvent, MailMessage
from tests import factories

pytestmark = pytest.mark.django_db
TYPED = {
    "known_for": "long", "how_known": "We worked together.", "strengths": "Listening.", "reliability": "Always there.",
    "against": "no",
}  # fmt: skip


@pytest.fixture
def reference(centre, applicant):
    return factories.ReferenceFactory(person=applicant, centre=centre)


@pytest.fixture
def page(reference, coordinator):
    return reverse("accounts:reference_answer", args=[services.ask_reference(reference=reference, by=coordinator)])


def neutral(answer, page):
    """The page without its address and its forgery token."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", answer.content.decode().replace(page, ""))


def test_looking_never_uses_the_link_up(client, page, reference, applicant):
    for method in (client.get, client.head, client.get, client.options):
        method(page)
    answer = client.get(page)
    assert answer.status_code == 200
    assert applicant.full_name in answer.content.decode()
    assert applicant.full_name not in answer.content.decode().partition("</title>")[0]
    reference.refresh_from_db()
    assert reference.status == "asked"


def test_answering_and_opening_again(client, page, reference):
    answer = client.post(page, {**TYPED, "may_call": "on", "phone": "0740 123 456"})
    assert answer.status_code == 200
    assert "Your answer has arrived" in answer.content.decode()
    reference.refresh_from_db()
    assert (reference.status, reference.answers["strengths"]) == ("answered", "Listening.")
    again = client.get(page)
    assert again.status_code == 410
    never = reverse("accounts:reference_answer", args=["never-was"])
    assert neutral(again, page) == neutral(client.get(never), never)


def test_what_was_typed_comes_back_on_every_error(client, page, reference, caplog):
    wrong = client.post(page, {**TYPED, "known_for": "", "against": "yes", "may_call": "on"})
    assert not [row for row in caplog.records if page in row.getMessage()], "a live link is not logged"
    text = wrong.content.decode()
    assert "Always there." in text
    assert "Please tell us what it is" in text and "need your number" in text
    client.post(page, TYPED)
    late = client.post(page, {**TYPED, "strengths": "Typed on another telephone."})
    assert late.status_code == 410
    assert "Typed on another telephone." in late.content.decode()
    reference.refresh_from_db()
    assert reference.answers["strengths"] == "Listening."


def test_a_link_used_in_the_same_moment(rf, page, reference):
    """Two answers find the live link; the second one is told, and keeps what was typed."""
    reference.refresh_from_db()
    token = page.rstrip("/").rpartition("/")[2]
    mine, theirs = (find_link(token, purpose=services.PURPOSE) for _ in range(2))
    services.decline_reference(link=theirs)
    answer = views._answered(rf.post(page, TYPED), mine, reference)
    assert answer.status_code == 410
    assert "Always there." in answer.content.decode()


def test_declining(client, page, reference):
    assert "ask somebody else" in client.post(page, {"decline": "yes"}).content.decode()
    reference.refresh_from_db()
    assert reference.status == "declined"


def test_the_page_speaks_the_language_of_the_referee_until_they_choose(page, reference):
    Reference.objects.update(language="ro")
    assert '<html lang="ro"' in Client().get(page).content.decode()
    assert '<html lang="ro"' in Client().post(page, {}).content.decode()
    client = Client()
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "hu"
    assert '<html lang="hu"' in client.get(page).content.decode()


@pytest.mark.parametrize("is_reminder", [False, True])
def test_the_mail_names_nobody(page, reference, applicant, is_reminder):
    if is_reminder:
        services._post_link(reference, None, is_reminder=True)
    mail = rendered(MailMessage.objects.latest("pk"))
    assert mail.subject == "Please answer one question"
    for text in (mail.text, mail.html):
        assert "/reference/" in text
        assert ("Some days ago" in text) is is_reminder
        assert applicant.full_name not in text and applicant.email not in text and reference.name not in text


# The staff


def staff_page(name, subject):
    return reverse(f"accounts:{name}", args=[subject.public_id])


def test_naming_asking_and_weighing_on_the_page(client_of, client, coordinator, applicant):
    staff, here = client_of(coordinator), staff_page("person_references", applicant)
    assert "Nobody is named yet" in staff.get(here).content.decode()
    sent = {"name": "Ana", "email": "ana@example.org", "relation": "work", "language": "en"}
    new = staff_page("reference_new", applicant)
    assert staff.get(new).status_code == 200
    assert staff.post(new, {**sent, "email": applicant.email}).status_code == 422
    assert "Ask by mail" in staff.post(new, sent, follow=True).content.decode()
    assert "Ask everybody" not in staff.get(here).content.decode()
    staff.post(new, {**sent, "email": "second@example.org"})
    assert "Ask everybody" in staff.get(here).content.decode()
    staff.post(staff_page("references_ask", applicant))
    first, second = Reference.objects.order_by("pk")
    assert {first.status, second.status} == {"asked"}
    mails = MailMessage.objects.order_by("pk")
    assert client.post(mails[0].context["path"], TYPED).status_code == 200
    assert "stops counting" in staff.get(here).content.decode()
    staff.post(staff_page("reference_weigh", first), {"speaks_for": "yes"})
    assert Evidence.objects.get().result == "clear"
    client.post(mails[1].context["path"], TYPED)
    staff.post(staff_page("reference_weigh", second), {"speaks_for": "no"})
    assert Evidence.objects.filter(result="not_clear").count() == 1
    assert AuditEvent.objects.about(first).filter(event="looked_at").exists()


def test_taking_back_and_asking_once_more(client_of, coordinator, applicant, reference):
    staff = client_of(coordinator)
    staff.post(staff_page("reference_ask", reference))
    Reference.objects.update(status="lapsed")
    assert "Ask once more" in staff.get(staff_page("person_references", applicant)).content.decode()
    staff.post(staff_page("reference_ask", reference))
    reference.refresh_from_db()
    assert reference.status == "asked"
    staff.post(staff_page("reference_withdraw", reference))
    reference.refresh_from_db()
    assert reference.status == "withdrawn"
    told = staff.post(staff_page("reference_ask", reference), follow=True).content.decode()
    assert "no longer possible" in told


def test_answers_are_for_those_who_vet_at_the_centre(client_of, applicant, reference, other_coordinator):
    assert client_of(applicant).get(staff_page("person_references", applicant)).status_code == 403
    other = client_of(other_coordinator)
    assert other.get(staff_page("person_references", applicant)).status_code == 404
    assert other.post(staff_page("reference_ask", reference)).status_code == 404
