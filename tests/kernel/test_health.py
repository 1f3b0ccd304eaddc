"""Is the installation well? Three words, and no count that tells anything."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from kernel import views
from kernel.clock import machine_now
from kernel.health import Health, health
from kernel.models import Heartbeat, OutboxTask


def beat(seconds_ago=0, cluster="short"):
    Heartbeat.objects.update_or_create(
        cluster=cluster, defaults={"beat_at": machine_now() - timedelta(seconds=seconds_ago)}
    )


def task(seconds_ago, cluster="short"):
    OrmQ.objects.create(key=cluster, payload="x", lock=machine_now() - timedelta(seconds=seconds_ago))


def test_all_is_well(db, client):
    beat(seconds_ago=80)
    task(seconds_ago=50)
    task(seconds_ago=-80)  # somebody works on it
    task(seconds_ago=500, cluster="long")  # a run may wait for a run
    answer = client.get(reverse("healthz"))
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    assert answer.json() == {"database": "well", "queue": "well", "worker": "well"}


def test_a_late_queue_and_a_silent_worker(db, client):
    task(seconds_ago=61)
    answer = client.get(reverse("healthz"))
    assert answer.status_code == 503
    assert answer.json() == {"database": "well", "queue": "late", "worker": "silent"}
    beat(seconds_ago=91)
    assert not health().worker


def test_the_outbox_counts_with_redis(db, settings):
    settings.Q_CLUSTER = {"redis": "redis://localhost"}
    assert health().queue
    OutboxTask.objects.create(job="x", cluster="short", created_at=machine_now() - timedelta(seconds=61))
    assert not health().queue


def test_a_database_without_an_answer(db):
    def refuse(execute, sql, params, many, context):
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        found = health()
    assert found == Health(database=False, queue=False, worker=False)
    assert found.as_words()["database"] == "no answer"


@pytest.mark.parametrize(
    "answer",
    [
        lambda request: views.bad_request(request, ValueError("secret")),
        lambda request: views.forbidden(request, ValueError("secret")),
        lambda request: views.not_found(request, ValueError("secret")),
        lambda request: views.csrf_failure(request, reason="secret"),
        views.server_error,
    ],
)
def test_error_pages_tell_nothing(db, settings, answer):
    settings.ROOT_URLCONF = "tests.kernel.test_health"
    Urls.answer = staticmethod(answer)
    found = Client().get("/")
    assert found.status_code in {400, 403, 404, 500} and "secret" not in found.content.decode()
    assert "<h1>" in found.content.decode()


class Urls:
    answer = None


def page(request):
    return Urls.answer(request) or HttpResponse()


page.login_required = False


def _urlpatterns():
    from django.urls import include, path

    from mentorship.config import urls

    return [path("", page), path("", include(urls.urlpatterns))]


urlpatterns = _urlpatterns()
