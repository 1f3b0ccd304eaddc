"""Does every page look and behave the same: frame, components, forms, the week grid, and nothing inline?"""

import datetime
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles import finders
from django.template import Context, Engine, engines
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString

from mentorship import weeks
from mentorship.config.staticfiles import BootstrapFinder
from mentorship.forms.weeks import WeekField
from mentorship.templatetags.weeks import week_table

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    path for folder in ("templates", "accounts", "kernel", "training", "mentorship", "matching")
    for path in (ROOT / folder).rglob("*.html")
    if path.name != "csv_report.html"  # a file that stands alone, never served: its rules come in its own head
)  # fmt: skip
SHARED = sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html"))
SCRIPT_WITHOUT_SOURCE = re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.I)
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an event attribute": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.I),
    "a script without a file": SCRIPT_WITHOUT_SOURCE,
    "an address that runs": re.compile(r"javascript:", re.I),
    "evaluated htmx": re.compile(r"hx-on|[\"']js:", re.I),
}


class Missing(str):
    """Stands for a variable that a template names and nobody gave."""

    def __contains__(self, item):
        return item == "%s"

    def __mod__(self, name):
        raise AssertionError(f"The template asks for {name}, which nobody gave.")


@pytest.fixture
def strict():
    """`strict(name, **context)` renders a template and fails on a variable that is missing."""
    usual = engines["django"].engine
    engine = Engine(
        dirs=usual.dirs, app_dirs=True, libraries=usual.libraries, builtins=usual.builtins,
        string_if_invalid=Missing("%s"),
    )  # fmt: skip
    return lambda template, /, **context: engine.get_template(template).render(Context(context))


def flat(html):
    return re.sub(r"\s+", " ", html)


@pytest.mark.parametrize("name", SHARED)
def test_every_shared_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_carries_script_or_style_inline(path):
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.S)
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_stay_short(path):
    assert len(path.read_text().splitlines()) <= 150


def test_the_sieve_finds_what_it_looks_for():
    bad = [
        '<p style="x">',
        "<style>",
        '<a onclick="x">',
        "<script>x</script>",
        'href="javascript:x"',
        '<b hx-on:click="x">',
    ]
    for (what, pattern), text in zip(INLINE.items(), bad, strict=True):
        assert pattern.search(text), what
    assert not SCRIPT_WITHOUT_SOURCE.search('<script src="x"></script><script type="application/json">{}</script>')


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As you are called.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"class": "tall"}))
    on = forms.DateField(label="Day")
    at = forms.DateTimeField(label="Moment", required=False)
    hour = forms.TimeField(label="Hour", required=False)
    place = forms.ChoiceField(label="Place", choices=[("a", "A"), ("Group", [("b", "B")])])
    mode = forms.ChoiceField(label="Way", choices=[("a", "In person")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree", help_text="It can be taken back.")
    paper = forms.FileField(label="Paper", required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)
    week = WeekField(label="Free hours")


COMPONENTS = {
    "account_menu": {"menu": [{"label": "Home", "url": "/", "current": True}], "csrf_token": "t"},
    "alert": {"text": "Saved.", "tone": "good", "title": "Done", "url": "/x", "link_label": "See it"},
    "badge": {"text": "cleared", "tone": "good", "icon_name": "check"},
    "bar": {"percent": 82, "text": "820"},
    "copy": {"id": "link", "label": "Link", "value": "http://localhost/"},
    "demo_banner": {},
    "display_menu": {"LANGUAGES": ["en", "ro", "hu"], "csrf_token": "t"},
    "empty": {"title": "Nothing waits", "text": "Come back.", "action_url": "/x", "action_label": "See"},
    "facts": {"facts": [("Place", "Turda"), ("Note", ""), ("None", None), ("Zero", 0)]},
    "fieldset": {"legend": "About you", "fields": [Sample()["name"]], "text": "Short."},
    "filters": {"form": Sample(), "clear_url": "/x", "target": "#list", "label": "Filter"},
    "form_actions": {"label": "Save", "tone": "danger", "name": "a", "value": "b", "cancel_url": "/x"},
    "keys": {"keys": [{"label": "Coordinator", "turned": True, "note": "today"},
                      {"label": "Specialist", "turned": False}]},
    "messages": {"messages": [Message(level, "It is so.") for level in constants.DEFAULT_TAGS]},
    "page_alert": {"alert": {"text": "The worker is silent."}},
    "page_header": {"title": "Mentees", "lead": "Who waits.", "back_url": "/", "back_label": "Home",
                    "action_url": "/x", "action_label": "Add", "action_icon": "plus"},
    "pager": {"first_url": "/x", "next_url": "/y"},
    "post_button": {"post_url": "/x", "post_label": "Start", "post_icon": "play", "csrf_token": "t"},
    "progress": {"id": "p", "label": "Matching", "value": 62, "max": 1500, "text": "62 of 1500"},
    "quick_exit": {},
    "score_bars": {"caption": "Why", "rows": [{"label": "Distance", "percent": 90, "text": "225", "note": "4 km"},
                                              {"label": "Hours", "percent": 10, "text": "2"}],
                   "total": {"label": "Together", "percent": 50, "text": "500"}},
    "steps": {"label": "Your way", "steps": [{"label": "Application", "state": "done"},
                                             {"label": "Training", "state": "current", "url": "/x", "note": "4 of 6"},
                                             {"label": "Pairing", "state": "todo"}]},
    "urgency": {"tier": 1},
    "week": week_table("Both", 3, 1, "Mentee", "Mentor"),
    "week_input": {"widget": {"name": "week", "attrs": {"id": "id_week"}, "lines": weeks.lines(1),
                              "days": weeks.days()}},
    "worklist_row": {"url": "/x", "title": "Decide", "text": "Two keys.", "due": "today", "tone": "warn",
                     "badge": "New"},
}  # fmt: skip
NEEDED = {
    "alert": {"text"}, "badge": {"text"}, "empty": {"title", "text"}, "filters": {"form"}, "form_actions": {"label"},
    "page_header": {"title"}, "pager": set(), "post_button": {"post_url", "post_label", "csrf_token"},
    "progress": {"id", "label"}, "score_bars": {"caption", "rows"}, "steps": {"steps"},
    "fieldset": {"legend", "fields"},
    "worklist_row": {"url", "title"}, "account_menu": {"csrf_token"},
}  # fmt: skip


def test_every_component_is_shown_here():
    assert {path.stem for path in (ROOT / "templates/components").glob("*.html")} == set(COMPONENTS)


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_component_renders(strict, name):
    html = strict(f"components/{name}.html", **COMPONENTS[name])
    for key, value in COMPONENTS[name].items():
        assert not isinstance(value, str) or "icon" in key or value in html


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_component_renders_without_what_is_optional(strict, name):
    context = {key: value for key, value in COMPONENTS[name].items() if key in NEEDED[name]}
    assert strict(f"components/{name}.html", **context) is not None


def test_bars_and_progress_are_drawn_with_plain_numbers_in_every_language(strict):
    with translation.override("ro"):
        assert '<rect class="fill" width="82"' in strict("components/bar.html", percent=82, text="820")
        assert 'value="1234" max="5000"' in strict("components/progress.html", id="p", label="x", value=1234, max=5000)


@pytest.mark.parametrize(("tier", "word"), [(1, "Urgent"), (2, "Soon"), (3, "Can wait"), (4, "Can wait")])
def test_urgency_is_a_word(strict, tier, word):
    assert word in strict("components/urgency.html", tier=tier)


@pytest.mark.parametrize(
    "extra",
    [{}, {"tone": "warn"}, {"url": "/x", "link_label": "See"}, {"tone": "warn", "url": "/x", "link_label": "See"}],
)
def test_an_alert_of_the_page_needs_its_text_only(strict, extra):
    html = strict("components/page_alert.html", alert={"text": "The worker is silent."} | extra)
    assert "The worker is silent." in html
    assert ("/x" in html) == ("url" in extra)
    assert ("tone-warn" in html) == ("tone" in extra)


def test_messages_carry_their_weight(strict):
    html = strict("components/messages.html", **COMPONENTS["messages"])
    assert [html.count(f"tone-{tone}") for tone in ("bad", "warn", "good", "info")] == [1, 1, 1, 2]


def test_the_frame_stands_without_any_context(strict):
    html = flat(strict("base.html"))
    assert '<html lang="en">' in html
    assert '<a class="skip" href="#main">' in html
    assert '"allowEval":false,"historyCacheSize":0,"selfRequestsOnly":true,"includeIndicatorStyles":false' in html
    assert "data-leave" not in html and "Main menu" not in html and "invented" not in html
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html


def test_the_frame_shows_what_the_page_gives(strict):
    html = flat(
        strict(
            "base.html",
            menu=[
                {"label": "Mentees", "url": "/mentees/", "current": True},
                {"label": "Home", "url": "/", "current": False},
            ],
            user=SimpleNamespace(is_authenticated=True), banner_demo=True, quick_exit=True, csrf_token="token",
            alerts=[{"text": "The worker is silent."}], messages=[Message(constants.ERROR, "Somebody was faster.")],
        )
    )  # fmt: skip
    assert '<a href="/mentees/" aria-current="page">Mentees</a>' in html
    assert '<a href="/">Home</a>' in html
    assert "all people are invented" in html and "data-leave" in html and "Sign out" in html
    assert "The worker is silent." in html and "Somebody was faster." in html
    assert """hx-headers='{"X-CSRFToken": "token"}'""" in html


@pytest.mark.parametrize("language", ["en", "ro", "hu"])
def test_the_frame_names_its_language(strict, language):
    with translation.override(language):
        assert f'<html lang="{language}">' in strict("base.html")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_pages_need_nothing(strict, name):
    html = strict(f"{name}.html")
    assert html.count("<h1>") == 1
    assert 'href="/"' in html


def field(html, name):
    """The group in which a field stands."""
    groups = re.split(r'(?=<(?:div|fieldset) class="field[" ])', html)
    return flat(next(group for group in groups if f'name="{name}"' in group))


def test_labels_help_and_errors_are_tied_to_their_field():
    form = Sample({"name": ""})
    html = str(form)
    name = field(html, "name")
    assert '<label for="id_name">Name</label>' in name
    assert 'id="id_name_helptext"' in name and 'id="id_name_error"' in name
    assert 'aria-describedby="id_name_helptext id_name_error"' in name
    assert 'aria-invalid="true"' in name and 'class="form-control"' in name
    assert "data-error-summary" in html and '<a href="#id_name">Name</a>' in html
    mode = field(html, "mode")
    assert '<fieldset class="field" id="id_mode_field" aria-describedby="id_mode_error">' in mode
    assert "<legend>Way</legend>" in mode and '<label for="id_mode_0">In person</label>' in mode
    agreed = field(html, "agreed")
    assert 'class="form-check-input"' in agreed and '<label for="id_agreed">I agree</label>' in agreed
    assert 'aria-describedby="id_agreed_helptext id_agreed_error"' in agreed and 'id="id_agreed_helptext"' in agreed


def test_a_fresh_form_shows_no_error_and_says_what_is_optional():
    html = str(Sample())
    assert "data-error-summary" not in html and "aria-invalid" not in html
    note = field(html, "note")
    assert "(optional)" in note and 'class="form-control tall"' in note and note.count("class=") == 3
    assert "(optional)" not in field(html, "name")
    assert '<optgroup label="Group">' in html and 'class="form-select"' in html
    assert '<input type="hidden" name="hidden" id="id_hidden">' in html


def test_what_the_whole_form_lacks_is_said_first():
    form = Sample({})
    form.add_error(None, "Somebody was faster.")
    assert "<p>Somebody was faster.</p>" in str(form)


def test_browsers_do_not_remember_what_is_typed_about_others():
    class Own(forms.Form):
        mine = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "name", "placeholder": "never shown"}))

    assert 'autocomplete="off"' in field(str(Sample()), "name")
    assert 'autocomplete="name"' in str(Own()) and "off" not in str(Own()) and "never shown" not in str(Own())


def test_the_way_to_a_new_password_comes_after_the_password():
    class SignIn(forms.Form):
        password = forms.CharField(
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), help_text="Forgotten?"
        )

    html = str(SignIn({}))
    assert html.index("<input") < html.index("Forgotten?")
    assert html.index("id_password_error") < html.index("<input")


@pytest.mark.parametrize("language", ["en", "ro", "hu"])
def test_days_and_moments_use_the_browsers_own_fields_in_every_language(language):
    with translation.override(language):
        html = str(Sample({"on": "2026-03-09", "at": "2026-03-09T16:30", "hour": "16:30"}))
        initial = str(Sample(initial={"on": datetime.date(2026, 3, 9)}))
        clean = Sample({"on": "09.03.2026"})
        clean.is_valid()
    assert '<input type="date" name="on" value="2026-03-09"' in html
    assert '<input type="date" name="on" value="2026-03-09"' in initial
    assert '<input type="datetime-local" name="at" value="2026-03-09T16:30"' in html
    assert '<input type="time" name="hour" value="16:30"' in html
    assert str(clean.cleaned_data["on"]) == "2026-03-09"


def test_a_stored_file_can_be_seen_and_taken_away():
    stored = SimpleNamespace(url="/paper", __str__=lambda: "paper.pdf")
    widget = forms.ClearableFileInput()
    widget.is_required = False
    html = widget.render("paper", stored, {"id": "id_paper"})
    assert 'href="/paper"' in html and 'name="paper-clear"' in html and 'class="form-control"' in html


def test_icons_are_decoration_without_style():
    html = engines["django"].from_string('{% load look %}{% icon "check" %}').render()
    assert isinstance(html, SafeString)
    assert 'aria-hidden="true"' in html and 'class="icon"' in html and "style" not in html


def test_every_icon_that_a_template_names_exists():
    names = {
        name
        for path in TEMPLATES
        for name in re.findall(r'(?:icon |icon_name=|_icon=)"([a-z0-9-]+)"', path.read_text())
    }
    for name in names:
        engines["django"].from_string("{% load look %}{% icon name %}").render({"name": name})


def test_bootstrap_is_served_from_its_package():
    found = finders.find("vendor/bootstrap/bootstrap.min.css")
    assert Path(found).read_text().lstrip().startswith("@charset")
    assert BootstrapFinder().find("vendor/bootstrap/bootstrap.css") is None
    assert BootstrapFinder().find("vendor/bootstrap/bootstrap.min.css", find_all=True) == [found]
    assert [name for name, _storage in BootstrapFinder().list(None)] == ["bootstrap.min.css", "bootstrap.min.css.map"]


def test_both_dark_blocks_say_the_same():
    css = (ROOT / "static/css/tokens.css").read_text()
    by_device = re.search(r':root:not\(\[data-bs-theme="light"\]\) \{(.*?)\}', css, re.S)
    by_choice = re.search(r':root\[data-bs-theme="dark"\] \{(.*?)\}', css, re.S)
    assert by_device[1].split() == by_choice[1].split()
