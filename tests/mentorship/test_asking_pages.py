"""The page behind a link, and the staff's pages from the first question to the start of a pairing."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from kernel.clock import now, today
from kernel.models import AuditEvent, TaskLink
from mentorship.models import FirstMeeting, Mentee, SafeContact, Signature
from mentorship.services.askings import ask_by_link
from tests.mentorship import asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def reachable(pairing, specialist):
    asking.put(pairing, status="asked")
    user = pairing.mentor.user
    user.chosen_name = "Toni"
    user.save()
    asking.make_reachable(pairing, specialist)
    asking.mentor_says(pairing)
    return pairing


@pytest.fixture
def introduced(pairing):
    return asking.put(pairing, status="introduced", introduced_at=now())


def question(pairing, party, by):
    return reverse("mentorship:asking_answer", args=[ask_by_link(pairing=pairing, party=party, by=by)])


def url(name, pairing):
    return reverse(f"mentorship:{name}", args=[pairing.public_id])


def posted(client, name, pairing, **typed):
    return client.post(url(name, pairing), typed, follow=True).content.decode()


def test_looking_uses_nothing_up(reachable, coordinator):
    address = question(reachable, "mentee", coordinator)
    for _scanner in range(3):
        assert Client().get(address).status_code == 200
    Client().head(address)
    assert TaskLink.objects.live(now()).count() == 1
    assert asking.current(reachable, "mentee").answer == ""


def test_what_the_mentee_reads(reachable, coordinator):
    html = Client().get(question(reachable, "mentee", coordinator)).content.decode()
    assert 'lang="ro"' in html
    assert "Toni" in html
    for number in ("tel:119", "tel:112"):
        assert number in html
    for hidden in (
        reachable.mentor.user.family_name, reachable.mentor.user.email, reachable.mentee.chosen_name,
        reachable.mentee.identity.given_name, reachable.supervisor.full_name, "mentee", str(reachable.public_id),
    ):  # fmt: skip
        assert hidden not in html.split("<main")[1].split("</main>")[0]


def test_who_consents_reads_in_their_language_and_nothing_about_the_mentee(reachable, coordinator):
    browser = Client()
    address = question(reachable, "consenter", coordinator)
    html = browser.get(address).content.decode()
    assert 'lang="hu"' in html
    assert reachable.mentee.chosen_name not in html
    browser.cookies["django_language"] = "en"
    html = browser.get(address).content.decode()
    assert "Is it all right with you that they meet?" in html
    assert "data-leave" in html


def test_twice_pressed_reads_thanks_and_once_more_opened_says_it_is_over(reachable, coordinator):
    address = question(reachable, "mentee", coordinator)
    browser = Client()
    browser.cookies["django_language"] = "en"
    for _tap in range(2):
        assert "Your answer has arrived" in browser.post(address, {"answer": "yes"}).content.decode()
    assert asking.current(reachable, "mentee").answer == "yes"
    gone = browser.get(address)
    assert (gone.status_code, "opens nothing any more" in gone.content.decode()) == (410, True)


def test_later_and_nonsense(reachable, coordinator):
    browser = Client()
    browser.cookies["django_language"] = "en"
    address = question(reachable, "mentee", coordinator)
    assert "Would you like to meet Toni?" in browser.post(address, {"answer": "perhaps"}).content.decode()
    assert "ask you again in a few days" in browser.post(address, {"answer": "later"}).content.decode()


def test_expired_unknown_and_of_a_pairing_that_ended(reachable, coordinator):
    address = question(reachable, "mentee", coordinator)
    assert Client().get(reverse("mentorship:asking_answer", args=["x"])).status_code == 410
    with time_machine.travel(now() + timedelta(days=14, minutes=1)):
        assert Client().post(address, {"answer": "yes"}).status_code == 410
    other = question(reachable, "consenter", coordinator)
    asking.put(reachable, status="introduced", introduced_at=now())
    assert Client().post(other, {"answer": "no"}).status_code == 410
    reachable.refresh_from_db()
    assert reachable.status == "introduced"


def test_the_staff_asks_and_writes_down(client_of, reachable, coordinator):
    client = client_of(coordinator)
    html = client.get(url("pairing_detail", reachable)).content.decode()
    assert html.count("A link by e-mail is safe") == 2
    assert "on its way" in posted(client, "asking_send", reachable, party="mentee")
    assert TaskLink.objects.live(now()).count() == 1
    page = client.get(url("answer_of_consenter", reachable)).content.decode()
    assert "consents by law" in page
    html = posted(client, "answer_of_consenter", reachable, answer="yes", channel="paper", present="Aunt.")
    assert "The answer is written down" in html
    assert "This field" in posted(client, "answer_of_mentee", reachable, answer="yes", channel="paper")
    assert "written down" in posted(client, "answer_of_mentee", reachable, answer="yes", channel="staff", present="x")
    reachable.refresh_from_db()
    assert reachable.status == "introduced"
    assert "answered already" in posted(client, "asking_send", reachable, party="mentee")


def test_whom_nobody_can_ask(client_of, reachable, coordinator):
    client = client_of(coordinator)
    assert client.post(url("asking_send", reachable), {"party": "mentor"}).status_code == 400
    assert client.get(url("question_paper", reachable) + "?party=mentor").status_code == 400
    Mentee.objects.filter(pk=reachable.mentee_id).update(birth_year=today().year - 30)
    assert client.get(url("answer_of_consenter", reachable)).status_code == 404


def test_a_no_is_read_by_the_staff_only(client_of, reachable, coordinator):
    asking.staff_writes(reachable, "consenter", "no", by=coordinator)
    assert "consents by law said no" in client_of(coordinator).get(url("pairing_detail", reachable)).content.decode()
    mine = client_of(reachable.mentor.user).get(reverse("mentorship:my_pairing")).content.decode()
    assert "You do not walk beside anybody yet" in mine
    assert "consent" not in mine.split("<main")[1]


def test_papers_in_three_languages(client_of, introduced, coordinator):
    client = client_of(coordinator)
    for name in ("question_paper", "agreement_paper"):
        for language in ("ro", "hu", "en", "xx"):
            answer = client.get(f"{url(name, introduced)}?language={language}&party=consenter")
            assert answer["Content-Type"] == "application/pdf"
            assert answer.content.startswith(b"%PDF")
    mentor = client_of(introduced.mentor.user)
    assert mentor.get(url("my_agreement_paper", introduced)).content.startswith(b"%PDF")
    asking.put(introduced, status="asked")
    assert mentor.get(url("my_agreement_paper", introduced)).status_code == 404
    assert AuditEvent.objects.filter(facts__why="agreement_paper").exists()


def test_from_the_plan_to_the_start(client_of, introduced, coordinator, specialist):
    client = client_of(specialist)
    tomorrow = {"day": today() + timedelta(days=1), "time": "16:00", "place": "school"}
    html = posted(client, "first_meeting_plan", introduced, **tomorrow, attended_by=coordinator.public_id)
    assert "The first meeting is planned" in html
    assert "at the school" in html
    assert 'value="16:00' in client.get(url("first_meeting_plan", introduced)).content.decode()
    mine = client_of(introduced.mentor.user)
    assert "at the school" in mine.get(reverse("mentorship:my_pairing")).content.decode()
    assert "stands under the agreement" in posted(mine, "my_agreement_sign", introduced)
    assert "recorded already" in posted(mine, "my_agreement_sign", introduced)
    html = posted(client, "first_meeting_held", introduced, held_on=today(), signed=["mentee"], way="paper", note="")
    assert "The first meeting is recorded" in html
    assert "You have met" in mine.get(reverse("mentorship:my_pairing")).content.decode()
    assert "Not everybody has signed" in posted(client, "pairing_start", introduced)
    html = posted(client, "agreement_sign", introduced, party="consenter", signed_on=today(), way="screen")
    assert "The signature is recorded" in html
    introduced.refresh_from_db()
    assert (introduced.status, Signature.objects.count()) == ("active", 3)
    assert "Log a meeting" in mine.get(reverse("mentorship:my_pairing")).content.decode()


def test_a_plan_in_the_past_is_told(client_of, introduced, coordinator):
    typed = {"day": today() - timedelta(days=1), "time": "16:00", "place": "school"}
    html = posted(client_of(coordinator), "first_meeting_plan", introduced, **typed, attended_by=coordinator.public_id)
    assert "still to come" in html
    assert not FirstMeeting.objects.exists()


def test_letting_it_go_on(client_of, reachable, coordinator):
    assert "Not everybody has said yes" in posted(client_of(coordinator), "pairing_introduce", reachable)


def test_the_specialist_records_who_is_safe(client_of, pairing, specialist):
    client = client_of(specialist)
    address = reverse("mentorship:contacts_edit", args=[pairing.mentee.public_id])
    assert "A guardian may be the danger" in client.get(address).content.decode()
    typed = {
        "mentee-language": "hu", "mentee-email": "a@example.org", "mentee-mail_is_safe": "on",
        "consenter-language": "ro", "consenter-is_lawful": "on",
    }  # fmt: skip
    assert "Nobody is reached in any other way" in client.post(address, typed, follow=True).content.decode()
    html = client.get(address).content.decode()
    assert "a@example.org" not in html
    assert "Recorded and not shown here" in html
    assert SafeContact.objects.get(party="consenter").is_lawful
    wrong = {**typed, "consenter-mail_is_safe": "on"}
    assert "when there is an address" in client.post(address, wrong).content.decode()
    assert "valid email" in client.post(address, {**typed, "mentee-email": "x"}).content.decode()
