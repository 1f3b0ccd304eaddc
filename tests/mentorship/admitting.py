"""An application about which two people can decide: everything is there but the contract."""

from accounts.models import CheckKind, Evidence
from kernel.clock import today
from mentorship.services.admissions import say_yes
from tests import factories


def make_ready(application, *, but=()):
    """Every check that comes before the admission, clear; `but` names the kinds that stay away."""
    for kind in CheckKind.objects.filter(centre=None).exclude(code__in=["contract", *but]):
        for _copy in range(kind.count):
            factories.EvidenceFactory(person=application.user, centre=application.centre, kind=kind, clear=True)
    return application


def ready(centre, **facts):
    return make_ready(factories.ApplicationFactory(centre=centre, **facts))


def lose(application, code):
    """The papers of a kind lapsed yesterday or were never there."""
    papers = Evidence.objects.filter(person=application.user, centre=application.centre, kind__code=code)
    papers.update(issued_on=today().replace(year=today().year - 1), expires_on=today().replace(year=today().year - 1))


def admit(application, *people):
    for person in people:
        say_yes(application, by=person)
    application.refresh_from_db()
    return application
