"""A fragment equals its part of the full page."""

import pytest
from django_htmx.middleware import HtmxDetails

from kernel.htmx import render_page


@pytest.fixture(autouse=True)
def page_templates(settings):
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": ["tests/kernel/templates"],
        }
    ]


def ask(rf, template="kernel/names.html", **headers):
    request = rf.get("/", headers=headers)
    request.htmx = HtmxDetails(request)
    return render_page(request, template, {"name": "Ana"}, status=201)


def test_a_browser_gets_the_page(rf):
    answer = ask(rf)
    assert (answer.content, answer.status_code, answer["Vary"]) == (b"whole[Ana]", 201, "HX-Request")


def test_htmx_gets_the_fragment(rf):
    assert ask(rf, hx_request="true").content == b"Ana"
    assert ask(rf, "alone.html", hx_request="true").content == b"alone Ana"


@pytest.mark.parametrize("header", ["hx_boosted", "hx_history_restore_request"])
def test_boosted_links_and_history_need_the_page(rf, header):
    assert ask(rf, hx_request="true", **{header: "true"}).content == b"whole[Ana]"
