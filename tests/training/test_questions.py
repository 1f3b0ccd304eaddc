"""A centre writes questions of its own, checks them, tries them out; what every centre has stays as it is."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import Role
from kernel.errors import RuleError
from kernel.models import AuditEvent
from tests import factories
from training.gift import GiftAnswer, GiftQuestion, Kind, parse_gift, write_gift
from training.models import Question
from training.queries.questions import asked_in, bank_of
from training.questions import code_from_content, faults, fingerprint, from_json, language_of, to_json
from training.services.questions import adapt_question, add_question, change_question, use_question

SINGLE = {
    "language": "en", "name": "keys", "text": "Who has a key?", "answer_0": "Staff", "credit_0": "100",
    "told_0": "Yes.", "answer_1": "All", "told_1": "No.", "feedback": "Ask at the door.", "rows": "4",
}  # fmt: skip


def read(gift):
    return parse_gift(gift).questions[0]


@pytest.fixture
def module(db):
    return factories.ModuleFactory(code="first", has_quiz=True)


@pytest.fixture
def own(module, centre):
    return factories.QuestionFactory(module=module, centre=centre, code="own")


@pytest.fixture
def common(module):
    return factories.QuestionFactory(module=module, code="common")


@pytest.fixture
def browser(client_of, trainer):
    return client_of(trainer)


def page(name, of, **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(f"training:{name}", args=[of.public_id]) + (f"?{query}" if query else "")


texts = st.text(alphabet="abcăâîșț ~={}#:\\%->[]<&", min_size=1, max_size=12).map(str.strip).filter(bool)
credits = st.sampled_from([Fraction(100), Fraction(0), Fraction(50), Fraction("33.333"), Fraction(-50)])
answers = st.builds(GiftAnswer, texts, credits, texts | st.just(""), st.just(""))
choices = st.builds(
    GiftQuestion, st.just("code"), st.sampled_from([Kind.SINGLE, Kind.MULTIPLE, Kind.SHORT]), texts,
    st.lists(answers, max_size=5).map(tuple), texts | st.just(""),
)  # fmt: skip
pairs = st.builds(GiftAnswer, texts, st.just(Fraction(100)), st.just(""), texts)
matchings = st.builds(
    GiftQuestion, st.just("code"), st.just(Kind.MATCHING), texts, st.lists(pairs, max_size=5).map(tuple), st.just("")
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(choices | matchings)
def test_what_passes_the_check_is_kept_exactly_and_can_be_given_out_as_a_file(question):
    assert from_json("code", question.kind, to_json(question)) == question
    if not faults(question):
        result = parse_gift(write_gift([question]))
        assert not result.errors
        assert result.questions[0].kind in (question.kind, Kind.SINGLE)


@pytest.mark.parametrize(
    ("gift", "change", "told"),
    [
        ("What? {=a ~b}", {"text": " "}, "write the question"),
        ("What? {=a ~b}", {"text": "x" * 5001}, "longer than 5000"),
        ("What? {=a ~b}", {"answers": (GiftAnswer("a", Fraction(100)),) * 41}, "at most 40"),
        ("What? {=a ~b}", {"answers": (GiftAnswer("a", Fraction(100)),) * 2}, "stands there twice"),
        ("What? {=a ~b}", {"answers": (GiftAnswer("a", Fraction(100)),)}, "at least two answers"),
        ("What? {=a ~b}", {"answers": (GiftAnswer("a", Fraction(0)), GiftAnswer("b", Fraction(50)))}, "must be right"),
        ("What? {=a ~b}", {"answers": (GiftAnswer("", Fraction(100)), GiftAnswer("b", Fraction(0)))}, "needs a text"),
        ("What? {=a ~b}", {"answers": (GiftAnswer("a", Fraction(100)), GiftAnswer("b", Fraction(101)))}, "between"),
        (
            "What? {~%50%a ~%50%b}",
            {"answers": (GiftAnswer("a", Fraction(60)), GiftAnswer("b", Fraction(0)))},
            "count 60",
        ),
        ("What? {=112}", {"answers": (GiftAnswer("!", Fraction(100)),)}, "letter or a digit"),
        ("What? {=112}", {"answers": (GiftAnswer("1*", Fraction(100)),)}, "star"),
        ("What? {=a -> b =c -> d}", {"answers": (GiftAnswer("a", Fraction(100), match="b"),)}, "two pairs"),
        ("What? {=a -> b =c -> d}", {"answers": (GiftAnswer("a", Fraction(100), match=""),) * 2}, "right side"),
        ("What? {=a -> b =c -> d}", {"answers": (GiftAnswer("a", Fraction(100), match="b"),) * 2}, "left side"),
    ],
)
def test_what_makes_no_question_is_told_in_words(gift, change, told):
    assert any(told in sentence for sentence in faults(replace(read(gift), **change)))
    assert faults(read(gift)) == []


def test_a_question_without_a_code_has_the_one_of_its_words():
    question = read("What? {=a ~b}")
    assert code_from_content(question) == code_from_content(read("  What?   {=a ~b}"))
    assert code_from_content(question) != code_from_content(read("What? {=a ~c}"))
    assert language_of({"hu": 1, "ro": 2}, ["en"]) == "hu"
    assert language_of({"hu": 1, "ro": 2}, ["en", "ro"]) == "ro"


def test_an_own_question_is_added_changed_and_left_out(module, centre, trainer):
    facts = {"module": module, "centre": centre, "by": trainer}
    row = add_question(language="en", question=read("::own:: What? {=a ~b}"), **facts)
    with pytest.raises(RuleError, match="already a question “own”"):
        add_question(language="en", question=read("::own:: Else? {=a ~b}"), **facts)
    change_question(row=row, language="ro", question=read("Ce? {=a ~b}"), seen=fingerprint(None), by=trainer)
    row.refresh_from_db()
    assert sorted(row.texts) == ["en", "ro"]
    use_question(row=row, is_in_use=False, by=trainer)
    use_question(row=row, is_in_use=False, by=trainer)
    assert asked_in(bank_of(module, centre)) == {}
    use_question(row=row, is_in_use=True, by=trainer)
    events = AuditEvent.objects.about(row).order_by("sequence").values_list("event", flat=True)
    assert list(events) == ["question.added", "question.changed", "question.left_out", "question.used"]
    assert add_question(language="en", question=read("Else? {=a ~b}"), **facts).code.startswith("q-")


def test_what_somebody_else_wrote_is_not_overwritten_unseen(own, trainer):
    seen = fingerprint(own.texts["en"])
    change_question(row=own, language="en", question=read("Mine? {=a ~b}"), seen=seen, by=trainer)
    with pytest.raises(RuleError, match="Somebody else changed"):
        change_question(row=own, language="en", question=read("Theirs? {=a ~b}"), seen=seen, by=trainer)
    change_question(row=own, language="en", question=read("Mine? {=a ~b}"), seen=seen, by=trainer)  # a double tap
    with pytest.raises(RuleError, match="kind of a question stays"):
        change_question(row=own, language="en", question=read("Mine? {T}"), seen=seen, by=trainer)


def test_what_every_centre_has_is_copied_and_never_changed(common, module, centre, other_centre, trainer):
    with pytest.raises(RuleError, match="Make a copy for the centre"):
        use_question(row=common, is_in_use=False, by=trainer)
    copy = adapt_question(row=common, centre=centre, by=trainer)
    assert adapt_question(row=common, centre=centre, by=trainer) == copy
    with pytest.raises(RuleError, match="own already"):
        adapt_question(row=copy, centre=centre, by=trainer)
    use_question(row=copy, is_in_use=False, by=trainer)
    assert asked_in(bank_of(module, centre)) == {}
    assert asked_in(bank_of(module, other_centre)) == {"common": common}


def test_only_trainers_of_the_centre_and_only_whole_questions(module, centre, own, coordinator, trainer):
    question = read("What? {=a ~b}")
    with pytest.raises(RuleError, match="Only trainers"):
        add_question(module=module, centre=centre, language="en", question=question, by=coordinator)
    with pytest.raises(RuleError, match="choose the language"):
        add_question(module=module, centre=centre, language="xx", question=question, by=trainer)
    long = read(f"::{'x' * 60}:: What? {{=a ~b}}")
    with pytest.raises(RuleError, match="at most 60"):
        add_question(module=module, centre=centre, language="en", question=replace(long, code="x" * 61), by=trainer)


def test_a_question_of_each_kind_is_written_and_tried_out(browser, module):
    kinds = {
        "single": SINGLE,
        "multiple": {**SINGLE, "name": "m", "credit_0": "50", "credit_1": "50"},
        "short": {**SINGLE, "name": "s", "credit_0": ""},
        "true_false": {"language": "en", "name": "t", "text": "Blue?", "is_true": "false", "told_true": "No, red."},
        "matching": {
            "language": "en", "name": "p", "text": "Pair", "left_0": "a", "right_0": "b", "left_1": "c",
            "right_1": "d", "right_2": "e", "rows": "4",
        },
    }  # fmt: skip
    for kind, typed in kinds.items():
        new = page("question_new", module, kind=kind)
        assert browser.get(new).status_code == 200
        answer = browser.post(new, typed, follow=True)
        row = Question.objects.get(code=typed["name"])
        assert row.kind == kind
        assert "please try it out" in answer.content.decode().lower()
        edit = browser.get(page("question_edit", row, language="en"))
        form = edit.context["form"]
        again = {name: "" if value is None else value for name, value in form.initial.items()} | {"rows": form.rows}
        before = row.texts
        assert browser.post(page("question_edit", row, language="en"), again).status_code == 302
        row.refresh_from_db()
        assert row.texts == before
    told = browser.post(page("question_detail", Question.objects.get(code="t")), {"q0": "0"}).content.decode()
    assert "No, red." in told and "Not right yet" in told
    told = browser.post(page("question_detail", Question.objects.get(code="keys")), {"q0": "0"}).content.decode()
    assert "Yes." in told and "Ask at the door." in told


def test_what_is_wrong_is_said_beside_what_was_typed(browser, module, own):
    answer = browser.post(page("question_new", module), {**SINGLE, "credit_0": "0"})
    assert answer.status_code == 422
    assert "must be right" in answer.content.decode() and "Who has a key?" in answer.content.decode()
    more = browser.post(page("question_new", module), {**SINGLE, "do": "more"})
    assert more.context["form"].rows == 8 and "Who has a key?" in more.content.decode()
    typed = {**SINGLE, "seen": "something else"}
    answer = browser.post(page("question_edit", own, language="en"), typed)
    assert answer.status_code == 422 and "Somebody else changed" in answer.content.decode()
    assert "Who has a key?" in answer.content.decode()
    unknown = browser.get(page("question_new", module, kind="unknown"))
    assert unknown.context["kind"] == "single"


def test_buttons_on_the_page_of_a_question(browser, common, own, centre):
    assert "Make a copy for the centre" in browser.get(page("question_detail", common)).content.decode()
    assert browser.get(page("question_edit", common))["Location"] == page("question_detail", common)
    browser.post(page("question_adapt", common))
    assert Question.objects.filter(code="common", centre=centre).exists()
    browser.post(page("question_adapt", own))
    browser.post(page("question_use", own), {"use": "no"})
    own.refresh_from_db()
    assert not own.is_in_use
    assert "not asked" in browser.get(page("question_list", own.module)).content.decode()
    browser.post(page("question_use", own), {"use": "yes"})
    new_language = browser.get(page("question_edit", own, language="hu")).content.decode()
    assert "What is right?" in new_language and "Hungarian" in new_language


def test_another_centres_questions_are_not_there(client_of, own, other_centre):
    stranger = client_of(factories.UserFactory(role=Role.TRAINER, role__centre=other_centre))
    assert stranger.get(page("question_detail", own)).status_code == 404
    assert "What is right?" not in stranger.get(page("question_list", own.module)).content.decode()
    empty = stranger.get(page("question_list", own.module)).content.decode()
    assert "No questions yet" in empty


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_a_bank_do_not_grow(browser, module, centre, count, django_assert_num_queries):
    for _number in range(count):
        factories.QuestionFactory(module=module, centre=centre)
    browser.get(page("question_list", module))
    with django_assert_num_queries(8):
        browser.get(page("question_list", module))
