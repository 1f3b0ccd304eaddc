"""Home is a worklist, oldest clock first."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import CheckKind, Evidence, Invitation
from accounts.page import GIVES_WAY, MENU, MOST_ENTRIES
from accounts.permissions import ROLE_PERMISSIONS, Role
from accounts.queries.worklists import lines
from accounts.services.invitations import invite
from accounts.worklist import Line, worklist
from kernel.clock import now, today
from kernel.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db


def shuffled(user):
    return [
        Line("no clock", "/"), Line("late", "/", date(2026, 2, 1)), Line("heavy", "/", date(2026, 1, 1), weight=5),
        Line("light", "/", date(2026, 1, 1)),
    ]  # fmt: skip


def test_the_oldest_clock_comes_first_and_heavier_before_lighter(settings, coordinator):
    settings.WORKLISTS = ["tests.accounts.test_home.shuffled"]
    assert [line.sentence for line in worklist(coordinator)] == ["heavy", "light", "late", "no clock"]


def test_a_clock_is_told_in_words():
    clocks = [None, today(), today() - timedelta(days=1), today() + timedelta(days=1)]
    told = [Line("x", "/", due_on) for due_on in clocks]
    assert [line.due.split(" ")[0] for line in told] == ["", "Today", "Since", "By"]
    assert [line.tone for line in told] == ["", "warn", "warn", ""]


def test_an_empty_worklist_says_so(client_of, trainer):
    assert "Nothing waits for you" in client_of(trainer).get("/").content.decode()


def test_every_role_has_a_home_and_a_short_menu(client_of, centre, university):
    for role in Role:
        where = university if role.startswith("university") else centre
        person = factories.UserFactory()
        factories.grant_role(person, role, where)
        answer = client_of(person).get("/")
        assert answer.status_code == 200, role
        menu = answer.context["menu"]
        assert 1 <= len(menu) <= MOST_ENTRIES
        assert [entry["label"] for entry in menu if entry["current"]] == ["Home"]


def test_no_role_has_more_than_six_entries_in_the_menu():
    for held in ROLE_PERMISSIONS.values():
        shown = [name for permission, _label, name in MENU if permission in held and GIVES_WAY.get(name) not in held]
        assert len(shown) <= MOST_ENTRIES


def test_a_stranger_reads_what_this_is_and_may_sign_in(client):
    assert reverse("account_login") in client.get("/").content.decode()


def test_without_a_role_one_is_told_so(client_of, olga):
    assert "No role is open to you today" in client_of(olga).get("/").content.decode()


def test_papers_about_to_lapse_are_one_line_for_coordinators(
    client_of, centre, coordinator, administrator, applicant, django_assert_max_num_queries
):
    kind = CheckKind.objects.get(code="integrity", centre=None)
    for number in range(12):
        Evidence.objects.create(
            person=factories.UserFactory(), centre=centre, kind=kind, asked_on=today(), issued_on=today(),
            expires_on=today() + timedelta(days=3 + number), result="clear", recorded_at=now(),
        )  # fmt: skip
    with django_assert_max_num_queries(5):
        (line,) = lines(coordinator)
    assert line.sentence == "12 papers lapse within 30 days and nothing replaces them yet."
    assert (line.due_on, lines(administrator), lines(applicant)) == (today() + timedelta(days=3), [], [])
    text = client_of(coordinator).get(line.url).content.decode()
    assert text.count("Behavioural integrity certificate") == 12
    assert AuditEvent.objects.filter(event="looked_at", facts__why="lapsing").count() == 12
    assert client_of(administrator).get(line.url).status_code == 403


def test_no_paper_about_to_lapse_says_so(client_of, coordinator):
    assert "No paper lapses soon" in client_of(coordinator).get(reverse("accounts:lapsing")).content.decode()


def test_an_invitation_about_to_lapse_is_a_line(centre, administrator, coordinator):
    invite(email="new@example.org", role=Role.TRAINER, centre=centre, by=administrator)
    assert lines(coordinator) == []
    Invitation.objects.update(expires_at=now() + timedelta(days=2))
    assert [line.sentence for line in lines(coordinator)] == ["An invitation lapses without an answer. Role: trainer."]
