"""Who is this person, and what may they do? One row for everybody who can sign in or can be vetted."""

import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Centre
from accounts.permissions import ROLE_PERMISSIONS, Permission, Role
from kernel.clock import machine_now, today
from kernel.privacy import C1, C2, C3

if TYPE_CHECKING:
    from accounts.models.roles import RoleGrant


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> Self:
        """Oneself, and the people of the centres whose people one may see."""
        centres = user.centre_ids(Permission.PEOPLE_SEE)
        return self.filter(Q(pk=user.pk) | Q(grants__centre__in=centres)).distinct()

    def visible_to_vetting(self, user: "User") -> Self:
        """The people of the centres in which one sees vetting evidence; never oneself."""
        centres = user.centre_ids(Permission.EVIDENCE_SEE)
        return self.filter(grants__centre__in=centres).exclude(pk=user.pk).distinct()


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: "User") -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def visible_to_vetting(self, user: "User") -> UserQuerySet:
        return self.get_queryset().visible_to_vetting(user)

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person of the network: volunteer, student, member of staff or officer of a university."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    chosen_name = models.CharField(
        _("chosen name"), max_length=40, blank=True, help_text=_("The name that a mentee may know you by.")
    )
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    language = models.CharField(_("language of the pages"), max_length=2, default="en")
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(_("created at"), default=machine_now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name", "pk"]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "password": C3, "last_login": C2, "email": C2, "given_name": C2,
            "family_name": C2, "chosen_name": C2, "phone": C2, "born_on": C2, "language": C1, "is_active": C1,
            "created_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"User {str(self.public_id)[:8]}"

    @property
    def full_name(self) -> str:
        """The name for colleagues; the e-mail until a name is known."""
        return f"{self.given_name} {self.family_name}".strip() or self.email

    @cached_property
    def active_grants(self) -> list["RoleGrant"]:
        """The roles held today, read once per request; a role that ended acts at the next request."""
        if not self.is_active:
            return []
        return list(self.grants.active(today()).select_related("centre", "university"))

    def roles(self) -> set[str]:
        return {grant.role for grant in self.active_grants}

    def may(self, permission: str) -> bool:
        return any(permission in ROLE_PERMISSIONS[Role(grant.role)] for grant in self.active_grants)

    def centre_ids(self, permission: str) -> set[int]:
        """The centres in which this person holds `permission`."""
        return {
            grant.centre_id
            for grant in self.active_grants
            if grant.centre_id and permission in ROLE_PERMISSIONS[Role(grant.role)]
        }

    def centres(self, permission: str) -> list[Centre]:
        found = {
            grant.centre_id: grant.centre
            for grant in self.active_grants
            if grant.centre and permission in ROLE_PERMISSIONS[Role(grant.role)]
        }
        return sorted(found.values(), key=lambda centre: centre.code)

    def may_in(self, permission: str, centre: Centre) -> bool:
        return centre.pk in self.centre_ids(permission)

    def holds(self, role: str, centre: Centre) -> bool:
        return any(grant.role == role and grant.centre_id == centre.pk for grant in self.active_grants)

    @property
    def is_staff_member(self) -> bool:
        """Staff and officers: second factor always, shorter idle time."""
        return bool(self.roles() - {Role.APPLICANT, Role.MENTOR, Role.STUDENT})
