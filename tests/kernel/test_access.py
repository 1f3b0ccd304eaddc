"""Marks on views: strangers sign in, the wrong role is refused, nobody is marked twice."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from accounts.permissions import Permission
from kernel.access import OPEN, access_of, needs, open_to_all


def page(request, number=0):
    return HttpResponse(f"page {number}")


def ask(rf, view, user):
    request = rf.get("/page?x=1")
    request.user = user
    return view(request, number=3)


def test_strangers_are_sent_to_the_sign_in(rf):
    answer = ask(rf, needs(Permission.IMPORT)(page), AnonymousUser())
    assert answer.status_code == 302 and answer.url.endswith("?next=/page%3Fx%3D1")


def test_the_permission_decides(rf, coordinator, olga):
    view = needs(Permission.IMPORT)(page)
    assert ask(rf, view, coordinator).content == b"page 3"
    with pytest.raises(PermissionDenied):
        ask(rf, view, olga)


def test_open_pages_are_open(rf):
    view = open_to_all(page)
    assert ask(rf, view, AnonymousUser()).content == b"page 3" and view.login_required is False


def test_marks_can_be_read():
    assert access_of(needs(Permission.IMPORT)(page)) == Permission.IMPORT
    assert access_of(open_to_all(page)) == OPEN and access_of(page) is None


def test_two_marks_are_one_too_many():
    with pytest.raises(TypeError, match="two access marks"):
        needs(Permission.IMPORT)(open_to_all(page))
