"""What every answer carries: pages of people who are signed in are kept nowhere."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from kernel.middleware import NoStore


def answer_to(rf, user):
    request = rf.get("/")
    request.user = user
    return NoStore(lambda _request: HttpResponse())(request)


def test_signed_in_pages_are_not_stored(rf, olga):
    assert "no-store" in answer_to(rf, olga)["Cache-Control"]


def test_open_pages_say_nothing(rf):
    assert "Cache-Control" not in answer_to(rf, AnonymousUser())
