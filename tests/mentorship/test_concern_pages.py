"""Two taps to say it, a receipt, the timeline; a draft while typing; the mentee's link; 404 for everybody else."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Draft
from kernel.links import issue_link, revoke_link, use_link
from kernel.models import AuditEvent
from mentorship.models import Asking, Concern
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "/concerns/new/"
WORDS = "Invented words about nobody."


def hidden(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html).group(1)


def shown(client, address=NEW):
    html = client.get(address).content.decode()
    return {"form_key": hidden(html, "form_key"), "stub": hidden(html, "stub")}


@pytest.fixture
def phone(client_of, pairing):
    return client_of(pairing.mentor.user)


@pytest.fixture
def concern(pairing):
    return factories.ConcernFactory(pairing=pairing)


class TestSayingIt:
    def test_the_link_stands_on_every_page_and_the_form_knows_the_pairing(self, phone, pairing):
        assert f'href="{NEW}"' in phone.get("/my-pairing/").content.decode()
        html = phone.get(f"{NEW}?pairing={pairing.public_id}").content.decode()
        assert f'value="{pairing.public_id}" selected' in html
        for number in ("tel:112", "tel:119", "tel:0800800678"):
            assert number in html

    def test_sent_it_is_there_with_a_receipt(self, phone, pairing):
        typed = shown(phone) | {
            "severity": "danger", "about": "mentee", "words": WORDS, "pairing": str(pairing.public_id),
        }  # fmt: skip
        answer = phone.post(NEW, typed)
        concern = Concern.objects.get()
        assert answer.url == reverse("mentorship:concern_thanks", args=[concern.public_id])
        assert (concern.raised_as, concern.pairing, concern.words) == ("mentor", pairing, WORDS)
        assert concern.receipt in phone.get(answer.url).content.decode()
        assert phone.post(NEW, typed).url == answer.url
        assert Concern.objects.count() == 1
        own = phone.get("/concerns/mine/").content.decode()
        assert WORDS in own and "it has arrived" in own

    def test_what_is_wrong_with_it_is_said_and_nothing_typed_is_lost(self, phone):
        html = phone.post(
            NEW, shown(phone) | {"severity": "danger", "about": "mentor", "words": WORDS}
        ).content.decode()
        assert "which pairing" in html and WORDS in html

    def test_somebody_of_a_university_says_for_which_centre(self, client_of, officer, centre, other_centre):
        client = client_of(officer)
        typed = shown(client) | {"severity": "unsure", "about": "other", "words": WORDS, "centre": other_centre.code}
        client.post(NEW, typed)
        concern = Concern.objects.get()
        assert (concern.centre, concern.raised_as) == (other_centre, "other")

    def test_staff_may_say_it_about_a_pairing_they_keep_only(self, client_of, coordinator, other_coordinator, pairing):
        typed = {"severity": "unsure", "about": "mentor", "words": WORDS, "pairing": str(pairing.public_id)}
        foreign, own = client_of(other_coordinator), client_of(coordinator)
        foreign.post(NEW, shown(foreign) | typed)
        assert not Concern.objects.exists()
        own.post(NEW, shown(own) | typed)
        assert Concern.objects.get().raised_as == "staff"

    def test_it_is_kept_while_it_is_typed_and_given_back(self, phone, pairing, client_of, coordinator):
        typed = shown(phone) | {"words": WORDS, "severity": "serious"}
        assert phone.post("/drafts/keep/", typed).status_code == 204
        assert phone.post("/drafts/keep/", typed | {"words": WORDS + " More."}).status_code == 204
        assert AuditEvent.objects.filter(event="draft.kept").count() == 1
        assert WORDS + " More." in phone.get(NEW).content.decode()
        assert client_of(coordinator).post("/drafts/keep/", typed).status_code == 204
        assert Draft.objects.get().kept_by == pairing.mentor.user
        phone.post(NEW, shown(phone) | {"severity": "danger", "about": "mentee", "words": WORDS})
        assert not Draft.objects.exists()

    def test_it_is_kept_when_the_session_has_ended(self, phone):
        typed = shown(phone) | {"severity": "danger", "about": "mentee", "words": WORDS}
        Client().post(NEW, typed)
        assert not Concern.objects.exists()
        assert WORDS in phone.get(NEW).content.decode()


class TestWorkingOnIt:
    def test_from_the_banner_to_closed_by_two(self, client_of, coordinator, specialist, concern):
        first, second = client_of(coordinator), client_of(specialist)
        page = reverse("mentorship:concern_detail", args=[concern.public_id])
        assert "Look at it now" in first.get("/mentees/").content.decode()
        assert concern.receipt in first.get("/concerns/").content.decode()
        assert first.post(f"{page}take/", follow=True).status_code == 200
        assert "Look at it now" not in first.get("/mentees/").content.decode()
        typed = shown(first, page) | {"kind": "call", "called": "119", "words": "They come."}
        assert "They come." in first.post(page, typed, follow=True).content.decode()
        assert "who was called" in first.post(page, shown(first, page) | {"kind": "call"}).content.decode()
        first.post(f"{page}ask-to-close/", {"words": "In good hands."})
        assert "second person" in first.post(f"{page}close/", follow=True).content.decode()
        assert "In good hands." in second.get(page).content.decode()
        second.post(f"{page}close/")
        concern.refresh_from_db()
        assert concern.status == "closed"
        assert concern.receipt in first.get("/concerns/?wanted=closed").content.decode()
        first.post(f"{page}keep-open/", {"words": "New facts."})
        concern.refresh_from_db()
        assert concern.status == "taken"
        assert "no longer possible" in first.post(f"{page}keep-open/", {"words": "Again."}).content.decode()
        assert first.post(f"{page}ask-to-close/", {"words": ""}).status_code == 200

    def test_suspended_at_once_and_lifted_by_a_second_person(self, client_of, coordinator, specialist, concern, phone):
        first, second = client_of(coordinator), client_of(specialist)
        page = reverse("mentorship:concern_detail", args=[concern.public_id])
        mentee = concern.pairing.mentee.chosen_name
        assert mentee in phone.get("/my-pairing/").content.decode()
        first.post(f"{page}suspend/", {"whole": "mentor", "reason": "Look first."})
        assert mentee not in phone.get("/my-pairing/").content.decode()
        again = first.post(f"{page}suspend/", {"whole": "mentor", "reason": "Look first."})
        assert "suspended already" in again.content.decode()
        first.post(f"{page}suspend/", {"whole": "pairing", "reason": "This one too."})
        lift = reverse("mentorship:suspension_lift", args=[concern.suspensions.first().public_id])
        assert "second person" in first.post(lift, {"words": "Fine."}).content.decode()
        second.post(lift, {"words": "Nothing in it."})
        assert concern.suspensions.first().ended_by == specialist
        assert "Everything this mentor does rests." in first.get(page).content.decode()

    def test_the_person_it_is_about_and_strangers_read_404(self, client_of, pairing, coordinator, other_coordinator):
        about = factories.ConcernFactory(pairing=pairing, about="mentor", raised_by=coordinator)
        page = reverse("mentorship:concern_detail", args=[about.public_id])
        for person, status in ((pairing.mentor.user, 403), (other_coordinator, 404), (coordinator, 200)):
            assert client_of(person).get(page).status_code == status

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_costs_the_same_whatever_its_length(self, client_of, coordinator, pairing, rows):
        for _row in range(rows):
            factories.ConcernFactory(pairing=pairing)
        client = client_of(coordinator)
        client.get("/concerns/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/concerns/")
        assert len(queries) == 10


class TestTheLinkOfAMentee:
    def link(self, pairing, coordinator, party="mentee"):
        asking = Asking.objects.create(
            pairing=pairing, party=party, channel="link", asked_by=coordinator, asked_at=pairing.opened_at
        )
        return issue_link(asking, purpose="asking", by=coordinator)

    def test_something_is_wrong_is_said_without_using_the_link_up(self, pairing, coordinator, phone):
        link, token = self.link(pairing, coordinator)
        page = reverse("mentorship:signal_by_link", args=[token])
        html = Client().get(page).content.decode()
        assert "Your mentor does not see it" in html and "data-leave" in html
        typed = {"form_key": hidden(html, "form_key"), "what": "mentor", "call": "no_call", "words": WORDS}
        for _twice in range(2):
            assert "It has arrived" in Client().post(page, typed).content.decode()
        concern = Concern.objects.get()
        assert (concern.raised_as, concern.about, concern.raised_by) == ("mentee", "mentor", None)
        assert concern.words.startswith("Please do not contact me")
        link.refresh_from_db()
        assert link.used_at is None
        assert phone.get("/concerns/mine/").content.decode().count(WORDS) == 0

    def test_answered_it_still_opens_revoked_it_does_not(self, pairing, coordinator):
        link, token = self.link(pairing, coordinator)
        page = reverse("mentorship:signal_by_link", args=[token])
        use_link(link)
        assert Client().get(page).status_code == 200
        other, second = issue_link(pairing, purpose="asking", by=coordinator)
        assert Client().get(reverse("mentorship:signal_by_link", args=[second])).status_code == 410
        revoke_link(other, by=coordinator)
        assert Client().get(reverse("mentorship:signal_by_link", args=["nothing"])).status_code == 410

    def test_the_adult_s_link_opens_nothing_here(self, pairing, coordinator):
        _link, token = self.link(pairing, coordinator, party="consenter")
        assert Client().get(reverse("mentorship:signal_by_link", args=[token])).status_code == 410

    def test_a_form_of_somebody_else_is_not_taken(self, pairing, coordinator, concern):
        _link, token = self.link(pairing, coordinator)
        page = reverse("mentorship:signal_by_link", args=[token])
        typed = {"form_key": str(concern.form_key), "what": "unsafe", "call": "call"}
        assert "try again" in Client().post(page, typed).content.decode()
        Client().post(page, typed | {"form_key": str(uuid.uuid4())})
        assert Concern.objects.exclude(pk=concern.pk).get().severity == "danger"
