"""In whatever order people say yes, refuse, appeal, answer and papers come and go: who is admitted was rightly so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.models import Evidence
from accounts.permissions import Role
from kernel.clock import today
from kernel.errors import RuleError
from mentorship.models import Application, Mentor, NoContactHit
from mentorship.services.admissions import say_yes
from mentorship.services.exclusions import record_no_contact
from mentorship.services.hits import decide_hit
from mentorship.services.refusals import answer_appeal, appeal_refusal, refuse_application
from tests import factories
from tests.mentorship.admitting import make_ready

pytestmark = pytest.mark.django_db
PEOPLE = ("coordinator", "second_coordinator", "specialist", "second_specialist", "both")
GATES = ("criminal_record", "integrity", "interview")
STEPS = st.one_of(
    st.tuples(st.just("yes"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("yes"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("refuse"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("appeal"), st.just("")),
    st.tuples(st.just("uphold"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("confirm"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("lapse"), st.sampled_from(GATES)),
    st.tuples(st.just("renew"), st.sampled_from(GATES)),
    st.tuples(st.just("look_alike"), st.just("")),
    st.tuples(st.just("not_the_same"), st.just("")),
    st.tuples(st.just("the_same"), st.just("")),
)


class World:
    """One application, the people who decide, and what may be done in any order."""

    def __init__(self, centre):
        self.people = {name: factories.UserFactory(role=role, role__centre=centre) for name, role in (
            ("coordinator", Role.COORDINATOR), ("second_coordinator", Role.COORDINATOR),
            ("specialist", Role.SPECIALIST), ("second_specialist", Role.SPECIALIST), ("both", Role.SPECIALIST),
        )}  # fmt: skip
        factories.grant_role(self.people["both"], Role.COORDINATOR, centre)
        self.application = make_ready(factories.ApplicationFactory(centre=centre))
        self.keeper = factories.UserFactory(role=Role.SPECIALIST, role__centre=centre)
        self.mentee = factories.MenteeFactory(centre=centre, specialist=self.keeper)
        self.lapsed = set()
        self.yeses = []  # (person, profession) since the application was last opened

    def take(self, step, what):
        """Do it, if the rules allow it; whatever they refuse leaves nothing behind."""
        act: Callable[[str], None] = getattr(self, step)
        try:
            with transaction.atomic():
                act(what)
        except RuleError:
            pass
        self.application = Application.objects.get(pk=self.application.pk)

    def yes(self, who):
        vote = say_yes(self.application, by=self.people[who])
        self.yeses.append((who, vote.profession))

    def refuse(self, who):
        refuse_application(self.application, reason="other", words="x", by=self.people[who])

    def appeal(self, _what):
        appeal_refusal(self.application, text="x", by=self.application.user)

    def uphold(self, who):
        answer_appeal(self.application, is_upheld=True, words="x", by=self.people[who])
        self.yeses = []

    def confirm(self, who):
        answer_appeal(self.application, is_upheld=False, words="x", by=self.people[who])

    def _papers(self, code):
        return Evidence.objects.filter(person=self.application.user, kind__code=code)

    def lapse(self, code):
        self._papers(code).update(result="not_clear")
        self.lapsed.add(code)

    def renew(self, code):
        self._papers(code).update(result="clear", issued_on=today(), expires_on=today() + timedelta(days=30))
        self.lapsed.discard(code)

    def look_alike(self, _what):
        record_no_contact(self.mentee, name=self.application.user.full_name, by=self.keeper)

    def not_the_same(self, _what):
        self._decide(False)

    def the_same(self, _what):
        self._decide(True)

    def _decide(self, is_same_person):
        if hit := NoContactHit.objects.filter(is_same_person=None).first():
            decide_hit(hit, is_same_person=is_same_person, reason="x", by=self.keeper)

    @property
    def is_held(self):
        return NoContactHit.objects.holding().exists()


@given(steps=st.lists(STEPS, max_size=14))
@hypothesis_settings(max_examples=25, deadline=None)
def test_nobody_comes_in_but_by_two_people_with_everything_there(steps):
    with transaction.atomic():
        world = World(factories.CentreFactory())
        for step, what in steps:
            before = world.application.status
            world.take(step, what)
            check(world, step, before)
        transaction.set_rollback(True)


def check(world, step, before):
    current = list(world.application.votes.filter(is_current=True).values_list("cast_by", "profession"))
    assert len({person for person, _ in current}) == len({profession for _, profession in current}) == len(current)
    is_mentor = Mentor.objects.filter(user=world.application.user).exists()
    assert is_mentor == (world.application.status == "admitted")
    if world.application.status == "admitted":
        assert len(current) == len(world.yeses) == 2
        if before != "admitted":
            assert step == "yes" and not world.lapsed and not world.is_held
    if before == "admitted":
        assert world.application.status == "admitted"
    if NoContactHit.objects.filter(is_same_person=True).exists():
        assert world.application.status in {"refused", "admitted"}


def test_the_orders_reach_an_admission_and_a_second_look(centre):
    """The property would hold of a programme that does nothing: here is that it does something."""
    world = World(centre)
    way = [
        ("yes", "both"), ("refuse", "specialist"), ("appeal", ""), ("uphold", "coordinator"), ("yes", "both"),
        ("lapse", "integrity"), ("yes", "coordinator"), ("renew", "integrity"), ("look_alike", ""),
        ("yes", "second_specialist"), ("not_the_same", ""), ("yes", "second_specialist"),
    ]  # fmt: skip
    for step, what in way:
        assert world.application.status != "admitted"
        world.take(step, what)
    assert world.application.status == "admitted" and world.application.user.mentor
