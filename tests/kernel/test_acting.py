"""What pages that change something do when the database ended a transaction to break a deadlock."""

import pytest
from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import OperationalError

from kernel.acting import acted, tried
from kernel.audit import DEADLOCK


class DeadlockError(Exception):
    sqlstate = DEADLOCK


@pytest.fixture
def once():
    """A service whose first transaction loses."""
    calls = []

    def service():
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError from DeadlockError()

    return service


@pytest.fixture
def request_(rf):
    request = rf.post("/")
    request._messages = CookieStorage(request)
    return request


def told(request):
    return [message.message for message in request._messages]


@pytest.mark.django_db(transaction=True)
def test_a_form_is_carried_out_again(request_, once):
    assert acted(request_, forms.Form({}), once, "Done.")
    assert told(request_) == ["Done."]


@pytest.mark.django_db(transaction=True)
def test_a_button_is_carried_out_again(request_, once):
    tried(request_, once, "Done.")
    assert told(request_) == ["Done."]
