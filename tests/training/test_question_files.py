"""A GIFT file is looked at, then taken over whole or not at all; the same file again changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kernel.errors import RuleError
from tests import factories
from training.gift import parse_gift
from training.models import Question
from training.services.questions import import_questions

pytestmark = pytest.mark.django_db
FILE = "::one:: First? {=a#Yes. ~b}\n\n::two:: Second? {T}\n\nThird, without a name? {=112}\n"


@pytest.fixture
def module(db):
    return factories.ModuleFactory(code="first", has_quiz=True)


@pytest.fixture
def take(module, centre, trainer):
    def take(text, language="en"):
        questions = parse_gift(text).questions
        return import_questions(module=module, centre=centre, language=language, questions=questions, by=trainer)

    return take


@pytest.fixture
def browser(client_of, trainer):
    return client_of(trainer)


@pytest.fixture
def address(module):
    return reverse("training:questions_import", args=[module.public_id])


def test_the_same_file_again_changes_nothing(take, centre):
    plan = take(FILE)
    assert (plan.new, plan.changed, plan.same) == (3, 0, 0)
    before = list(Question.objects.order_by("pk").values())
    plan = take(FILE)
    assert (plan.new, plan.changed, plan.same) == (0, 0, 3)
    assert list(Question.objects.order_by("pk").values()) == before


def test_another_language_joins_by_code_and_a_change_replaces(take):
    take(FILE)
    plan = take("::one:: Prima? {=a ~b}", "ro")
    assert (plan.new, plan.changed) == (0, 1)
    take("::one:: First, better? {=a ~b}")
    row = Question.objects.exclude(centre=None).get(code="one")
    assert (row.texts["en"]["text"], row.texts["ro"]["text"]) == ("First, better?", "Prima?")


def test_a_common_question_stays_and_the_centre_gets_its_own(take, module, centre):
    common = factories.QuestionFactory(module=module, code="one", gift="::one:: First? {=a#Yes. ~b}", language="hu")
    factories.QuestionFactory(module=module, code="two", gift="::two:: Second? {T}")
    plan = take(FILE)
    assert (plan.new, plan.changed, plan.same) == (1, 1, 1)
    common.refresh_from_db()
    assert list(common.texts) == ["hu"]
    assert sorted(Question.objects.get(code="one", centre=centre).texts) == ["en", "hu"]
    assert not Question.objects.filter(code="two", centre=centre).exists()


def test_one_mistake_and_nothing_is_taken_over(take, module, centre, coordinator, trainer):
    take(FILE)
    with pytest.raises(RuleError, match=r"line 3\. The bank has a question “two” of another kind"):
        take("::new:: New? {T}\n\n::two:: Second? {=a ~b}")
    with pytest.raises(RuleError, match="stands already in line 1"):
        take("Same? {T}\n\nSame? {T}")
    assert not Question.objects.filter(code="new").exists()
    with pytest.raises(RuleError, match="choose the language"):
        take(FILE, "xx")
    questions = parse_gift(FILE).questions
    with pytest.raises(RuleError, match="Only trainers"):
        import_questions(module=module, centre=centre, language="en", questions=questions, by=coordinator)


def test_two_thousand_questions_with_three_mistakes(browser, address):
    lines = [f"::n-{number}:: Question {number}? {{=a ~b}}" for number in range(2000)]
    lines[10], lines[500], lines[1999] = "::x:: No right one {~a ~b}", "::y:: Not closed {=a ~b", "::z:: No answers"
    answer = browser.post(address, {"language": "en", "text": "\n\n".join(lines), "do": "take_over"})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert [line for line in (21, 1001, 3999) if f"Line {line}:" in told] == [21, 1001, 3999]
    assert told.count("<li>Line") == 3
    assert not Question.objects.exclude(centre=None).exists()


def test_the_file_is_shown_before_it_is_taken_over(browser, address, module):
    formula = "Formula <b>x</b> \\= 2 {\\<i\\>}".replace("\\<i\\>", "=<i>2</i> ~3")
    text = FILE + "\n[plain]" + formula
    file = SimpleUploadedFile("bank.gift", ("\ufeff" + text).encode())
    answer = browser.post(address, {"language": "en", "file": file})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "4 new questions" in shown and "&lt;b&gt;x&lt;/b&gt; = 2" in shown and "<b>x</b>" not in shown
    assert not Question.objects.exclude(centre=None).exists()
    answer = browser.post(address, {"language": "en", "text": answer.context["gift"], "do": "take_over"}, follow=True)
    assert "4 questions are taken over." in answer.content.decode()
    assert Question.objects.exclude(centre=None).count() == 4
    again = browser.post(address, {"language": "en", "text": text}).content.decode()
    assert "4 questions are there already" in again and "is there already" in again
    changed = browser.post(address, {"language": "ro", "text": text}).content.decode()
    assert "takes the place of the text in the bank" in changed


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "choose a file, or paste"),
        ({"text": " "}, "choose a file, or paste"),
        ({"text": "// only a comment"}, "no question in this file"),
        ({"text": "ș" * 1_000_001}, "larger than 2 MB"),
        ({"file": b"\xff\xfe\x00"}, "saved as UTF-8"),
        ({"file": b"x" * 2_000_001}, "larger than 2 MB"),
        ({"text": "q {T}", "language": "xx"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_read_is_told(browser, address, sent, told):
    if "file" in sent:
        sent = {"file": SimpleUploadedFile("bank.gift", sent["file"])}
    answer = browser.post(address, {"language": "en", **sent})
    assert answer.status_code == 422 and told in answer.content.decode()


def test_many_mistakes_are_not_all_written_out(browser, address):
    answer = browser.post(address, {"language": "en", "text": "no answers\n\n" * 250}).content.decode()
    assert answer.count("<li>Line") == 200 and "and 50 more mistakes" in answer


def test_a_bank_goes_out_as_the_file_that_brings_it_back(browser, take, module):
    take(FILE)
    answer = browser.get(reverse("training:questions_export", args=[module.public_id]) + "?language=en")
    assert answer["Content-Disposition"] == 'attachment; filename="first.en.gift.txt"'
    plan = take(answer.content.decode())
    assert (plan.new, plan.changed, plan.same) == (0, 0, 3)
    assert browser.get(reverse("training:questions_export", args=[module.public_id]) + "?language=hu").content == b""
