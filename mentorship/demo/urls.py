"""Addresses that exist in the demo only."""

from django.urls import path

from mentorship.demo import views

urlpatterns = [
    path("mails/", views.mails, name="demo_mails"),
    path("clock/", views.clock, name="demo_clock"),
]
