from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentorshipConfig(AppConfig):
    name = "mentorship"
    verbose_name = _("The programme")

    def ready(self) -> None:
        from mentorship import receivers  # noqa: F401  connects them
