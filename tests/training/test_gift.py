"""Files in Moodle's GIFT format: what is read, which lines are told, and that what is written is read again."""

from fractions import Fraction
from time import process_time

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from training.gift import BLANK, GiftAnswer, GiftError, GiftQuestion, Kind, parse_gift, write_gift

FULL, HALF, NOTHING = Fraction(100), Fraction(50), Fraction(0)


def read(gift):
    """The one question of a file without mistakes."""
    result = parse_gift(gift)
    assert result.errors == ()
    (question,) = result.questions
    return question


def told(gift):
    """The one mistake of a file, as (line, sentence)."""
    result = parse_gift(gift)
    assert result.questions == ()
    (error,) = result.errors
    return error.line, error.sentence


def test_single_choice_with_feedback():
    assert read("::b-1:: Who decides? {=Both#Yes. ~You#No. ~%50%The coordinator####Ask if unsure.}") == GiftQuestion(
        code="b-1",
        kind=Kind.SINGLE,
        text="Who decides?",
        answers=(
            GiftAnswer("Both", FULL, "Yes."), GiftAnswer("You", NOTHING, "No."), GiftAnswer("The coordinator", HALF),
        ),
        feedback="Ask if unsure.",
    )  # fmt: skip


def test_multiple_choice_with_weights():
    question = read("Which? {~%50%a#one ~%50%b ~%-100%c ~d}")
    assert question.kind is Kind.MULTIPLE
    assert [answer.credit_percent for answer in question.answers] == [50, 50, -100, 0]
    assert read("Which? {~%33.333%a ~%33.333%b ~%33.333%c ~d}").answers[0].credit_percent == Fraction("33.333")


@pytest.mark.parametrize(("word", "holds"), [("T", True), ("true", True), (" F ", False), ("FALSE", False)])
def test_true_or_false(word, holds):
    question = read(f"Is it so? {{{word}#That was wrong.#That was right.####For all.}}")
    right, wrong = question.answers if holds else question.answers[::-1]
    assert [answer.text for answer in question.answers] == ["true", "false"]
    assert (right.credit_percent, right.feedback) == (100, "That was right.")
    assert (wrong.credit_percent, wrong.feedback) == (0, "That was wrong.")
    assert (question.kind, question.feedback) == (Kind.TRUE_FALSE, "For all.")


def test_true_or_false_without_feedback():
    assert read("Is it so? {T}").answers == (GiftAnswer("true", FULL), GiftAnswer("false", NOTHING))


def test_matching_with_a_right_side_too_many():
    question = read("Who helps? {=Danger -> 112 =Child abuse->119 = -> 999 ####Learn them.}")
    assert (question.kind, question.feedback) == (Kind.MATCHING, "Learn them.")
    assert question.answers == (
        GiftAnswer("Danger", FULL, match="112"),
        GiftAnswer("Child abuse", FULL, match="119"),
        GiftAnswer("", NOTHING, match="999"),
    )


def test_short_answers():
    question = read("Which number? {=112#Yes, never -> wait. =%50%911#Elsewhere.}")
    assert question.kind is Kind.SHORT
    assert question.answers == (GiftAnswer("112", FULL, "Yes, never -> wait."), GiftAnswer("911", HALF, "Elsewhere."))


def test_a_missing_word_becomes_a_blank():
    assert read("Call {=119 =0800} at once.").text == f"Call {BLANK} at once."


def test_escapes():
    question = read(r"::a\:\:b:: \{x\} \~ \= \# \: one\ntwo \\n \q {=a\=b\~c#\#1 ~%20%\~50% of}")
    assert (question.code, question.text) == ("a::b", "{x} ~ = # : one\ntwo \\n \\q")
    assert question.answers == (GiftAnswer("a=b~c", FULL, "#1"), GiftAnswer("~50% of", Fraction(20)))


def test_windows_lines_comments_categories_and_a_byte_order_mark():
    lines = [
        "// A comment",
        "$CATEGORY: a/b",
        "First {",
        "  =yes",
        "// between",
        "  ~no",
        "}",
        "",
        "",
        "Second",
        "line {T}",
    ]
    gift = "\ufeff" + "\r\n".join(lines)
    first, second = parse_gift(gift).questions
    assert (first.text, first.line, len(first.answers)) == ("First", 3, 2)
    assert (second.text, second.line) == ("Second line", 10)


def test_old_mac_lines():
    assert [question.line for question in parse_gift("A {T}\r\rB {F}").questions] == [1, 3]


@pytest.mark.parametrize("form", ["[plain]", "[markdown]", " [plain] "])
def test_marked_texts_keep_what_looks_like_html(form):
    assert read(f"::q::{form}1 <b>2</b> &amp; {{=<p> ~[moodle]a < b}}") == GiftQuestion(
        "q", Kind.SINGLE, "1 <b>2</b> &amp;", (GiftAnswer("<p>", FULL), GiftAnswer("a < b", NOTHING))
    )


def test_html_loses_its_tags():
    question = read('[html]<p>One&nbsp;<b>two</b></p><P class\\="x">A &amp; B<br/>C</P> {=<i>x</i>#[plain]<i> ~y}')
    assert question.text == "One two\nA & B\nC"
    assert question.answers[0] == GiftAnswer("x", FULL, "<i>")


def test_nothing_and_comments_alone_hold_no_question():
    assert parse_gift("") == parse_gift("// nothing\n\n$CATEGORY: x\n") == parse_gift("\ufeff\n \n")
    assert parse_gift("").questions == parse_gift("").errors == ()


TOO_LONG = "The file has more than 5000 questions or 3000000 characters: divide it."
MISTAKES = [
    ("\nA {=a ~b", 2, "The answers that begin here with { do not end with }."),
    ("A {=a\n~b\n\nB {T}", 1, "The answers that begin here with { do not end with }."),
    ("A\n=a} ~b", 2, "Here a } closes what no { has opened; inside a text write \\}."),
    ("A {=a\n{b} ~c}", 2, "A second { comes before the first is closed; inside a text write \\{."),
    ("A {T}\nB {F}", 2, "A second { } in one question: leave a blank line between two questions."),
    ("A {\n=a\n\n~b\n}", 3, "A blank line cuts the answers in two: remove it."),
    ("A {\n=a\n\n~b\n\n~c}", 3, "A blank line cuts the answers in two: remove it."),
    ("Only a text", 1, "“Only a text” has no answers in { }: texts without a question are not supported."),
    ("A {}", 1, "Questions with a free text as answer (an empty { }) are not supported."),
    ("A {####Feedback}", 1, "Questions with a free text as answer (an empty { }) are not supported."),
    ("A {#3:1}", 1, "Numeric questions are not supported: write the number as a short answer, {=112}."),
    ("{=a ~b}", 1, "The question has no text before its answers."),
    ("A {a ~b}", 1, "“a” stands without = or ~ before it: no answer begins so."),
    ("A {perhaps}", 1, "“perhaps” stands without = or ~ before it: no answer begins so."),
    ("A {T#a#b#c}", 1, "After true or false there is feedback for wrong and for right, and no third one."),
    ("A {=a\n~%5o%b}", 2, "The weight “5o” is not a number from -100 to 100."),
    ("A {=a ~%101%b}", 1, "The weight “101” is not a number from -100 to 100."),
    ("A {=a ~%33,3%b}", 1, "The weight “33,3” is not a number from -100 to 100."),
    ("A {=a\n~}", 2, "An answer has no text."),
    ("A {=a\n~b\n~b}", 3, "The answer “b” stands here twice."),
    ("A {~a}", 1, "A choice needs at least two answers."),
    ("A {~a ~b}", 1, "No answer is right: write = before the right one."),
    ("A {~%50%a ~%40%b}", 1, "The weights of the right answers add up to 90, not to 100."),
    ("A {=%50%a ~b}", 1, "No answer counts fully: write = without a weight before the right one."),
    ("A {=%50%a}", 1, "No answer counts fully: write = without a weight before the right one."),
    ("A {=a\n=*}", 2, "A star as wildcard is not supported: write each accepted answer."),
    ("A {=...}", 1, "A short answer needs a letter or a digit."),
    ("A {=a -> 1}", 1, "A matching question needs at least two pairs."),
    ("A {=a -> 1\n=b -> }", 2, "The pair “b ->” needs an arrow and a right side: left -> right."),
    ("A {=a -> 1\n=b}", 2, "The pair “b” needs an arrow and a right side: left -> right."),
    ("A {=a -> 1\n=a -> 2}", 2, "The answer “a” stands here twice."),
    ("A {=a -> 1 =b -> 2#x}", 1, "A pair cannot carry feedback: write it for the whole question, after ####."),
    ("::name A {T}", 1, "The name that begins with :: does not end with ::."),
    (":::: A {T}", 1, "The name between :: and :: has 1 to 60 characters."),
    (f"::{'x' * 61}:: A {{T}}", 1, "The name between :: and :: has 1 to 60 characters."),
    ("A <b>x</b> {T}", 1, "This text contains HTML: write [html] before the text, then its tags are removed."),
    ("[html]A <img src='x'> {T}", 1, "The HTML element <img> cannot be taken over: remove it."),
    ("A\nb\x00c {T}", 2, "This line holds a character that cannot be shown: save the file as UTF-8."),
    (f"{'x' * 5001} {{T}}", 1, "This text is longer than 5000 characters."),
    (f"A {{{'~x' * 41}}}", 1, "A question has at most 40 answers."),
    ("x" * 3_000_001, 1, TOO_LONG),
    ("a {T}\n\n" * 5001, 1, TOO_LONG),
    (f"{'long ' * 20}", 1, f"“{'long ' * 8}…” has no answers in {{ }}: texts without a question are not supported."),
]


@pytest.mark.parametrize(("gift", "line", "sentence"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_told_with_its_line(gift, line, sentence):
    assert GiftError(line, sentence) in parse_gift(gift).errors


@pytest.mark.parametrize("gift", [gift for gift, _, _ in MISTAKES if "\n\nB" not in gift], ids=lambda _: "")
def test_a_question_with_a_mistake_is_told_once(gift):
    told(gift)


def test_a_name_is_used_once():
    result = parse_gift("::a:: A {T}\n\n::b:: B {T}\n\n::a:: C {T}\n\nD {T}\n\nE {T}")
    assert [question.code for question in result.questions] == ["a", "b", "", ""]
    assert result.errors == (GiftError(5, "The name “a” is already used in line 1."),)


def test_an_open_bracket_spoils_no_question_after_it():
    result = parse_gift("A {=a ~b\n\nwords\n\nB {T}\n\nC {=a")
    assert [error.line for error in result.errors] == [1, 3, 7]
    assert [question.text for question in result.questions] == ["B"]


def long_file():
    lines = [
        f"::q-{n}:: What is asked in question {n}? {{=right#Yes. ~wrong {n}#No. ~other####All.}}" for n in range(2000)
    ]
    lines[10] = lines[10].replace("{=", "{")
    lines[1000] = lines[1000].replace("}", "")
    lines[1999] = lines[1999].replace("~other", "~%x%other")
    return "\n\n".join(lines)


def test_three_mistakes_in_two_thousand_questions_are_three_lines():
    result = parse_gift(long_file())
    assert [error.line for error in result.errors] == [21, 2001, 3999]
    assert len(result.questions) == 1997


@pytest.mark.parametrize(
    "hostile",
    [
        "{" * 200_000, "}" * 200_000, "\\" * 200_001, "::" * 100_000, "x {" + "~%" * 100_000 + "}",
        "a {=" + " " * 200_000 + "b}", "[html]" + "<a" * 100_000 + " {T}", "[html]<" + "a" * 200_000 + " {T}",
        "a {\n\n" * 5_000, "a {\n\nb\n\n" * 2_500, "a\n" * 100_000,
        "x {T" + "#" * 200_000 + "}", "x {" + "->=" * 60_000 + "}",
        "$CATEGORY:\n" * 20_000, "\n" * 200_000, "&" * 200_000 + " {T}",
    ],
    ids=range(16),
)  # fmt: skip
def test_hostile_files_are_read_in_a_moment(hostile):
    began = process_time()
    parse_gift(hostile)
    assert process_time() - began < 2


MARKS = [*"~=#{}:\\\n%*[]<>/-", "[html]", "[plain]", "//", "::", "%50%", "->", "<b>", "$CATEGORY:"]
letters = st.characters(exclude_categories=["Cc", "Cs"])
texts = st.lists(st.one_of(letters, st.sampled_from(MARKS)), max_size=6).map("".join).map(str.strip)
filled = texts.filter(bool)
credits = st.integers(-10_000, 10_000).map(lambda hundredths: Fraction(hundredths, 100))


def _unlike(found):
    return len({answer.text for answer in found}) == len(found)


def _choices(draw, partial):
    """Answers of a single choice or a short answer: one counts fully."""
    first = GiftAnswer(draw(filled), FULL, draw(texts))
    return (first, *draw(st.lists(st.builds(GiftAnswer, filled, partial, texts), max_size=4)))


@st.composite
def questions(draw, kind):
    if kind is Kind.TRUE_FALSE:
        holds = draw(st.booleans())
        answers = (
            GiftAnswer("true", FULL if holds else NOTHING, draw(texts)),
            GiftAnswer("false", NOTHING if holds else FULL, draw(texts)),
        )
    elif kind is Kind.MATCHING:
        sides = filled.filter(lambda text: "->" not in text)
        pairs = st.builds(lambda left, right: GiftAnswer(left, FULL, match=right), sides, filled)
        extra = st.builds(lambda right: GiftAnswer("", NOTHING, match=right), filled)
        answers = (*draw(st.lists(pairs, min_size=2, max_size=4)), *draw(st.lists(extra, max_size=2)))
        assume(_unlike([answer for answer in answers if answer.text]))
    elif kind is Kind.MULTIPLE:
        share = draw(st.integers(1, 99))
        right = [GiftAnswer(draw(filled), Fraction(part), draw(texts)) for part in (share, 100 - share)]
        wrong = st.builds(GiftAnswer, filled, credits.map(lambda credit: -abs(credit)), texts)
        answers = (*right, *draw(st.lists(wrong, max_size=3)))
        assume(_unlike(answers))
    elif kind is Kind.SINGLE:
        answers = _choices(draw, credits)
        assume(len(answers) > 1 and any(answer.credit_percent < FULL for answer in answers) and _unlike(answers))
    else:
        answers = _choices(draw, credits)
        assume(all("->" not in answer.text and "*" not in answer.text for answer in answers) and _unlike(answers))
        assume(all(any(letter.isalnum() for letter in answer.text) for answer in answers))
    return GiftQuestion(draw(texts), kind, draw(filled), answers, draw(texts))


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake


@pytest.mark.parametrize("kind", Kind)
@UNHURRIED
@given(st.data())
def test_what_is_written_is_read_again(kind, data):
    question = data.draw(questions(kind))
    assert read(write_gift([question])) == question


@UNHURRIED
@given(st.lists(st.sampled_from(Kind).flatmap(questions), max_size=3, unique_by=lambda question: question.code))
def test_a_whole_file_is_written_and_read_again(several):
    result = parse_gift(write_gift(several))
    assert (result.questions, result.errors) == (tuple(several), ())


@given(st.lists(st.sampled_from([*MARKS, *"abT ", "{=a ~b}", "{T}"]), max_size=30).map("".join))
def test_whatever_is_read_is_written_and_read_again(text):
    result = parse_gift(text)
    lines = len(text.split("\n"))
    assert all(1 <= error.line <= lines and error.sentence.endswith(".") for error in result.errors)
    assert parse_gift(write_gift(result.questions)).questions == result.questions


@pytest.mark.parametrize(
    "text", ["// x", "/", "[html]x", "[plain]", "%50%x", "% of", "a <b>x</b>", "<br>", "$CATEGORY: x", "::x", "####"]
)
def test_texts_that_look_like_something_else_are_written_as_texts(text):
    answers = (GiftAnswer(text, FULL, text), GiftAnswer("other", NOTHING))
    several = (GiftQuestion("", Kind.SINGLE, text, answers, text), GiftQuestion(text, Kind.SINGLE, text, answers))
    assert parse_gift(write_gift(several)).questions == several
