"""How do the secrets of second factors, which allauth keeps in its own table, come under a new key?"""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from kernel.encryption import Sealed
from kernel.rotation import Rotation, renews

SECRET_FACTS = ("secret", "seed")


@renews
def renew_secrets() -> Rotation:
    """Seal every secret again that is under an old key; one that changed meanwhile is left for the next round."""
    result = Rotation()
    for authenticator in Authenticator.objects.order_by("pk").iterator():
        old = authenticator.data
        new = {name: _renewed(name, value) for name, value in old.items()}
        if new == old:
            continue
        if Authenticator.objects.filter(pk=authenticator.pk, data=old).update(data=new):
            result.renewed += 1
        else:
            result.left += 1
    return result


def _renewed(name: str, value: Any) -> Any:
    if name not in SECRET_FACTS or Sealed(value).key_id == settings.FIELD_KEY_CURRENT:
        return value
    adapter = get_adapter()
    return adapter.encrypt(adapter.decrypt(value))
