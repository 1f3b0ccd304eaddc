"""Trainers edit for their own centre: drafts, conflicts, publication, own modules without circles."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from kernel.errors import RuleError
from kernel.models import AuditEvent
from tests import factories
from training.models import LessonText, Module, ModuleVersion
from training.progress import Part, Stage
from training.queries.editing import edited_modules, title_of, versions_of
from training.queries.progress import progress_of
from training.queries.versions import current_versions
from training.services.drafts import (
    TextChangedError,
    begin_draft,
    discard_draft,
    fingerprint,
    publish_draft,
    write_text,
)
from training.services.modules import Shape, change_module, create_module
from training.services.records import achieve

pytestmark = pytest.mark.django_db
LESSON = frozenset({Part.LESSON})


@pytest.fixture
def track(db):
    return factories.TrackFactory()


@pytest.fixture
def module(track):
    return factories.ModuleFactory(track=track, code="house_rules")


@pytest.fixture
def draft(module, centre, trainer):
    return begin_draft(module=module, centre=centre, by=trainer)


@pytest.fixture
def other_trainer(centre):
    return factories.UserFactory(role=Role.TRAINER, role__centre=centre)


@pytest.fixture
def browser(client_of, trainer):
    return client_of(trainer)


@pytest.fixture
def make(centre, trainer):
    def make(code, title="Our house", language="en", parts=LESSON, requires=(), places=None, **facts):
        shape = Shape(parts=parts, requires=requires, places=places or {}, **facts)
        return create_module(centre=centre, code=code, title=title, language=language, shape=shape, by=trainer)

    return make


def page(name, of=None, **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(f"training:{name}", args=[of.public_id] if of else []) + (f"?{query}" if query else "")


def text(draft, language="en"):
    return draft.texts.filter(language=language).first()


def write(draft, by, language="en", **facts):
    seen = facts.pop("seen", fingerprint(text(draft, language)))
    facts = {"title": "Title", "summary": " In  short. ", "body": "## Ours\r\n\nText."} | facts
    write_text(version=draft, language=language, seen=seen, by=by, **facts)


def publish(draft, by, **facts):
    facts = {"changes": "Our own house rules.", "minutes": 20, "is_learned_again": True} | facts
    publish_draft(version=draft, by=by, **facts)


def seen_at(module, centre):
    return current_versions([module.pk], [centre.pk])[module.pk, centre.pk]


def test_a_draft_is_a_copy_for_one_centre(draft, module, centre, other_centre, trainer):
    assert begin_draft(module=module, centre=centre, by=trainer) == draft
    assert (draft.centre, draft.number, text(draft).title) == (centre, 2, "Title of house_rules")
    write(draft, trainer)
    assert seen_at(module, centre).version.number == 1
    publish(draft, trainer)
    assert seen_at(module, centre).version == draft
    assert seen_at(module, other_centre).version.number == 1
    assert [version.number for version in versions_of(module, centre)] == [2, 1]
    assert (text(draft).summary, text(draft).body) == ("In short.", "## Ours\n\nText.")
    events = AuditEvent.objects.about(draft).order_by("sequence").values_list("event", flat=True)
    assert list(events) == ["module.draft_begun", "module.text_written", "module.published"]


def test_what_must_be_learned_again_is_asked_for_again(draft, module, centre, track, applicant, trainer):
    factories.EnrolmentFactory(person=applicant, centre=centre, track=track)
    achieve(person=applicant, centre=centre, module=module, part=Part.LESSON, by=applicant)
    publish(draft, trainer, is_learned_again=False)
    assert progress_of(applicant, centre)[0].rows[0].state.stage == Stage.DONE
    publish(begin_draft(module=module, centre=centre, by=trainer), trainer)
    assert progress_of(applicant, centre)[0].rows[0].state.stage == Stage.CHANGED


def test_two_trainers_at_the_same_text_see_both(draft, trainer, other_trainer):
    began = fingerprint(text(draft))
    write(draft, trainer, body="Mine.", seen=began)
    write(draft, trainer, body="Mine.", seen=began)  # the double tap changes nothing
    with pytest.raises(TextChangedError, match="Both texts are on this page") as conflict:
        write(draft, other_trainer, body="Theirs.", seen=began)
    assert conflict.value.theirs.body == "Mine."
    write(draft, other_trainer, body="Theirs.", seen=fingerprint(conflict.value.theirs))
    assert text(draft).body == "Theirs."


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"title": " "}, "write a title"),
        ({"language": "xx"}, "choose the language"),
        ({"body": "x" * 100_001}, "longer than 100000"),
    ],
)
def test_a_text_that_cannot_stand_is_refused(draft, trainer, facts, told):
    with pytest.raises(RuleError, match=told):
        write(draft, trainer, **facts)


def test_what_cannot_be_published_yet(draft, trainer):
    for facts, told in [({"changes": " "}, "what changed"), ({"minutes": 0}, "one minute")]:
        with pytest.raises(RuleError, match=told):
            publish(draft, trainer, **facts)
    write(draft, trainer, language="hu", body=" ")
    with pytest.raises(RuleError, match="no lesson yet"):
        publish(draft, trainer)
    draft.texts.all().delete()
    with pytest.raises(RuleError, match="no text in any language"):
        publish(draft, trainer)


def test_what_is_published_stays_as_it_is(draft, module, centre, trainer):
    publish(draft, trainer)
    for act in (lambda: write(draft, trainer), lambda: publish(draft, trainer)):
        with pytest.raises(RuleError, match="published or thrown away already"):
            act()
    later = begin_draft(module=module, centre=centre, by=trainer)
    assert later.number == 3
    discard_draft(version=later, by=trainer)
    assert ModuleVersion.objects.filter(published_at=None).count() == 0


def test_only_trainers_of_the_centre_edit(draft, module, centre, other_centre, coordinator, trainer):
    with pytest.raises(RuleError, match="Only trainers"):
        begin_draft(module=module, centre=centre, by=coordinator)
    with pytest.raises(RuleError, match="Only trainers"):
        write(draft, coordinator)
    with pytest.raises(RuleError, match="Only trainers"):
        begin_draft(module=module, centre=other_centre, by=trainer)
    with pytest.raises(RuleError, match="Only trainers"):
        write(module.versions.get(centre=None), trainer)


def test_a_module_of_the_centre_is_on_its_tracks_alone(make, module, track, centre, other_centre, trainer, applicant):
    own = make("our_house", requires=[module], places={track: 1})
    factories.EnrolmentFactory(person=applicant, centre=centre, track=track)
    stranger = factories.UserFactory(role=Role.APPLICANT, role__centre=other_centre)
    factories.EnrolmentFactory(person=stranger, centre=other_centre, track=track)
    assert [row.module for row in progress_of(applicant, centre)[0].rows] == [module]
    draft = own.versions.get()
    assert title_of(own, centre) == "Our house"
    with pytest.raises(RuleError, match="first draft stays"):
        discard_draft(version=draft, by=trainer)
    write(draft, trainer, title="Our house")
    publish(draft, trainer, changes="")
    rows = progress_of(applicant, centre)[0].rows
    assert [(row.module, row.state.stage) for row in rows] == [(module, Stage.OPEN), (own, Stage.LOCKED)]
    assert [row.module for row in progress_of(stranger, other_centre)[0].rows] == [module]
    assert [row.title for row in edited_modules(centre) if track.name in row.tracks] == [
        "Title of house_rules",
        "Our house",
    ]
    change_module(module=own, shape=Shape(parts=LESSON, requires=[], places={}), by=trainer)
    assert [row.module for row in progress_of(applicant, centre)[0].rows] == [module]


def test_a_circle_is_refused_in_words(make, trainer):
    first = make("first", title="First")
    second = make("second", title="Second", requires=[first])
    with pytest.raises(RuleError, match=r"circle\. First needs Second, which needs First\."):
        change_module(module=first, shape=Shape(parts=LESSON, requires=[second], places={}), by=trainer)
    assert not first.requires.exists()


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"code": "Our House"}, "small letters"),
        ({"code": "house_rules"}, "already a module"),
        ({"title": " "}, "write a title"),
        ({"parts": []}, "needs a lesson"),
        ({"pass_percent": 0}, "pass mark"),
        ({"free_attempts": 101}, "A pause lasts"),
    ],
)
def test_a_module_that_cannot_be_is_refused(make, module, facts, told):
    with pytest.raises(RuleError, match=told):
        make(**{"code": "our_house", **facts})
    assert not Module.objects.exclude(centre=None).exists()


def test_only_own_modules_change_their_shape(make, module, centre, other_centre, trainer, coordinator):
    shape = Shape(parts=LESSON, requires=[], places={})
    with pytest.raises(RuleError, match="its shape cannot"):
        change_module(module=module, shape=shape, by=trainer)
    with pytest.raises(RuleError, match="Only trainers"):
        change_module(module=make("our_house"), shape=shape, by=coordinator)
    with pytest.raises(RuleError, match="Only trainers"):
        create_module(centre=centre, code="our_room", title="x", language="en", shape=shape, by=coordinator)
    with pytest.raises(RuleError, match="that the centre has"):
        make("our_garden", requires=[factories.ModuleFactory(centre=other_centre)])


def test_the_pages_lead_from_the_list_to_a_published_version(browser, module, centre, trainer):
    assert "Title of house_rules" in browser.get(page("edit_list")).content.decode()
    assert "Begin a draft" in browser.get(page("edit_module", module)).content.decode()
    browser.post(page("draft_begin", module))
    draft = ModuleVersion.objects.get(centre=centre)
    form = browser.get(page("draft_text", draft, language="en")).context["form"]
    typed = {"title": "Ours", "summary": "", "body": "## Hello <b>x</b>", "seen": form.initial["seen"]}
    looked = browser.post(page("draft_text", draft, language="en"), {**typed, "do": "look"}).content.decode()
    assert "<h2>Hello &lt;b&gt;x&lt;/b&gt;</h2>" in looked and text(draft).title == "Title of house_rules"
    live = browser.post(page("draft_preview", draft, language="en"), typed).content.decode()
    assert "<h2>Hello" in live and "<html" not in live
    saved = browser.post(page("draft_text", draft, language="en"), {**typed, "do": "save"})
    assert saved["Location"] == page("draft_text", draft, language="en")
    assert "not written yet" in browser.get(page("edit_module", module)).content.decode()
    refused = browser.post(page("draft_publish", draft), {"minutes": 20, "is_learned_again": "no"})
    assert refused.status_code == 422 and "what changed" in refused.content.decode()
    browser.post(page("draft_publish", draft), {"minutes": 20, "is_learned_again": "yes", "changes": "Ours now."})
    told = browser.get(page("edit_module", module)).content.decode()
    assert "Ours now." in told and "Version 2" in told
    assert browser.get(page("draft_text", draft, language="en")).status_code == 404
    assert "your own version 2" in browser.get(page("edit_list")).content.decode()
    old = module.versions.get(centre=None)
    assert "Title of house_rules" in browser.get(page("version_text", old, language="ro")).content.decode()


def test_the_page_of_a_conflict_shows_both_texts(browser, draft, other_trainer):
    typed = {"title": "Mine", "summary": "", "body": "What I typed.", "seen": fingerprint(text(draft)), "do": "save"}
    write(draft, other_trainer, title="Theirs", body="What they saved.")
    answer = browser.post(page("draft_text", draft, language="en"), typed)
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "What I typed." in told and "What they saved." in told and "Save my text all the same" in told
    assert browser.post(page("draft_text", draft, language="en"), {**typed, "seen": answer.context["seen_now"]})
    assert text(draft).title == "Mine"
    LessonText.objects.filter(version=draft).delete()
    gone = browser.post(page("draft_text", draft, language="en"), {**typed, "title": "Again"}).content.decode()
    assert "removed this language" in gone


def test_a_draft_is_thrown_away(browser, draft, module):
    browser.post(page("draft_discard", draft))
    assert not ModuleVersion.objects.filter(pk=draft.pk).exists()


def test_a_module_of_the_centre_is_made_and_changed_by_form(browser, module, track):
    assert "after “Title of house_rules”" in browser.get(page("edit_new")).content.decode()
    quiz = {"questions_drawn": 5, "pass_percent": 80, "free_attempts": 2, "pause_minutes": 60}
    typed = {"code": "our_house", "title": "Our house", "language": "en", "parts": ["lesson", "quiz"], **quiz}
    wrong = browser.post(page("edit_new"), {**typed, "code": "house_rules"})
    assert wrong.status_code == 422 and "already a module" in wrong.content.decode()
    browser.post(page("edit_new"), {**typed, "requires": ["house_rules"], f"place_{track.pk}": "0"})
    own = Module.objects.get(code="our_house")
    assert "nothing yet" in browser.get(page("edit_list")).content.decode()
    assert "Nothing is published yet" in browser.get(page("edit_module", own)).content.decode()
    shape = browser.get(page("edit_shape", own)).context["form"]
    assert (shape.initial["requires"], shape.initial[f"place_{track.pk}"]) == (["house_rules"], "0")
    browser.post(page("edit_shape", own), {**quiz, "parts": ["workshop"], "pass_percent": 70})
    own.refresh_from_db()
    assert (own.has_workshop, own.has_lesson, own.pass_percent, own.entries.count()) == (True, False, 70, 0)
    assert browser.get(page("edit_shape", module))["Location"].startswith(page("edit_module", module))
    empty = own.versions.get()
    empty.texts.all().delete()
    assert browser.get(page("version_text", empty)).status_code == 404


def test_a_trainer_of_two_centres_chooses_one(client_of, trainer, other_centre, module):
    factories.grant_role(trainer, Role.TRAINER, other_centre)
    browser = client_of(trainer)
    assert "Another centre" in browser.get(page("edit_list", centre="other")).content.decode()
    browser.post(page("draft_begin", module, centre="other"))
    assert ModuleVersion.objects.get(published_at=None).centre == other_centre


def test_another_centres_drafts_are_not_there(client_of, draft, other_centre):
    stranger = client_of(factories.UserFactory(role=Role.TRAINER, role__centre=other_centre))
    assert stranger.get(page("draft_text", draft)).status_code == 404
    assert stranger.get(page("version_text", draft)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_the_list_do_not_grow(browser, track, count, django_assert_num_queries):
    for _number in range(count):
        factories.ModuleFactory(track=track)
    browser.get(page("edit_list"))
    with django_assert_num_queries(9):
        browser.get(page("edit_list"))
