"""Was this too often? Wrong sign-ins are counted in the database, so that the limit holds over all processes."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from accounts.models import SignInLimit
from kernel.clock import machine_now

WINDOW = timedelta(minutes=15)
MOST_PER_EMAIL = 5
MOST_PER_ADDRESS = 20  # a whole centre may share one network address
RETRIES = 5


def count_try(*, email: str, address: str) -> bool:
    """Count one try against both limits before the password is looked at; False when one of them is reached."""
    if not _count(_email_key(email), MOST_PER_EMAIL):
        return False
    if not _count(_address_key(address), MOST_PER_ADDRESS):
        _uncount(_email_key(email))
        return False
    return True


def uncount_try(*, email: str, address: str) -> None:
    """Give the try back: the password was right."""
    _uncount(_email_key(email))
    _uncount(_address_key(address))


def forget_tries(*, email: str) -> None:
    """Start afresh for an e-mail whose password was just set anew through the mailbox."""
    SignInLimit.objects.filter(key=_email_key(email)).delete()


def count_knock(*, door: str, address: str, most: int) -> bool:
    """Count one visit of a network address at a public page; False when there were `most` in the window already."""
    return _count(salted_hmac(f"limit: {door}", address, algorithm="sha256").hexdigest(), most)


def _count(key: str, most: int) -> bool:
    """Take one of `most` places in the window by a conditional UPDATE, or open the window by an INSERT."""
    for _attempt in range(RETRIES):
        since = machine_now() - WINDOW
        here = SignInLimit.objects.filter(key=key, started_at__gt=since)
        if here.filter(count__lt=most).update(count=F("count") + 1):
            return True
        if here.filter(count__gte=most).exists():
            return False
        SignInLimit.objects.filter(started_at__lte=since).delete()
        try:
            with transaction.atomic():
                SignInLimit.objects.create(key=key, started_at=machine_now(), count=1)
        except IntegrityError:
            continue  # another process opened the window first
        return True
    return False


def _uncount(key: str) -> None:
    SignInLimit.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)


def _email_key(email: str) -> str:
    return salted_hmac("sign-in limit: e-mail", email.strip().lower(), algorithm="sha256").hexdigest()


def _address_key(address: str) -> str:
    return salted_hmac("sign-in limit: address", address, algorithm="sha256").hexdigest()
