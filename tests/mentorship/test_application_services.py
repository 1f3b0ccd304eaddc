"""Rules of an application: any order of steps loses nothing, it is compared with every list, nobody acts for others."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Reference, User
from accounts.permissions import Role
from accounts.services.people import tell_about_oneself
from accounts.services.references import ask_reference, take_references_back
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent, TaskLink
from mentorship.application_steps import BY_CODE, STEPS, is_under_age, of_age_on, step_after, what_is_missing
from mentorship.models import Application, NoContactHit
from mentorship.queries.applications import (
    applied_before,
    is_on_hold,
    mark_of,
    missing_in,
    own_applications,
    sections_of,
    told_on,
)
from mentorship.services.applications import (
    StepChangedError,
    begin_application,
    save_step,
    submit_application,
    withdraw_application,
)
from mentorship.services.exclusions import compare_with_lists, record_no_contact
from tests import factories
from tests.mentorship.applying import REFEREES

pytestmark = pytest.mark.django_db
A_WEEK = f"{256:021x}"


@pytest.fixture
def answers(place):
    """Everything a volunteer tells, as the service takes it."""
    return {
        "about": {
            "given_name": "Irina", "family_name": "Invented", "born_on": date(1990, 5, 17), "phone": "0722 000 111",
            "gender": "woman", "place": place, "kind": "volunteer", "university": None,
        },
        "motivation": {"motivation": "Somebody did it for me.", "experience_told": "Some.", "acquaintance": "Nobody."},
        "wishes": {
            "populations": ["youth"], "languages": ["ro"], "skills": [], "interests": [], "dislikes": [],
            "modes": ["site"], "radius_km": 10, "capacity": 2, "committed_until": today() + timedelta(days=400),
        },
        "week": {"week": A_WEEK},
        "referees": {"referees": REFEREES},
    }  # fmt: skip


@pytest.fixture
def draft(applicant, centre):
    return begin_application(centre=centre, by=applicant)


def fresh(application):
    return own_applications(User.objects.get(pk=application.user_id))[0]


def save(application, step, told, by=None):
    current = fresh(application)
    mark = mark_of(told_on(current, BY_CODE[step]))
    return save_step(application=current, step=BY_CODE[step], told=told, mark=mark, by=by or current.user)


@pytest.fixture
def whole(draft, answers):
    for step, told in answers.items():
        save(draft, step, told)
    return fresh(draft)


@given(order=st.permutations(range(5)), repeats=st.lists(st.integers(0, 4), max_size=4))
def test_whatever_the_order_nothing_is_missing_in_the_end(order, repeats):
    """Pure: what is missing depends on what was told, never on when."""
    complete = {
        "given_name": "A", "family_name": "B", "born_on": date(1990, 1, 1), "phone": "0722000111", "gender": "woman",
        "place": 1, "kind": "volunteer", "university": None, "motivation": "x", "populations": ["youth"],
        "languages": ["ro"], "modes": ["site"], "committed_until": date(2030, 1, 1), "week": A_WEEK, "referees": 2,
    }  # fmt: skip
    empty = dict.fromkeys(complete) | {
        "given_name": "", "family_name": "", "phone": "", "gender": "", "kind": "volunteer", "motivation": " ",
        "populations": [], "languages": [], "modes": [], "week": "0" * 21, "referees": 0,
    }  # fmt: skip
    fields = [
        ["given_name", "family_name", "born_on", "phone", "gender", "place"], ["motivation"],
        ["populations", "languages", "modes", "committed_until"], ["week"], ["referees"],
    ]  # fmt: skip
    told, known = dict(empty), set()
    for number in [*repeats, *order]:
        told |= {name: complete[name] for name in fields[number]}
        known.add(STEPS[number].code)
        lacking = {one.step.code for one in what_is_missing(told, date(2026, 1, 1))}
        assert lacking == {step.code for step in STEPS} - known
    assert what_is_missing(told, date(2026, 1, 1)) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(list(BY_CODE)), before=st.lists(st.sampled_from(list(BY_CODE)), max_size=3))
def test_steps_saved_in_any_order_lose_nothing(draft, answers, order, before):
    with transaction.atomic():
        for step in [*before, *order]:
            save(draft, step, answers[step])
        current = fresh(draft)
        for step, told in answers.items():
            assert told_on(current, BY_CODE[step]) == told
        assert missing_in(current) == []
        assert current.steps_done == list(BY_CODE)
        assert submit_application(application=current, by=current.user).status == "submitted"
        transaction.set_rollback(True)


@given(change=st.sampled_from([
    ("kind", "student"), ("born_on", date(2020, 1, 1)), ("committed_until", date(2020, 1, 1)), ("phone", "12"),
]))  # fmt: skip
def test_each_rule_names_its_field(change):
    name, value = change
    told = {
        "given_name": "A", "family_name": "B", "born_on": date(1990, 1, 1), "phone": "0722000111", "gender": "woman",
        "place": 1, "kind": "volunteer", "university": None, "motivation": "x", "populations": ["youth"],
        "languages": ["ro"], "modes": ["site"], "committed_until": date(2030, 1, 1), "week": A_WEEK, "referees": 2,
    }  # fmt: skip
    [missing] = what_is_missing(told | {name: value}, date(2026, 1, 1))
    assert missing.field == {"kind": "university"}.get(name, name)


@given(born_on=st.dates(date(1920, 1, 1), date(2020, 12, 31)))
def test_of_age_on_the_eighteenth_birthday(born_on):
    day = of_age_on(born_on)
    assert (day.year - born_on.year, is_under_age(born_on, day), is_under_age(born_on, day - timedelta(days=1))) == (
        18, False, True,
    )  # fmt: skip
    assert (day.month, day.day) == (born_on.month, born_on.day) or (born_on.month, born_on.day) == (2, 29)


def test_steps_follow_each_other():
    assert [step_after(step) for step in STEPS] == [*STEPS[1:], None]


def test_an_open_application_is_gone_on_with(draft, applicant, centre):
    assert begin_application(centre=centre, by=applicant) == draft


def test_nobody_applies_where_they_may_not(applicant, other_centre, olga):
    for person in (applicant, olga):
        with pytest.raises(RuleError, match="not do this at this centre"):
            begin_application(centre=other_centre, by=person)


def test_nobody_acts_for_somebody_else(draft, answers, coordinator):
    for act in (submit_application, withdraw_application):
        with pytest.raises(RuleError, match="Only the person who applies"):
            act(application=draft, by=coordinator)
    with pytest.raises(RuleError, match="Only the person who applies"):
        save(draft, "week", answers["week"], by=coordinator)


def test_an_older_text_replaces_nothing_but_the_same_text_may_come_twice(draft, answers, applicant):
    mark = mark_of(told_on(draft, BY_CODE["week"]))
    both = {"application": draft, "step": BY_CODE["week"], "mark": mark, "by": applicant}
    save_step(told=answers["week"], **both)
    save_step(told=answers["week"], **both)
    with pytest.raises(StepChangedError, match="another window"):
        save_step(told={"week": f"{1:021x}"}, **both)
    assert fresh(draft).week == A_WEEK


def test_minors_are_refused_by_the_service_too(draft, answers):
    with pytest.raises(RuleError, match="at least 18"):
        save(draft, "about", answers["about"] | {"born_on": today() - timedelta(days=17 * 365)})


def test_an_incomplete_one_is_not_handed_in(draft, applicant):
    with pytest.raises(RuleError, match="still missing"):
        submit_application(application=draft, by=applicant)


def test_handed_in_is_closed_but_for_the_referees(whole, answers):
    submit_application(application=whole, by=whole.user)
    with pytest.raises(RuleError, match="cannot be changed any more: it is “handed in”"):
        save(whole, "week", {"week": f"{1:021x}"})
    save(whole, "referees", {"referees": [REFEREES[0]]})
    assert Reference.objects.exclude(status="withdrawn").get().email == REFEREES[0]["email"]


def test_whoever_was_asked_stays_and_the_order_says_nothing(whole, answers, coordinator):
    submit_application(application=whole, by=whole.user)
    ask_reference(reference=Reference.objects.get(relation="work"), by=coordinator)
    other = REFEREES[1] | {"email": "other@example.org"}
    save(whole, "referees", {"referees": [other]})
    assert {(row.email, row.status) for row in Reference.objects.exclude(status="withdrawn")} == {
        ("ana@example.org", "asked"), ("other@example.org", "named"),
    }  # fmt: skip


def test_the_same_two_people_in_another_order_are_no_conflict(draft, applicant):
    both = {"application": draft, "step": BY_CODE["referees"], "by": applicant}
    mark = mark_of(told_on(draft, BY_CODE["referees"]))
    for people in (REFEREES, REFEREES[::-1]):
        save_step(told={"referees": people}, mark=mark, **both)
    assert Reference.objects.count() == 2


def test_what_a_centre_has_checked_stays(applicant, centre):
    tell_about_oneself(given_name="First", phone="1", by=applicant)
    factories.EvidenceFactory(person=applicant, centre=centre, clear=True)
    tell_about_oneself(given_name="First", born_on=date(1990, 1, 1), phone="2", by=applicant)
    with pytest.raises(RuleError, match="were checked already"):
        tell_about_oneself(given_name="Second", by=applicant)
    before = AuditEvent.objects.count()
    tell_about_oneself(given_name="First", by=applicant)
    assert AuditEvent.objects.count() == before
    applicant.refresh_from_db()
    assert (applicant.given_name, applicant.phone) == ("First", "2")


def test_whoever_withdraws_has_nobody_asked(whole, coordinator):
    submit_application(application=whole, by=whole.user)
    asked = Reference.objects.order_by("pk").first()
    ask_reference(reference=asked, by=coordinator)
    assert TaskLink.objects.live(now()).exists()
    take_references_back(person=whole.user, centre=whole.centre, by=whole.user)
    assert set(Reference.objects.values_list("status", flat=True)) == {"withdrawn"}
    assert not TaskLink.objects.live(now()).exists()


@pytest.mark.parametrize("entry", [{"name": "INVÉNTED irina"}, {"phone": "0040722000111"}])
def test_every_list_of_every_centre_holds_an_application(whole, other_centre, entry):
    other = factories.UserFactory(role="specialist", role__centre=other_centre)
    mentee = factories.MenteeFactory(centre=other_centre, specialist=other)
    record_no_contact(mentee, by=other, **entry)
    record_no_contact(mentee, by=other, name="Somebody Else", phone="0799 999 999")
    submit_application(application=whole, by=whole.user)
    hit = NoContactHit.objects.get()
    assert (hit.application, hit.no_contact.mentee) == (whole, mentee)
    assert is_on_hold(whole)
    assert list(NoContactHit.objects.visible_to(other)) == [hit]


def test_an_entry_that_comes_later_holds_what_is_handed_in_and_nothing_else(whole, mentee, specialist, centre):
    submit_application(application=whole, by=whole.user)
    factories.ApplicationFactory(centre=centre)
    gone = factories.ApplicationFactory(centre=centre, user__given_name="Irina", user__family_name="Invented")
    withdraw_application(application=gone, by=gone.user)
    record_no_contact(mentee, by=specialist, name="Irina Invented")
    record_no_contact(mentee, by=specialist, phone="0733 000 000")
    assert NoContactHit.objects.get().application == whole
    compare_with_lists(whole)
    assert NoContactHit.objects.count() == 1


def test_a_hit_that_is_somebody_else_lets_it_go_on(whole, mentee, specialist):
    record_no_contact(mentee, by=specialist, name="Irina Invented")
    submit_application(application=whole, by=whole.user)
    decided = {"is_same_person": False, "decided_by": specialist, "decided_at": now()}
    NoContactHit.objects.update(**decided)
    assert not is_on_hold(whole)


def test_who_applies_again_is_recognised_by_those_who_decide(whole, centre, other_centre, coordinator, applicant):
    submit_application(application=whole, by=whole.user)
    person = {"born_on": date(1990, 5, 17), "given_name": "Irina", "family_name": "Invented", "phone": "0711 111 111"}
    same = factories.UserFactory(role="applicant", role__centre=other_centre, **person)
    before = factories.ApplicationFactory(centre=other_centre, user=same)
    withdraw_application(application=before, by=same)
    namesake = factories.UserFactory(role="applicant", role__centre=centre, **person | {"born_on": date(1980, 1, 1)})
    namesake.phone = "0712 111 111"
    namesake.save()
    factories.ApplicationFactory(centre=centre, user=namesake)
    factories.ApplicationFactory(centre=centre, status="draft", user__phone="0722 000 111")
    found = {(one.status, one.is_here, one.is_certain) for one in applied_before(whole, coordinator)}
    assert found == {("withdrawn", False, True), ("handed in", True, False)}
    assert applied_before(whole, applicant) == []


def test_the_whole_in_words_names_every_step(whole, university):
    Application.objects.filter(pk=whole.pk).update(kind="student", university=university)
    sections = sections_of(fresh(whole))
    assert [section.step for section in sections] == list(STEPS)
    assert ("Applies as", f"student in practicum, {university.name}") in sections[0].facts
    assert sections[3].week == A_WEEK
    assert sections[4].facts[1][0] == "Béla Invented"


def test_another_name_told_elsewhere_is_compared_where_one_has_applied(
    centre, other_centre, answers, mentee, specialist
):
    first = factories.ApplicationFactory(centre=centre)
    factories.grant_role(first.user, Role.APPLICANT, other_centre)
    record_no_contact(mentee, name="Irina Invented", by=specialist)
    by = User.objects.get(pk=first.user_id)
    second = begin_application(centre=other_centre, by=by)
    about = BY_CODE["about"]
    save_step(application=second, step=about, told=answers["about"], mark=mark_of(told_on(second, about)), by=by)
    assert [hit.application for hit in NoContactHit.objects.all()] == [first]
    assert is_on_hold(first)
    assert not is_on_hold(second)  # it is compared when it is handed in
