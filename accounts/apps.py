from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People, organisations and roles")

    def ready(self) -> None:
        from accounts import adapters, sessions  # noqa: F401  connect what follows a proof
        from accounts.check_kinds import sync_check_kinds
        from accounts.services import own_account, second_factor  # noqa: F401  the trail; the rotation of keys

        post_migrate.connect(sync_check_kinds, sender=self)
