"""The staff's pages about mentees."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.clock import today
from kernel.models import AuditEvent
from mentorship.models import Mentee, MenteeIdentity, MentoringDecision, NoContact, SealedExclusion
from tests.factories import MenteeFactory

LIST = reverse("mentorship:mentee_list")


def page_of(mentee, name="mentee_detail"):
    return reverse(f"mentorship:{name}", args=[mentee.public_id])


def looks():
    return AuditEvent.objects.filter(event="looked_at")


@pytest.fixture
def typed(specialist, place):
    return {
        "chosen_name": "Luna", "population": "youth", "gender": "woman", "birth_year": today().year - 15,
        "specialist": specialist.public_id, "risk": "2", "best_language": "ro", "other_languages": ["hu", "ro"],
        "place": "cluj napoca", "radius_km": "10", "modes": ["site"], "week": ["8", "9"],
        "accepted_genders": ["woman", "man"], "wished_gender": "woman", "needs": ["school"], "interests": ["music"],
        "dislikes": ["crowds"], "goals": "Swim.", "safety_instructions": "", "risk_note": "",
    }  # fmt: skip


IDENTITY = {"given_name": "Ileana", "family_name": "Invented", "phone": "0740 123 456", "born_on": "2011-02-03"}


def test_the_list_shows_who_waits_and_what_is_missing(client_of, coordinator, mentee, centre, specialist):
    bare = MenteeFactory(centre=centre, specialist=specialist, risk=4, chosen_name="Bare")
    answer = client_of(coordinator).get(LIST)
    text = answer.content.decode()
    assert mentee.chosen_name in text
    assert "Urgent" in text
    assert "No specialist has decided yet" in text
    assert "Ileana" not in text
    assert answer["Cache-Control"].startswith("no-store") or "no-store" in answer["Cache-Control"]
    assert set(looks().values_list("subject_id", flat=True)) == {mentee.public_id, bare.public_id}


def test_the_list_is_filtered(client_of, coordinator, centre, specialist, mentee):
    acute = MenteeFactory(centre=centre, specialist=specialist, risk=4, chosen_name="Acutely")
    new = MenteeFactory(centre=centre, specialist=specialist, status="registered", chosen_name="Newly")
    client = client_of(coordinator)

    def names(**wanted):
        text = client.get(LIST, wanted).content.decode()
        return {m.chosen_name for m in (acute, new, mentee) if m.chosen_name in text}

    assert names(urgency=1) == {"Acutely"}
    assert names(urgency=3) == {mentee.chosen_name}
    assert names(status="registered") == {"Newly"}
    assert names(status="waiting") == {"Acutely", mentee.chosen_name}
    assert names() == {"Acutely", mentee.chosen_name}
    assert names(status="") == {"Acutely", "Newly", mentee.chosen_name}
    assert names(status="waiting", lack="consent") == {"Acutely"}
    assert names(status="nonsense") == {"Acutely", "Newly", mentee.chosen_name}


def test_the_list_goes_on_from_the_last_row(client_of, coordinator, centre, specialist, monkeypatch):
    for days in range(3):
        MenteeFactory(
            centre=centre, specialist=specialist, chosen_name=f"N{days}",
            waiting_since=today() - timedelta(days=9 - days),
        )  # fmt: skip
    monkeypatch.setattr("kernel.keysets.page_after.__defaults__", (2,))
    client = client_of(coordinator)
    first = client.get(LIST, {"status": "waiting"})
    assert [row.mentee.chosen_name for row in first.context["rows"]] == ["N0", "N1"]
    second = client.get(LIST + first.context["next_url"])
    assert [row.mentee.chosen_name for row in second.context["rows"]] == ["N2"]
    assert second.context["next_url"] == ""
    assert second.context["first_url"] == "?status=waiting"


@pytest.mark.parametrize("status", ["", "waiting"])
def test_three_rows_take_as_many_queries_as_one(client_of, coordinator, centre, specialist, status):
    def queries():
        client = client_of(coordinator)
        client.get(LIST, {"status": status})
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST, {"status": status})
        return len([query for query in captured if "kernel_clockoffset" not in query["sql"]])

    MenteeFactory(centre=centre, specialist=specialist, ready=True)
    one = queries()
    for _count in range(2):
        MenteeFactory(centre=centre, specialist=specialist, ready=True)
    assert queries() == one


def test_one_file_and_its_trail(client_of, coordinator, specialist, mentee):
    text = client_of(coordinator).get(page_of(mentee)).content.decode()
    assert mentee.chosen_name in text
    assert "A specialist decided that mentoring is right now" in text
    assert "Ileana" not in text
    assert "Decide on mentoring" not in text
    assert f"<title>{mentee.chosen_name}" not in text
    assert looks().filter(subject_id=mentee.public_id).count() == 1
    assert looks().count() == 4  # the file, the decision, two consents
    assert "Decide on mentoring" in client_of(specialist).get(page_of(mentee)).content.decode()


@pytest.mark.parametrize("who", ["second_specialist", "other_coordinator"])
def test_a_foreign_file_does_not_exist(client_of, request, mentee, who):
    client = client_of(request.getfixturevalue(who))
    foreign = client.get(page_of(mentee))
    assert (
        foreign.status_code == client.get(reverse("mentorship:mentee_detail", args=[uuid.uuid4()])).status_code == 404
    )
    for name in ("mentee_edit", "mentee_wait", "mentee_close", "consent_new", "no_contact_new", "identity_reveal"):
        assert client.get(page_of(mentee, name)).status_code == 404
    assert not looks().exists()


def test_a_mentor_has_no_page_of_the_staff(client_of, pairing):
    client = client_of(pairing.mentor.user)
    assert client.get(page_of(pairing.mentee)).status_code == 403
    assert client.get(LIST).status_code == 403


def test_registering(client_of, coordinator, typed):
    client = client_of(coordinator)
    form = client.get(reverse("mentorship:mentee_new"))
    key = form.context["form"].initial["form_key"]
    sent = {**typed, **IDENTITY, "form_key": key}
    first = client.post(reverse("mentorship:mentee_new"), sent)
    second = client.post(reverse("mentorship:mentee_new"), sent)
    mentee = Mentee.objects.get()
    assert first.url == second.url == page_of(mentee)
    assert (mentee.languages, mentee.week, mentee.place.name) == (["ro", "hu"], f"{0b11 << 8:021x}", "Cluj-Napoca")
    assert mentee.identity.born_on.year == 2011


def test_the_key_of_somebody_elses_form_opens_nothing(client_of, coordinator, second_coordinator, typed):
    sent = {**typed, **IDENTITY, "form_key": uuid.uuid4()}
    client_of(coordinator).post(reverse("mentorship:mentee_new"), sent)
    answer = client_of(second_coordinator).post(reverse("mentorship:mentee_new"), sent)
    assert "Please open the form again." in answer.content.decode()
    assert 'value="Ileana"' in answer.content.decode()


def test_what_was_typed_stays_when_something_is_wrong(client_of, coordinator, typed):
    wrong = {**typed, **IDENTITY, "place": "Atlantis", "dislikes": ["music"], "wished_gender": "other"}
    answer = client_of(coordinator).post(reverse("mentorship:mentee_new"), wrong)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "“Atlantis” is not a place" in text
    assert "cannot be liked and disliked" in text
    assert "must be among those accepted" in text
    assert 'value="Ileana"' in text and "Swim." in text
    assert not Mentee.objects.exists()


def test_the_place_field_works_without_a_script(client_of, coordinator, place):
    text = client_of(coordinator).get(reverse("mentorship:mentee_new")).content.decode()
    assert '<datalist id="place_places"><option value="Cluj-Napoca"></option>' in text
    assert 'list="place_places"' in text


def test_changing(client_of, coordinator, mentee, typed):
    client = client_of(coordinator)
    form = client.get(page_of(mentee, "mentee_edit")).context["form"]
    assert form["place"].value() == "Cluj-Napoca"
    answer = client.post(page_of(mentee, "mentee_edit"), {**typed, "seen_at": form.initial["seen_at"]})
    assert answer.url == page_of(mentee)
    mentee.refresh_from_db()
    assert (mentee.chosen_name, mentee.goals) == ("Luna", "Swim.")


def test_somebody_elses_change_is_told_and_nothing_typed_is_lost(
    client_of, coordinator, second_coordinator, mentee, typed
):
    client = client_of(coordinator)
    stale = {**typed, "seen_at": client.get(page_of(mentee, "mentee_edit")).context["form"].initial["seen_at"]}
    client_of(second_coordinator).post(page_of(mentee, "mentee_edit"), {**stale, "goals": "Theirs."})
    answer = client.post(page_of(mentee, "mentee_edit"), {**stale, "chosen_name": "Stella", "goals": "Mine."})
    text = answer.content.decode()
    assert "Somebody else changed this profile" in text
    assert "This now differs from what they wrote: " in text and "Chosen name, Goals" in text
    assert "Mine." in text
    mentee.refresh_from_db()
    assert mentee.goals == "Theirs."
    again = {**stale, "goals": "Mine.", "seen_at": answer.context["form"]["seen_at"].value()}
    assert client.post(page_of(mentee, "mentee_edit"), again).status_code == 302
    mentee.refresh_from_db()
    assert mentee.goals == "Mine."


@pytest.mark.both_databases
def test_a_form_that_does_not_know_what_it_showed_overwrites_nothing(client_of, coordinator, mentee, typed):
    moments = ["yesterday", "0001-01-01T00:00:00+23:59", "2026-01-01T00:00:00"]
    for unknown in (*({"seen_at": moment} for moment in moments), {}):
        answer = client_of(coordinator).post(page_of(mentee, "mentee_edit"), {**typed, **unknown})
        assert "Somebody else changed this profile" in answer.content.decode()


def test_waiting_withdrawing_closing(client_of, coordinator, centre, specialist):
    mentee = MenteeFactory(centre=centre, specialist=specialist, status="registered")
    client = client_of(coordinator)
    assert client.get(page_of(mentee, "mentee_wait")).context["form"].initial["since"] == today()
    client.post(page_of(mentee, "mentee_wait"), {"since": today().isoformat()})
    mentee.refresh_from_db()
    assert mentee.status == "waiting"
    client.post(page_of(mentee, "mentee_withdraw"))
    twice = client.post(page_of(mentee, "mentee_withdraw"), follow=True).content.decode()
    assert "no longer possible" in twice
    assert client.post(page_of(mentee, "mentee_close"), {"note": ""}).status_code == 200
    client.post(page_of(mentee, "mentee_close"), {"note": "Moved."})
    mentee.refresh_from_db()
    assert mentee.status == "closed"
    assert "Moved." in client.get(page_of(mentee)).content.decode()


def test_deciding_and_consenting(client_of, specialist, coordinator, centre):
    mentee = MenteeFactory(centre=centre, specialist=specialist)
    client = client_of(specialist)
    client.get(page_of(mentee, "mentee_decide"))
    sent = {"is_right_now": "yes", "reason": "It helps.", "review_on": (today() + timedelta(days=90)).isoformat()}
    client.post(page_of(mentee, "mentee_decide"), sent)
    assert MentoringDecision.objects.get().is_right_now
    too_late = client.post(page_of(mentee, "mentee_decide"), {**sent, "review_on": "2099-01-01"})
    assert "within a year" in too_late.content.decode()
    assert client_of(coordinator).get(page_of(mentee, "mentee_decide")).status_code == 403
    given = {"kind": "assent", "given_by": "self", "given_on": today().isoformat()}
    client_of(coordinator).post(page_of(mentee, "consent_new"), given)
    consent = mentee.consents.get()
    twice = client_of(coordinator).post(page_of(mentee, "consent_new"), given)
    assert "recorded already" in twice.content.decode()
    answer = client.post(reverse("mentorship:consent_withdraw", args=[consent.public_id]), follow=True)
    assert "taken back" in answer.content.decode()
    assert client.get(page_of(mentee, "consent_new")).status_code == 200


def test_who_must_never_meet(client_of, specialist, coordinator, second_specialist, mentee, mentor):
    client = client_of(specialist)
    client.get(page_of(mentee, "exclusion_new"))
    client.post(page_of(mentee, "exclusion_new"), {"mentor": mentor.public_id, "reason": "Neighbours."})
    assert SealedExclusion.objects.get().mentor == mentor
    client_of(coordinator).post(
        page_of(mentee, "no_contact_new"), {"name": "Gheorghe Invented", "note": "Seen nearby."}
    )
    assert NoContact.objects.get().name_index
    empty = client_of(coordinator).post(page_of(mentee, "no_contact_new"), {"name": ""})
    assert "name or a phone" in empty.content.decode()
    assert client.get(page_of(mentee, "no_contact_new")).status_code == 200
    own, others = (client_of(who).get(page_of(mentee)).content.decode() for who in (specialist, coordinator))
    assert "Neighbours." in own and "Seen nearby." in own
    assert "Neighbours." not in others and "Seen nearby." not in others
    assert client_of(coordinator).get(page_of(mentee, "exclusion_new")).status_code == 403
    assert client_of(second_specialist).get(page_of(mentee, "exclusion_new")).status_code == 404


def test_several_centres(client_of, coordinator, other_centre, place):
    from tests.factories import grant_role

    grant_role(coordinator, "coordinator", other_centre)
    client = client_of(coordinator)
    text = client.get(reverse("mentorship:mentee_new"), {"centre": "other"}).content.decode()
    assert "<strong>Another centre</strong>" in text and '<a href="?centre=cluj">' in text
    assert MenteeIdentity.objects.count() == 0


def test_a_number_of_five_thousand_digits_is_no_time_of_the_week(client_of, coordinator, mentee, typed):
    answer = client_of(coordinator).post(page_of(mentee, "mentee_edit"), {**typed, "week": ["9" * 5000]})
    assert "Please choose times of the grid only." in answer.content.decode()
