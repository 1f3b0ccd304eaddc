"""The addresses of people and roles. `home` carries no namespace: every floor may point there."""

from django.urls import path

from accounts.views import home

urlpatterns = [
    path("", home.home, name="home"),
]
