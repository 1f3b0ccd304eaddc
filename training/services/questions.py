"""How does a centre add to the questions of a module, change its own ones, and take a file over, all or nothing?

Common questions are nobody's to change. A centre that wants one otherwise makes an own one of the same code.
"""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel import audit
from kernel.errors import RuleError
from training.gift import GiftQuestion
from training.models import Module, Question
from training.queries.question_files import Fate, Plan, Planned, plan_of
from training.questions import code_from_content, faults, fingerprint, to_json

MAX_CODE = 60


@transaction.atomic
def add_question(
    *, module: Module, centre: Centre, language: str, question: GiftQuestion, by: User
) -> Question:  # fmt: skip
    """Add a question to the centre's own bank of a module; without a code it gets one from its words."""
    _refuse_editor(module, centre, by)
    _refuse_faults(language, question)
    code = question.code or code_from_content(question)
    _locked(module)
    if module.questions.filter(centre=centre, code=code).exists():
        raise RuleError(_("There is already a question “%(name)s” about this module.") % {"name": code})
    row: Question = Question.objects.create(
        module=module, centre=centre, code=code, kind=question.kind, texts={language: to_json(question)}
    )
    audit.record("question.added", by=by, subject=row, language=language)
    return row


@transaction.atomic
def change_question(*, row: Question, language: str, question: GiftQuestion, seen: str, by: User) -> None:
    """Write one language of an own question; `seen` is the fingerprint of what stood there."""
    _refuse_editor(row.module, _own(row), by)
    _refuse_faults(language, question)
    row = Question.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.kind != question.kind:
        raise RuleError(_("The kind of a question stays as it is: please add another question."))
    if fingerprint(row.texts.get(language)) not in (seen, fingerprint(to_json(question))):
        raise RuleError(_("Somebody else changed this question while you were writing. What you typed is still here."))
    row.texts[language] = to_json(question)
    row.save(update_fields=["texts"])
    audit.record("question.changed", by=by, subject=row, language=language)


@transaction.atomic
def use_question(*, row: Question, is_in_use: bool, by: User) -> None:
    """Ask an own question from now on, or no longer; attempts that hold it stay as they are."""
    _refuse_editor(row.module, _own(row), by)
    if Question.objects.filter(pk=row.pk, is_in_use=not is_in_use).update(is_in_use=is_in_use):
        audit.record("question.used" if is_in_use else "question.left_out", by=by, subject=row)
    row.is_in_use = is_in_use


@transaction.atomic
def adapt_question(*, row: Question, centre: Centre, by: User) -> Question:
    """Give the centre an own copy of a common question, which takes its place there."""
    _refuse_editor(row.module, centre, by)
    if row.centre_id is not None:
        raise RuleError(_("This question is the centre's own already."))
    _locked(row.module)
    copy: Question
    facts = {"kind": row.kind, "texts": row.texts}
    copy, is_new = Question.objects.get_or_create(module=row.module, centre=centre, code=row.code, defaults=facts)
    if is_new:
        audit.record("question.adapted", by=by, subject=copy)
    return copy


@transaction.atomic
def import_questions(
    *, module: Module, centre: Centre, language: str, questions: Sequence[GiftQuestion], by: User
) -> Plan:  # fmt: skip
    """Take over every question of a file, or none; the same file again changes nothing."""
    _refuse_editor(module, centre, by)
    if language not in dict(settings.LANGUAGES):
        raise RuleError(_("Please choose the language of the questions."))
    _locked(module)
    plan = plan_of(module, centre, language, questions)
    if plan.errors:
        raise RuleError(_("Nothing was taken over: line %(line)d. %(sentence)s") % vars(plan.errors[0]))
    new, old = [], []
    for one in plan.rows:
        if one.fate is Fate.CHANGED and one.row is not None and one.row.centre_id is not None:
            one.row.texts[language] = one.kept
            old.append(one.row)
        elif one.fate is not Fate.SAME:
            new.append(_own_row(one, module, centre, language))
    Question.objects.bulk_create(new, batch_size=500)
    Question.objects.bulk_update(old, ["texts"], batch_size=100)
    if new or old:
        audit.record("questions.imported", by=by, subject=module, language=language, new=len(new), changed=len(old))
    return plan


def _own_row(one: Planned, module: Module, centre: Centre, language: str) -> Question:
    """A new row of the centre; in place of a common one it keeps the other languages."""
    others = one.row.texts if one.row is not None else {}
    texts = {**others, language: one.kept}
    return Question(module=module, centre=centre, code=one.question.code, kind=one.question.kind, texts=texts)


def _own(row: Question) -> Centre:
    if row.centre is None:
        raise RuleError(_("Every centre has this question. Make a copy for the centre to change it."))
    return row.centre


def _locked(module: Module) -> None:
    """Whoever adds to a bank waits for whoever adds to it now."""
    Module.objects.select_for_update(no_key=True).get(pk=module.pk)


def _refuse_editor(module: Module, centre: Centre, by: User) -> None:
    if not by.may_in(Permission.TRAINING_EDIT, centre) or module.centre_id not in (None, centre.pk):
        raise RuleError(_("Only trainers of the centre change its questions."))


def _refuse_faults(language: str, question: GiftQuestion) -> None:
    if language not in dict(settings.LANGUAGES):
        raise RuleError(_("Please choose the language of the question."))
    found = faults(question)
    if len(question.code) > MAX_CODE:
        found.append(_("A name has at most %(limit)d characters.") % {"limit": MAX_CODE})
    if found:
        raise RuleError(" ".join(found))
