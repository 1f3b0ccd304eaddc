"""How does a learner of the journeys answer a quiz? By the right answers of the ready curriculum."""

from collections import defaultdict
from pathlib import Path

from training.gift import Kind, parse_gift

CURRICULUM = Path(__file__).resolve().parents[2] / "training" / "curriculum"


def plain(text):
    return " ".join(text.split())


def right_answers():
    """The questions of the curriculum in English, by their text; some modules ask in the same words."""
    found = defaultdict(list)
    for file in CURRICULUM.glob("*/questions.en.gift"):
        for question in parse_gift(file.read_text()).questions:
            found[plain(question.text)].append(question)
    return found


def the_one(questions, asked):
    """Of several with the same text the one whose answers stand on the page."""
    shown = {plain(label.inner_text()).casefold() for label in asked.locator("label").all()}
    return next(one for one in questions if {plain(answer.text).casefold() for answer in one.answers} & shown)


def answer_quiz(page, known):
    """Fill in the page of a quiz with the right answers."""
    for asked in page.locator("fieldset.question").all():
        questions = known[plain(asked.locator("legend").inner_text()).partition(". ")[2]]
        question = questions[0] if len(questions) == 1 else the_one(questions, asked)
        if question.kind == Kind.SHORT:
            asked.locator("input[type=text]").fill(question.answers[0].text)
        elif question.kind == Kind.MATCHING:
            for label in asked.locator("label").all():
                answer = next(one for one in question.answers if plain(one.text) == plain(label.inner_text()))
                asked.locator(f"select[name='{label.get_attribute('for')}']").select_option(label=answer.match)
        else:
            right = {plain(answer.text).casefold() for answer in question.answers if answer.credit_percent > 0}
            for choice in asked.locator(".choice").all():
                if plain(choice.locator("label").inner_text()).casefold() in right:
                    choice.locator("input").check()
