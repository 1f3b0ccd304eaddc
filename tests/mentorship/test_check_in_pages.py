"""The pages of support contacts: the list, two minutes to write one down, what follows, standard and figures."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.clock import today
from mentorship.models import CheckIn, Pairing, SupportStandard
from mentorship.queries import check_ins as queries
from tests import factories
from tests.mentorship.test_cadence_rows import a_day_in_june, began
from tests.mentorship.test_check_ins import write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_day_in_june")]
__all__ = ["a_day_in_june"]
LIST = "/pairings/contacts/"


def hidden(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html).group(1)


def page_of(pairing):
    return reverse("mentorship:check_in_new", args=[pairing.public_id])


def shown(client, address):
    html = client.get(address).content.decode()
    return {name: hidden(html, name) for name in ("form_key", "stub", "party", "question_set")}


def typed(**facts):
    return {"was_reached": "yes", "channel": "phone", "depth": "short", "held_on": today().isoformat(), **facts}


class TestList:
    def test_what_waits_with_filters(self, client_of, pairing, coordinator, specialist):
        began(pairing, 22)
        client = client_of(coordinator)
        html = client.get(LIST).content.decode()
        assert html.count("Write it down") == 4 and "7 days overdue" in html and "told to the coordinators" in html
        assert pairing.mentee.chosen_name in html and specialist.full_name in html
        assert "No contact waits" in client.get(f"{LIST}?who=mine").content.decode()
        assert client_of(specialist).get(f"{LIST}?who=mine&party=mentee").content.decode().count("Write it down") == 2
        assert client.get(f"{LIST}?wanted=overdue").content.decode().count("Write it down") == 2
        assert "No contact waits" in client.get(f"{LIST}?wanted=missed").content.decode()
        assert client.get(f"{LIST}?wanted=nonsense&after=x_y_z").status_code == 200

    def test_page_by_page_nothing_missed_or_doubled(self, client_of, pairing, coordinator, centre, monkeypatch):
        monkeypatch.setattr(queries, "PAGE", 3)
        for one in (pairing, factories.PairingFactory(centre=centre)):
            began(one, 22)
        client, found, address = client_of(coordinator), [], LIST
        while address:
            html = client.get(address).content.decode()
            found += re.findall(r"/contacts/new/\?party=\w+|/pairings/([0-9a-f-]{36})/contacts", html)
            following = re.search(r'href="(\?[^"]*after=[^"]*)"', html)
            address = following and LIST + following.group(1).replace("&amp;", "&")
        assert len(found) == 8

    def test_as_many_queries_for_three_rows_as_for_one(self, client_of, pairing, coordinator, centre):
        began(pairing, 22)
        client, counts = client_of(coordinator), []
        client.get(LIST)
        for _round in range(2):
            with CaptureQueriesContext(connection) as asked:
                client.get(LIST)
            counts.append(len(asked))
            for _more in range(2):
                began(factories.PairingFactory(centre=centre), 22)
        assert counts[0] == counts[1] == QUERIES_OF_LIST

    def test_a_foreign_coordinator_sees_nothing_of_it(self, client_of, pairing, other_coordinator):
        began(pairing, 22)
        client = client_of(other_coordinator)
        assert "No contact waits" in client.get(LIST).content.decode()
        assert client.get(page_of(pairing)).status_code == 404


QUERIES_OF_LIST = 17


class TestWritingDown:
    def test_from_the_list_to_the_page_and_done(self, client_of, pairing, specialist):
        began(pairing, 10)
        client, address = client_of(specialist), page_of(pairing)
        form = shown(client, f"{address}?party=mentee")
        assert (form["party"], form["question_set"]) == ("mentee", "mentee.first_month")
        code = queries.questions_of_set("mentee.first_month")[0].code
        sent = form | typed(follow_up="Bring the timetable.", follow_up_on=today().isoformat())
        answer = client.post(address, sent | {f"q_{code}": "It goes well."})
        check_in = CheckIn.objects.get()
        assert answer.url == reverse("mentorship:check_in_detail", args=[check_in.public_id])
        assert check_in.answers == {code: "It goes well."}
        html = client.get(answer.url).content.decode()
        assert "It goes well." in html and "Bring the timetable." in html
        assert "Something was promised" in client.get("/").content.decode()
        assert "It left the worklists" in client.post(f"{answer.url}done/", follow=True).content.decode()
        assert "Nothing waits here" in client.post(f"{answer.url}done/", follow=True).content.decode()
        assert str(check_in.public_id) in client.get(f"/pairings/{pairing.public_id}/").content.decode()

    def test_the_double_tap_is_one(self, client_of, pairing, specialist):
        client, address = client_of(specialist), page_of(pairing)
        sent = shown(client, address) | typed(was_reached="no")
        assert client.post(address, sent).url == client.post(address, sent).url
        assert not CheckIn.objects.get().was_reached
        assert "not reached" in client.get(f"/pairings/{pairing.public_id}/").content.decode()

    def test_words_that_may_tell_who_somebody_is_come_back_once(self, client_of, pairing, specialist):
        client, address = client_of(specialist), page_of(pairing)
        sent = shown(client, address) | typed(note="Phone 0740 111 222.")
        html = client.post(address, sent).content.decode()
        assert not CheckIn.objects.exists() and "Please look at these words again" in html
        client.post(address, sent | {"looked_over": re.search(r'name="looked_over" value="([^"]*)"', html).group(1)})
        assert CheckIn.objects.get().note == "Phone 0740 111 222."

    def test_a_refusal_is_said_and_nothing_typed_is_lost(self, client_of, pairing, specialist):
        client, address = client_of(specialist), page_of(pairing)
        form = shown(client, f"{address}?party=adult")
        html = client.post(address, form | typed(note="Invented words.")).content.decode()
        assert "reached safely" in html and "Invented words." in html

    def test_it_is_kept_when_the_session_has_ended(self, client_of, pairing, specialist):
        began(pairing, 10)
        client, address = client_of(specialist), page_of(pairing)
        Client().post(address, shown(client, f"{address}?party=mentee") | typed(note="Invented words."))
        assert not CheckIn.objects.exists()
        html = client.get(f"{address}?party=mentor").content.decode()
        assert "Invented words." in html and hidden(html, "party") == "mentee"
        assert hidden(html, "question_set") == "mentee.first_month"


class TestStandardAndFigures:
    def test_a_coordinator_changes_it_with_a_new_version(self, client_of, coordinator, specialist):
        client = client_of(coordinator)
        assert "Nobody has changed it" in client.get("/pairings/standard/").content.decode()
        html = client.get("/pairings/standard/edit/").content.decode()
        numbers = {"first_month": 3, "monthly_until": 12, "then_every": 3, "in_depth_monthly_until": 3,
                   "in_depth_every": 3, "escalates_after": 7, "parties": ["mentor", "mentee", "adult"],
                   "seen_version": hidden(html, "seen_version")}  # fmt: skip
        html = client.post("/pairings/standard/edit/", numbers, follow=True).content.decode()
        assert "there are 3 contacts" in html and "<del>In the first month there are 2" in html
        assert SupportStandard.objects.get().version == 1
        assert "in the meantime" in client.post("/pairings/standard/edit/", numbers).content.decode()
        client.post("/pairings/standard/edit/", numbers | {"first_month": 9, "seen_version": 1})
        assert SupportStandard.objects.count() == 1
        assert "Change it" not in client_of(specialist).get("/pairings/standard/").content.decode()

    def test_two_centres(self, client_of, coordinator, other_centre):
        factories.grant_role(coordinator, "coordinator", other_centre)
        assert other_centre.name in client_of(coordinator).get("/pairings/standard/").content.decode()

    def test_few_pairings_are_not_told_apart(self, client_of, coordinator, auditor, centre, specialist):
        for _one in range(4):
            began(factories.PairingFactory(centre=centre), 45)
        client = client_of(coordinator)
        html = client.get("/pairings/support/").content.decode()
        assert "too few to be shown" in html and "Pairings with the least support" in html
        began(factories.PairingFactory(centre=centre), 45)
        write(Pairing.objects.first(), specialist, depth="in_depth")
        sheet = client.get("/pairings/support.csv").content.decode()
        assert "centre,cluj,5,20,0,1,19,0" in sheet.replace("\r", "") and "supervisor,others,5" in sheet
        figures = client_of(auditor)
        html = figures.get("/pairings/support/").content.decode()
        assert "least support" not in html and "By supervisor" not in html
        assert "supervisor" not in figures.get("/pairings/support.csv").content.decode()

    def test_before_anything_is_due_there_is_no_share(self, client_of, coordinator, centre):
        for _one in range(5):
            began(factories.PairingFactory(centre=centre), 1)
        html = client_of(coordinator).get("/pairings/support/").content.decode()
        assert "least support" not in html
        assert "centre,cluj,5,0,0,0,0," in client_of(coordinator).get("/pairings/support.csv").content.decode()
