"""Applying on a phone: criteria first, six steps, two windows, a lost session, hand in, take back."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Draft, Reference, User
from kernel.clock import today
from kernel.models import AuditEvent
from mentorship.models import Application, NoContactHit
from mentorship.services.exclusions import record_no_contact
from tests import factories
from tests.mentorship.applying import REFEREES, address, fill, hidden, send, typed
from training.models import Enrolment

MINE = "/application/"


@pytest.fixture
def phone(client_of, applicant):
    return client_of(applicant)


@pytest.fixture
def draft(phone, applicant, centre, place):
    phone.post(reverse("mentorship:application_begin"), {"centre": centre.code})
    return Application.objects.get(user=applicant)


@pytest.fixture
def whole(phone, draft, place):
    fill(phone, draft, place)
    return draft


def hand_in(phone, application):
    both = {"agrees_to_checks": "on", "agrees_to_keeping": "on"}
    return phone.post(address("check", application), both)


def test_the_criteria_come_before_the_button(centre):
    html = Client().get("/become-a-mentor/").content.decode()
    assert html.index("at least 18 years old") < html.index("centre=cluj")
    assert f"next={reverse('mentorship:my_application').replace('/', '%2F')}" in html


def test_several_centres_have_a_button_each_and_none_says_so(centre, other_centre):
    html = Client().get("/become-a-mentor/").content.decode()
    assert "centre=cluj" in html
    assert "centre=other" in html


def test_without_a_centre_nobody_can_apply(db):
    assert "not open at the moment" in Client().get("/become-a-mentor/").content.decode()


def test_whoever_is_signed_in_goes_to_the_own_application(phone, client_of, coordinator):
    assert 'href="/application/"' in phone.get("/become-a-mentor/").content.decode()
    assert "Go to my application" not in client_of(coordinator).get("/become-a-mentor/").content.decode()


def test_the_root_tells_a_stranger_what_this_is(centre):
    html = Client().get("/").content.decode()
    assert "/become-a-mentor/" in html
    assert "/accounts/login/" in html
    assert "Privacy in plain words" in Client().get("/privacy/").content.decode()


def test_begin_twice_gives_one_application_and_leads_to_the_first_step(phone, draft, centre):
    answer = phone.post(reverse("mentorship:application_begin"), {"centre": centre.code})
    assert answer.url == address("about", draft)
    assert Application.objects.count() == 1


def test_a_mentor_has_nothing_to_apply_for(client_of, mentor):
    answer = client_of(mentor.user).post(reverse("mentorship:application_begin"), follow=True)
    assert "You are a mentor already" in answer.content.decode()


def test_a_mentor_without_an_application_reads_what_is_missing(client_of, centre, specialist, phone):
    uncleared = factories.MentorFactory(centre=centre, supervisor=specialist)
    html = client_of(uncleared.user).get(MINE).content.decode()
    assert "What is still missing" in html
    assert "there is nothing to apply for" in html
    assert "/application/begin/" not in html
    assert "/application/begin/" in phone.get(MINE).content.decode()


def test_the_whole_way(phone, whole, applicant):
    html = phone.get(address("check", whole)).content.decode()
    for words in ("Somebody did it for me.", "Irina", "Ana Invented", "saying no", "Step 6 of 6", "cooking and baking"):
        assert (words in html) == (words != "saying no")
    answer = hand_in(phone, whole)
    assert answer.url == MINE
    whole.refresh_from_db()
    assert (whole.status, whole.agreed_at is not None) == ("submitted", True)
    assert whole.steps_done == ["about", "motivation", "wishes", "week", "referees"]
    assert (whole.languages, whole.week.count("0") < 21, whole.capacity) == (["ro", "hu"], True, 1)
    person = User.objects.get(pk=applicant.pk)
    assert (person.given_name, person.born_on.year, person.phone) == ("Irina", 1990, "0722 000 111")
    assert [row.email for row in Reference.objects.order_by("pk")] == [one["email"] for one in REFEREES]
    assert set(Enrolment.objects.values_list("track__code", "person")) == {("volunteer", applicant.pk)}
    page = phone.get(MINE).content.decode()
    assert "Your way" in page
    assert "Please bring" in page


def test_students_and_those_for_survivors_learn_on_their_tracks(phone, draft, place, university):
    facts = typed(place)
    fill(phone, draft, place)
    assert send(phone, draft, "about", {**facts["about"], "kind": "student"}).status_code == 422
    send(phone, draft, "about", {**facts["about"], "kind": "student", "university": university.pk})
    send(phone, draft, "wishes", {**facts["wishes"], "populations": ["youth", "survivor"]})
    hand_in(phone, draft)
    assert set(Enrolment.objects.values_list("track__code", flat=True)) == {"student", "survivor_add_on"}
    draft.refresh_from_db()
    assert draft.university == university


def test_handing_in_twice_gives_one_application(phone, whole):
    first, second = hand_in(phone, whole), hand_in(phone, whole)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert AuditEvent.objects.filter(event="application.submit").count() == 1


def test_nothing_is_handed_in_without_both_agreements(phone, whole):
    assert phone.post(address("check", whole), {"agrees_to_checks": "on"}).status_code == 422
    whole.refresh_from_db()
    assert whole.status == "draft"


def test_what_is_missing_is_listed_with_its_step(phone, draft):
    html = phone.get(address("check", draft)).content.decode()
    for step in ("about", "motivation", "wishes", "week", "referees"):
        assert f'href="{address(step, draft)}#id_' in html
    answer = hand_in(phone, draft)
    assert answer.status_code == 422
    assert "Something is still missing" in str(answer.context["form"].errors)


def test_a_step_can_be_saved_incomplete_and_continued_elsewhere(phone, client_of, applicant, draft):
    answer = send(phone, draft, "about", {"given_name": "Irina", "later": "yes"}, follow=True)
    assert answer.url == MINE
    elsewhere = client_of(User.objects.get(pk=applicant.pk))
    assert 'value="Irina"' in elsewhere.get(address("about", draft)).content.decode()
    assert address("about", draft) in elsewhere.get(MINE).content.decode()
    draft.refresh_from_db()
    assert draft.steps_done == []
    assert send(phone, draft, "wishes", {"later": "yes"}).url == MINE
    assert send(phone, draft, "week", {"later": "yes"}).url == MINE
    assert send(phone, draft, "referees", {"later": "yes"}).url == MINE
    assert send(phone, draft, "motivation", {"later": "yes"}).url == MINE


def test_nothing_typed_is_lost_on_an_error(phone, draft, place):
    answer = send(phone, draft, "about", {**typed(place)["about"], "phone": ""})
    assert answer.status_code == 422
    assert 'value="Irina"' in answer.content.decode()
    answer = send(phone, draft, "referees", {**typed(place)["referees"], "email_2": REFEREES[0]["email"]})
    assert "named already" in answer.content.decode()
    assert "Béla Invented" in answer.content.decode()
    assert not Reference.objects.exists()


def test_who_is_under_age_is_told_kindly_and_nothing_is_kept(phone, draft, place, applicant):
    born = today().replace(day=1) - timedelta(days=17 * 365)
    answer = send(phone, draft, "about", {**typed(place)["about"], "born_on": born.isoformat()})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Thank you for wanting to help" in html
    assert "was not kept" in html
    person = User.objects.get(pk=applicant.pk)
    assert (person.born_on, person.given_name) == (None, applicant.given_name)


@pytest.mark.parametrize(("step", "change", "words"), [
    ("about", {"born_on": "2999-01-01"}, "still to come"),
    ("about", {"born_on": "1990-02-31"}, "valid date"),
    ("about", {"place": "Atlantis"}, "not a place of this county"),
    ("wishes", {"committed_until": "2020-01-01"}, "still to come"),
    ("wishes", {"dislikes": ["cooking"]}, "liked and disliked"),
    ("week", {"week": []}, "at least one time"),
])  # fmt: skip
def test_wrong_answers_are_told_beside_the_field(phone, draft, place, step, change, words):
    answer = send(phone, draft, step, {**typed(place)[step], **change})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_two_windows_on_the_same_step_keep_both_texts(phone, draft):
    page = address("motivation", draft)
    first, second = hidden(phone, page), hidden(phone, page)
    phone.post(page, {**first, "motivation": "From the first window."})
    answer = phone.post(page, {**second, "motivation": "From the second window."})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "From the first window." in html
    assert "From the second window." in html
    assert "saved in another window" in html
    draft.refresh_from_db()
    assert draft.motivation == "From the first window."
    again = {field.name: field.value() for field in answer.context["form"].hidden_fields()}
    assert phone.post(page, {**again, "motivation": "From the second window."}).status_code == 302
    draft.refresh_from_db()
    assert draft.motivation == "From the second window."


def test_the_week_of_another_window_is_shown_as_a_table(phone, draft):
    page = address("week", draft)
    first, second = hidden(phone, page), hidden(phone, page)
    phone.post(page, {**first, "week": ["8"]})
    html = phone.post(page, {**second, "week": ["9"]}).content.decode()
    assert "What was saved in the other window" in html


def test_two_windows_on_different_steps_do_not_disturb_each_other(phone, draft, place):
    pages = {step: hidden(phone, address(step, draft)) for step in ("motivation", "week")}
    for step, kept in pages.items():
        assert phone.post(address(step, draft), {**kept, **typed(place)[step]}).status_code == 302


def test_a_double_tap_saves_once_without_a_conflict(phone, draft, place):
    page = address("referees", draft)
    same = {**hidden(phone, page), **typed(place)["referees"]}
    first, second = phone.post(page, same), phone.post(page, same)
    assert first.url == second.url
    assert Reference.objects.count() == 2


def test_what_was_typed_survives_a_lost_session(phone, draft, place):
    for step, facts in typed(place).items():
        page = address(step, draft)
        answer = Client().post(page, {**hidden(phone, page), **facts})
        assert answer.url.startswith("/accounts/login/")
        html = phone.get(page).content.decode()
        assert "before you were signed out" in html
        form = phone.get(page).context["form"]
        for name, value in facts.items():
            assert form[name].value() in (value, 2**8 + 2**9 + 2**20)
        assert send(phone, draft, step, facts).status_code == 302
    assert not Draft.objects.exists()


def test_a_stranger_cannot_leave_a_draft_for_a_closed_application(phone, draft, place):
    page = address("week", draft)
    sent = {**hidden(phone, page), "week": ["8"]}
    phone.post(address("withdraw", draft))
    Client().post(page, sent)
    assert not Draft.objects.exists()


def test_after_the_hand_in_everything_is_read_only_but_the_referees(phone, whole, place):
    hand_in(phone, whole)
    assert phone.get(address("about", whole)).url == MINE
    assert phone.get(address("check", whole)).url == MINE
    assert phone.post(address("week", whole), {"week": ["1"]}).url == MINE
    asked = Reference.objects.order_by("pk").first()
    Reference.objects.filter(pk=asked.pk).update(status="declined", asked_at=asked.named_at)
    assert address("referees", whole) in phone.get(MINE).content.decode()
    other = {**typed(place)["referees"], "name_1": "Dan Invented", "email_1": "dan@example.org"}
    assert send(phone, whole, "referees", other).url == MINE
    able = Reference.objects.exclude(status="declined")
    assert {row.email for row in able} == {"dan@example.org", "bela@example.org"}


def test_whoever_was_asked_is_shown_and_not_typed_again(phone, whole):
    asked = Reference.objects.order_by("pk").first()
    Reference.objects.filter(pk=asked.pk).update(status="asked", asked_at=asked.named_at)
    answer = phone.get(address("referees", whole))
    assert "Asked already" in answer.content.decode()
    assert "name_2" not in answer.context["form"].fields


def test_take_back_and_apply_again(phone, whole, centre):
    hand_in(phone, whole)
    assert "Take it back" in phone.get(address("withdraw", whole)).content.decode()
    assert phone.post(address("withdraw", whole)).url == MINE
    whole.refresh_from_db()
    assert (whole.status, whole.withdrawn_by) == ("withdrawn", whole.user)
    assert set(Reference.objects.values_list("status", flat=True)) == {"withdrawn"}
    assert set(Enrolment.objects.values_list("status", flat=True)) == {"left"}
    again = phone.post(address("withdraw", whole), follow=True).content.decode()
    assert "no longer possible" in again
    assert "Begin my application" in again
    phone.post(reverse("mentorship:application_begin"), {"centre": centre.code})
    assert Application.objects.count() == 2
    assert "Earlier applications" in phone.get(MINE).content.decode()


def test_a_refused_one_cannot_be_handed_in(phone, whole):
    Application.objects.filter(pk=whole.pk).update(status="refused", refusal="other", submitted_at=whole.started_at)
    assert hand_in(phone, whole).url == MINE
    assert phone.get(MINE).status_code == 200


@pytest.mark.parametrize("name", ["about", "motivation", "wishes", "week", "referees", "check", "withdraw"])
def test_somebody_elses_application_does_not_exist(client_of, draft, coordinator, centre, name):
    other = factories.UserFactory(role="applicant", role__centre=centre)
    assert client_of(other).get(address(name, draft)).status_code == 404
    assert client_of(coordinator).get(address(name, draft)).status_code == 403


def test_an_applicant_finds_it_in_the_menu_and_a_mentor_does_not(phone, client_of, mentor):
    assert "My application" in phone.get("/become-a-mentor/").content.decode()
    menu = client_of(mentor.user).get("/become-a-mentor/").context["menu"]
    assert "My application" not in [entry["label"] for entry in menu]


def pages_after(phone, whole):
    """What the applicant is answered, without what differs from request to request, and how many statements it took."""
    phone.get(address("check", whole))
    with CaptureQueriesContext(connection) as queries:
        answer = hand_in(phone, whole)
    shown = [answer.url, *(phone.get(page).content.decode() for page in (MINE, "/"))]
    tokens = r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"'
    return [re.sub(tokens, "", one) for one in shown], len(queries)


@pytest.mark.parametrize("entry", [{"name": "INVENTED, irina"}, {"phone": "+40 722 000 111"}])
def test_a_hit_shows_neither_in_the_answer_nor_in_the_number_of_statements(
    phone, client_of, whole, centre, other_centre, mentee, specialist, place, entry
):
    other = factories.UserFactory(
        role="applicant", role__centre=centre, given_name="Irina", family_name="Other", email="twin@example.org"
    )
    quiet = client_of(other)
    quiet.post(reverse("mentorship:application_begin"), {"centre": centre.code})
    twin = Application.objects.get(user=other)
    facts = typed(place)
    for step, told in facts.items():
        unlike = {"family_name": "Unlike", "phone": "0733 999 999"} if step == "about" else {}
        assert send(quiet, twin, step, {**told, **unlike}).status_code == 302
    record_no_contact(mentee, by=specialist, **entry)
    plain, plain_count = pages_after(quiet, twin)
    held, held_count = pages_after(phone, whole)
    assert NoContactHit.objects.get().application == whole
    assert held_count == plain_count
    unified = [one.replace("Unlike", "Invented").replace("0733 999 999", "0722 000 111") for one in plain]
    assert [one.replace(str(twin.public_id), str(whole.public_id)) for one in unified] == held


def test_the_application_asks_for_25_answers_of_which_7_are_filled_in(phone, draft):
    """32 fields in all; whoever signed up with a name and applies as a volunteer types or taps 18 of them."""
    every, needed, filled = 2, 2, 0  # the two agreements at the end
    for step in ("about", "motivation", "wishes", "week", "referees"):
        fields = phone.get(address(step, draft)).context["form"].visible_fields()
        every += len(fields)
        needed += sum(field.field.required for field in fields)
        filled += sum(field.field.required and bool(field.value()) for field in fields)
    assert (every, needed, filled) == (32, 25, 7)
