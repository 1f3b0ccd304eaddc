"""Every address of the product. Nothing here names a person."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("kernel.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("mentorship.urls")),
    path("training/", include("training.urls")),
    path("matching/", include("matching.urls")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("mentorship.demo.urls"))]

handler400 = "kernel.views.bad_request"
handler403 = "kernel.views.forbidden"
handler404 = "kernel.views.not_found"
handler500 = "kernel.views.server_error"
