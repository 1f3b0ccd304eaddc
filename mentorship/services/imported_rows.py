"""How do the checked rows of a table become mentees or mentors? In bulk, each with its audit row."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models

from accounts.models import Centre, RoleGrant, User
from accounts.permissions import Role
from kernel.audit import record_many
from kernel.clock import now, today
from mentorship.columns import MENTEE_IDENTITY, MENTEE_PROFILE, MENTOR_PERSON, MENTOR_PROFILE, Column, Row
from mentorship.models import Consent, Mentee, MenteeIdentity, Mentor
from mentorship.queries.imports import people_by_email

BATCH = 500


def create_mentees(centre: Centre, rows: list[Row], by: User) -> list[Mentee]:
    """Open a file for every row; who has a day of waiting waits from that day."""
    moment = now()
    mentees = [
        Mentee(
            centre=centre, registered_by=by, registered_at=moment, changed_at=moment,
            status=Mentee.Status.WAITING if row["waiting_since"] else Mentee.Status.REGISTERED,
            **_values(row, MENTEE_PROFILE),
        )
        for row in rows
    ]  # fmt: skip
    _save(Mentee, mentees)
    pairs = list(zip(mentees, rows, strict=True))
    _save(MenteeIdentity, [MenteeIdentity(mentee=mentee, **_identity(row)) for mentee, row in pairs])
    consents = [consent for mentee, row in pairs for consent in _consents(mentee, row, by)]
    _save(Consent, consents)
    record_many("mentee.registered", by=by, subjects=mentees)
    record_many("mentee.consent_recorded", by=by, subjects=[consent.mentee for consent in consents])
    return mentees


def create_mentors(centre: Centre, rows: list[Row], by: User) -> list[Mentor]:
    """Open a profile for every row and give the role; people unknown so far choose a password later."""
    moment = now()
    people = people_by_email([row["email"] for row in rows])
    unknown = [row for row in rows if row["email"] not in people]
    new = [User(password=make_password(None), **_values(row, MENTOR_PERSON)) for row in unknown]
    _save(User, new)
    people |= {person.email: person for person in new}
    mentors = [
        Mentor(
            user=people[row["email"]], centre=centre, registered_by=by, registered_at=moment, changed_at=moment,
            **_values(row, MENTOR_PROFILE),
        )
        for row in rows
    ]  # fmt: skip
    _save(Mentor, mentors)
    grants = _missing_grants(centre, mentors, by)
    _save(RoleGrant, grants)
    record_many("mentor.registered", by=by, subjects=mentors)
    record_many("role.given", by=by, subjects=grants)
    return mentors


def _values(row: Row, columns: list[Column]) -> dict[str, Any]:
    return {column.name: row[column.name] for column in columns}


def _identity(row: Row) -> dict[str, Any]:
    values = _values(row, MENTEE_IDENTITY)
    values["email"] = values.pop("identity_email")
    return values


def _consents(mentee: Mentee, row: Row, by: User) -> Iterable[Consent]:
    given = (
        (Consent.Kind.LAWFUL_CONSENT, row["consent_by"], row["consent_on"]),
        (Consent.Kind.ASSENT, Consent.Giver.SELF, row["assent_on"]),
    )
    return [
        Consent(mentee=mentee, kind=kind, given_by=giver, given_on=day, recorded_by=by, recorded_at=now())
        for kind, giver, day in given
        if day
    ]


def _missing_grants(centre: Centre, mentors: list[Mentor], by: User) -> list[RoleGrant]:
    """The roles that the new mentors do not hold yet at this centre."""
    running = RoleGrant.objects.filter(centre=centre, role__in=[Role.MENTOR, Role.STUDENT], ended_at=None)
    held = set(running.values_list("user_id", "role"))
    wanted = [(mentor, Role.STUDENT if mentor.university_id else Role.MENTOR) for mentor in mentors]
    return [
        RoleGrant(user=mentor.user, role=role, centre=centre, starts_on=today(), given_by=by, given_at=now())
        for mentor, role in wanted
        if (mentor.user_id, role) not in held
    ]


def _save(model: type[models.Model], rows: list[Any]) -> None:
    model._default_manager.bulk_create(rows, batch_size=BATCH)
