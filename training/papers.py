"""How does a certificate look on paper? In Romanian, and in the person's own language where that is another one."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel.documents import Document
from training.models import Certificate, ModuleVersion
from training.queries.versions import titles

FIRST = "ro"
POPULATIONS = {
    "youth": translation.gettext_noop("young people at risk"),
    "survivor": translation.gettext_noop("survivors"),
}


def certificate_paper(certificate: Certificate) -> bytes:
    """One certificate as a PDF, with the code and the picture by which anyone can verify it."""
    with translation.override(FIRST):
        paper = Document(_("Certificate"))
        _write(paper, certificate)
    if certificate.person.language != FIRST:
        with translation.override(certificate.person.language):
            paper.heading(_("Certificate"))
            _write(paper, certificate)
    if certificate.code:
        paper.picture_of(settings.SITE_ADDRESS + reverse("training:verify_code", args=[certificate.code]))
        with translation.override(certificate.person.language):
            paper.verification_code(certificate.code)
    return paper.as_bytes()


def _write(paper: Document, certificate: Certificate) -> None:
    track = certificate.track
    words = {"name": certificate.person.full_name, "track": _(track.name), "centre": certificate.centre.name}
    paper.paragraph(_("%(centre)s confirms that %(name)s has completed the training “%(track)s”.") % words)
    rows = [
        (_("Accompanies"), ", ".join(_(POPULATIONS.get(one, one)) for one in track.populations)),
        (_("Extent"), _("%(hours)d hours") % {"hours": track.minutes // 60}),
        (_("Curriculum"), _("version %(number)d") % {"number": certificate.track_version}),
        (_("Issued on"), date_format(certificate.issued_on, "DATE_FORMAT")),
        (_("Valid until"), date_format(certificate.expires_on, "DATE_FORMAT")),
    ]
    paper.facts(rows)
    if certificate.module_versions:
        paper.heading(_("Modules"))
        paper.paragraph("; ".join(_modules(certificate)) + ".")


def _modules(certificate: Certificate) -> list[str]:
    """The modules in the version in which they were learned."""
    versions = [
        version
        for version in ModuleVersion.objects.filter(
            module__code__in=certificate.module_versions, published_at__isnull=False
        ).select_related("module").order_by("pk")
        if version.centre_id in (None, certificate.centre_id)
        and version.number == certificate.module_versions[version.module.code]
    ]  # fmt: skip
    known = titles([version.pk for version in versions])
    told = {version.module.code: known.get(version.pk, (version.module.code, ""))[0] for version in versions}
    return [
        _("%(module)s (version %(number)d)") % {"module": told.get(code, code), "number": number}
        for code, number in certificate.module_versions.items()
    ]
