"""Every address of the training. Addresses carry public ids and codes only, never a name."""

from django.urls import URLPattern

app_name = "training"

learning: list[URLPattern] = []
quizzes: list[URLPattern] = []
workshops: list[URLPattern] = []
trainer: list[URLPattern] = []
certificates: list[URLPattern] = []

urlpatterns = [*learning, *quizzes, *workshops, *trainer, *certificates]
