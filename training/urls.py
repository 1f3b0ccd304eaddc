"""Every address of the training. Addresses carry public ids and codes only, never a name."""

from django.urls import URLPattern, path

from training.views import certificates as certificate_pages
from training.views import editing, practice, question_files, questions
from training.views import learning as learning_pages
from training.views import quizzes as quiz_pages
from training.views import workshops as workshop_pages

app_name = "training"

learning: list[URLPattern] = [
    path("", learning_pages.mine, name="mine"),
    path("modules/<uuid:public_id>/", learning_pages.module, name="module"),
    path("modules/<uuid:public_id>/lesson/", learning_pages.lesson, name="lesson"),
]
quizzes: list[URLPattern] = [
    path("modules/<uuid:public_id>/quiz/", quiz_pages.quiz_start, name="quiz_start"),
    path("quizzes/<uuid:public_id>/", quiz_pages.quiz, name="quiz"),
    path("quizzes/<uuid:public_id>/keep/", quiz_pages.quiz_keep, name="quiz_keep"),
    path("quizzes/<uuid:public_id>/result/", quiz_pages.quiz_result, name="quiz_result"),
]
workshops: list[URLPattern] = [
    path("workshops/", workshop_pages.workshop_list, name="workshop_list"),
    path("workshops/<uuid:public_id>/book/", workshop_pages.workshop_book, name="workshop_book"),
    path("places/<uuid:public_id>/give-back/", workshop_pages.workshop_give_back, name="workshop_give_back"),
    path("places/<uuid:public_id>/here/", workshop_pages.workshop_attend, name="workshop_attend"),
    path("run/", workshop_pages.workshops_run, name="workshops_run"),
    path("run/new/", workshop_pages.workshop_new, name="workshop_new"),
    path("run/<uuid:public_id>/", workshop_pages.workshop_roster, name="workshop_roster"),
    path("run/<uuid:public_id>/edit/", workshop_pages.workshop_edit, name="workshop_edit"),
    path("run/<uuid:public_id>/cancel/", workshop_pages.workshop_cancel, name="workshop_cancel"),
    path("run/<uuid:public_id>/close/", workshop_pages.workshop_close, name="workshop_close"),
    path("practice/", practice.practice_list, name="practice_list"),
    path("practice/<uuid:public_id>/", practice.practice_sign, name="practice_sign"),
    path("observations/", practice.observation_list, name="observation_list"),
    path("observations/<uuid:public_id>/", practice.observation_answer, name="observation_answer"),
    path("learners/", practice.roster, name="roster"),
    path("learners/<uuid:public_id>/observation/", practice.observation_new, name="observation_new"),
]
trainer: list[URLPattern] = [
    path("edit/", editing.edit_list, name="edit_list"),
    path("edit/new/", editing.edit_new, name="edit_new"),
    path("edit/<uuid:public_id>/", editing.edit_module, name="edit_module"),
    path("edit/<uuid:public_id>/shape/", editing.edit_shape, name="edit_shape"),
    path("edit/<uuid:public_id>/draft/", editing.draft_begin, name="draft_begin"),
    path("edit/drafts/<uuid:public_id>/text/", editing.draft_text, name="draft_text"),
    path("edit/drafts/<uuid:public_id>/look/", editing.draft_preview, name="draft_preview"),
    path("edit/drafts/<uuid:public_id>/publish/", editing.draft_publish, name="draft_publish"),
    path("edit/drafts/<uuid:public_id>/discard/", editing.draft_discard, name="draft_discard"),
    path("edit/versions/<uuid:public_id>/", editing.version_text, name="version_text"),
    path("edit/<uuid:public_id>/questions/", questions.question_list, name="question_list"),
    path("edit/<uuid:public_id>/questions/new/", questions.question_new, name="question_new"),
    path("edit/<uuid:public_id>/questions/import/", question_files.questions_import, name="questions_import"),
    path("edit/<uuid:public_id>/questions/export/", question_files.questions_export, name="questions_export"),
    path("edit/questions/<uuid:public_id>/", questions.question_detail, name="question_detail"),
    path("edit/questions/<uuid:public_id>/edit/", questions.question_edit, name="question_edit"),
    path("edit/questions/<uuid:public_id>/use/", questions.question_use, name="question_use"),
    path("edit/questions/<uuid:public_id>/adapt/", questions.question_adapt, name="question_adapt"),
]
certificates: list[URLPattern] = [
    path("my-certificates/<uuid:public_id>/", certificate_pages.my_certificate, name="my_certificate"),
    path("certificates/<uuid:public_id>/", certificate_pages.certificate, name="certificate"),
    path(
        "certificates/<uuid:public_id>/withdraw/", certificate_pages.certificate_withdraw, name="certificate_withdraw"
    ),
    path("people/<uuid:public_id>/", certificate_pages.person, name="person"),
    path("verify/", certificate_pages.verify, name="verify"),
    path("verify/<str:code>/", certificate_pages.verify_code, name="verify_code"),
]

urlpatterns = [*learning, *quizzes, *workshops, *trainer, *certificates]
