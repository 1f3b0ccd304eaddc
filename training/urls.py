"""Every address of the training. Addresses carry public ids and codes only, never a name."""

from django.urls import URLPattern, path

from training.views import practice
from training.views import workshops as workshop_pages

app_name = "training"

learning: list[URLPattern] = []
quizzes: list[URLPattern] = []
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
trainer: list[URLPattern] = []
certificates: list[URLPattern] = []

urlpatterns = [*learning, *quizzes, *workshops, *trainer, *certificates]
