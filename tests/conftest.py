"""The cast: who appears in the tests, and how do they come in?

Everybody works at Cluj but those whose name says `other`; Olga may see nothing.
"""

import os

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from hypothesis import settings

from accounts.permissions import Role
from kernel.append_only import install_triggers, remove_triggers
from tests import factories

# A busy machine is no mistake. Few examples in `make test`, more in `make coverage`, new ones in `make prove`.
settings.register_profile("few", derandomize=True, deadline=None, max_examples=25)
settings.register_profile("steady", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("new", deadline=None, max_examples=100)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "few"))


@pytest.fixture(autouse=True)
def fast_and_tame(settings, request):
    """Cheap passwords and an empty shared cache; nothing of it changes a rule."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """On PostgreSQL each process starts with a copy of the database that the migrations made (`tests/plugin.py`)."""
    if "MENTOR_TEST_TEMPLATE" in os.environ:
        connection.settings_dict["TEST"]["TEMPLATE"] = os.environ["MENTOR_TEST_TEMPLATE"]


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """On SQLite the tables come straight from the models, in a fifth of the time, and the triggers from here."""
    if request.config.option.nomigrations and connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            install_triggers(connection)


@pytest.fixture(autouse=True, scope="session")
def audit_table_can_be_emptied():
    """Between tests that commit the database is emptied; only here do the triggers of the audit table step aside."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_without_triggers(operations, statements):
        remove_triggers(operations.connection)
        try:
            flush(operations, statements)
        finally:
            install_triggers(operations.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield


@pytest.fixture
def centre(db):
    return factories.CentreFactory(code="cluj", name="Centre of Cluj")


@pytest.fixture
def other_centre(db):
    return factories.CentreFactory(code="other", name="Another centre")


@pytest.fixture
def university(db):
    return factories.UniversityFactory(code="ubb", name="A university")


def _person(role, name):
    @pytest.fixture(name=name)
    def person(centre):
        return factories.UserFactory(email=f"{name}@example.org", role=role, role__centre=centre)

    return person


administrator = _person(Role.ADMINISTRATOR, "administrator")
coordinator = _person(Role.COORDINATOR, "coordinator")
second_coordinator = _person(Role.COORDINATOR, "second_coordinator")
specialist = _person(Role.SPECIALIST, "specialist")
second_specialist = _person(Role.SPECIALIST, "second_specialist")
trainer = _person(Role.TRAINER, "trainer")
applicant = _person(Role.APPLICANT, "applicant")
protection_officer = _person(Role.PROTECTION_OFFICER, "protection_officer")
auditor = _person(Role.AUDITOR, "auditor")
safeguarding_lead = _person(Role.SAFEGUARDING_LEAD, "safeguarding_lead")


@pytest.fixture
def officer(university):
    return factories.UserFactory(email="officer@example.org", role=Role.UNIVERSITY_OFFICER, role__university=university)


@pytest.fixture
def other_coordinator(other_centre):
    return factories.UserFactory(
        email="other_coordinator@example.org", role=Role.COORDINATOR, role__centre=other_centre
    )


@pytest.fixture
def olga(db):
    """Signed in, without any role."""
    return factories.UserFactory(email="olga@example.org")


@pytest.fixture
def place(db):
    return factories.PlaceFactory()


@pytest.fixture
def mentor(centre, specialist):
    """Cleared, certified, supervised, with one free seat."""
    return factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)


@pytest.fixture
def student_mentor(centre, specialist, university):
    user = factories.UserFactory(email="student@example.org", role=Role.STUDENT, role__centre=centre)
    return factories.MentorFactory(
        centre=centre, user=user, university=university, supervisor=specialist, cleared=True, certified=True
    )


@pytest.fixture
def mentee(centre, specialist):
    """Waiting, with the specialist's decision, consent and assent."""
    return factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, identity=True)


@pytest.fixture
def pairing(centre, specialist, coordinator):
    """An active pairing supervised by the specialist."""
    return factories.PairingFactory(
        centre=centre,
        opened_by=coordinator,
        mentor=factories.MentorFactory(
            centre=centre, supervisor=specialist, cleared=True, certified=True, active_pairings=1
        ),
        mentee=factories.MenteeFactory(
            centre=centre, specialist=specialist, status="accompanied", ready=True, identity=True
        ),
    )


@pytest.fixture
def client_of():
    """`client_of(user)`: a browser in which the person is signed in, second factor and fresh sign-in included."""
    return signed_in_client


def signed_in_client(user, *, second_factor=True):
    import time

    from allauth.account.internal.flows import login
    from allauth.account.internal.userkit import user_id_to_str
    from allauth.mfa.models import Authenticator

    if second_factor:
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "invented"}}
        )
    client = Client()
    client.force_login(user)
    session = client.session
    proofs = [{"method": "password", "at": time.time(), "email": user.email}]
    if second_factor:
        proofs.append({"method": "mfa", "at": time.time(), "type": "totp"})
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = proofs
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client
