"""Every address of the programme. Addresses carry public ids only, never a name."""

from django.urls import URLPattern

app_name = "mentorship"

mentees: list[URLPattern] = []

mentors: list[URLPattern] = []

imports: list[URLPattern] = []

pairings_and_meetings: list[URLPattern] = []

urlpatterns = [*mentees, *mentors, *imports, *pairings_and_meetings]
