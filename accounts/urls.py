"""The addresses of people and roles. `home` and `set_language` carry no namespace: every page may point there."""

from django.urls import include, path

from accounts.views import evidence, home, invitations, language, people, trail

inner = [
    path("people/", people.people, name="people"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/<uuid:public_id>/", people.person, name="person"),
    path("people/<uuid:public_id>/role/", people.role_give, name="role_give"),
    path("roles/<uuid:public_id>/end/", people.role_end, name="role_end"),
    path("invitations/<uuid:public_id>/", invitations.invitation, name="invitation"),
    path("invitations/<uuid:public_id>/confirm/", invitations.invitation_confirm, name="invitation_confirm"),
    path("invitations/<uuid:public_id>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("papers/", evidence.lapsing, name="lapsing"),
    path("trail/", trail.trail, name="trail"),
    path("trail/verify/", trail.trail_verify, name="trail_verify"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("language/", language.set_language, name="set_language"),
    path("", include((inner, "accounts"))),
]
