"""A whole installation at work, with markers in everything sensitive: `python -m tests.canary_world PREFIX PEOPLE`.

Runs in a process and a directory of its own (`MENTOR_VAR_DIR`). At the end it writes down what is packed in the
database, so that the search need not unpack anything, and copies the directory while the database is still open.
"""

import functools
import logging
import os
import shutil
import sys
import uuid
from pathlib import Path

MENTEE = {
    "chosen_name": "{p}-C3 Luna", "specialist": "specialist@demo.example", "population": "youth", "risk": "2",
    "gender": "woman", "birth_year": "2011", "languages": "ro", "modes": "in_person", "place": "Cluj-Napoca",
    "week": "mon 16-20", "goals": "{p}-C3 goal", "given_name": "{p}-C4 Ana", "family_name": "{p}-C4",
    "phone": "0740 000 111", "address": "{p}-C4 street",
}  # fmt: skip


def main(prefix, people):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    tables_of_the_models()
    call_command("demo_data", "--mentees", people, "--mentors", people, "--canary", prefix)
    call_command("match", "--centre", "cluj", "--json")
    staff_at_work(prefix)
    mentor_at_work(prefix)
    worker_at_work()
    unpack()
    var = Path(os.environ["MENTOR_VAR_DIR"])
    shutil.copytree(var, var.parent / "while open")


def tables_of_the_models():
    """What is looked for stands in rows, however the tables came; the migrations are proved on PostgreSQL."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from kernel.append_only import install_triggers

    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", verbosity=0, run_syncdb=True)
    call_command("createcachetable", verbosity=0)
    install_triggers(connection)


@functools.cache
def sign_in(email):
    from django.test import Client

    from mentorship.demo.staff import PASSWORD

    client = Client()
    answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


def staff_at_work(prefix):
    """Search, reveal, correct, decide, seal, import with and without an error, approve, and type nonsense."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from matching.models import Proposal
    from mentorship.models import Import, Mentee, MenteeIdentity

    coordinator, specialist = sign_in("coordinator@demo.example"), sign_in("specialist@demo.example")
    identity = MenteeIdentity.objects.filter(mentee__specialist__email="specialist@demo.example").first()
    why = {"purpose": "safety", "words": f"{prefix}-C3 because"}
    found = coordinator.post(
        reverse("mentorship:mentee_find"), {"name": f"{identity.given_name} {identity.family_name}", **why}
    )
    assert str(identity.mentee.public_id) in found.content.decode()
    address = [identity.mentee.public_id]
    shown = coordinator.post(reverse("mentorship:identity_reveal", args=address), why)
    assert f"{prefix}-C4" in shown.content.decode()
    facts = {"given_name": f"{prefix}-C4 Other", "family_name": f"{prefix}-C4", "family": f"{prefix}-C4 brother"}
    coordinator.post(reverse("mentorship:identity_edit", args=address), facts)
    coordinator.post(reverse("mentorship:identity_edit", args=address), {"given_name": f"{prefix}-C4 alone"})
    note = {"name": f"{prefix}-C4 Trafficker", "note": f"{prefix}-C4 note"}
    coordinator.post(reverse("mentorship:no_contact_new", args=address), note)
    decision = {"is_right_now": "yes", "reason": f"{prefix}-C3 reason", "review_on": "2099-01-01"}
    specialist.post(reverse("mentorship:mentee_decide", args=address), decision)
    row = {name: value.format(p=prefix) for name, value in MENTEE.items()}
    for cells in ({**row, "place": "Atlantis"}, row):
        table = "\n".join((";".join(cells), ";".join(cells.values()))).encode()
        coordinator.post(
            reverse("mentorship:import_new", args=["mentees"]), {"file": SimpleUploadedFile("t.csv", table)}
        )
        done = Import.objects.latest("pk")
        coordinator.get(reverse("mentorship:import_detail", args=[done.public_id]))
        coordinator.post(reverse("mentorship:import_confirm", args=[done.public_id]))
    assert Mentee.objects.filter(registered_by__email="coordinator@demo.example").latest("pk").goals.startswith(prefix)
    for proposal in Proposal.objects.order_by("pk")[:30]:
        keys = reverse("matching:proposal_key", args=[proposal.public_id])
        for client in (coordinator, sign_in(proposal.mentee.specialist.email)):
            client.get(reverse("matching:proposal_detail", args=[proposal.public_id]))
            client.post(keys)
    assert Proposal.objects.filter(status="approved").exists()


def mentor_at_work(prefix):
    """A meeting with a worry, and another one whose session ends before it is sent."""
    from django.test import Client
    from django.urls import reverse

    from accounts.models import Draft
    from kernel.clock import today
    from mentorship.models import Meeting, Pairing

    pairing = Pairing.objects.filter(status="active").select_related("mentor__user").first()
    assert pairing.mentor.user.email.startswith(f"{prefix}-C2.".lower())
    phone, page = sign_in(pairing.mentor.user.email), reverse("mentorship:meeting_new", args=[pairing.public_id])
    before = Meeting.objects.count()
    for sender in (phone, Client()):
        form = phone.get(page).context["form"]
        typed = {
            "form_key": str(uuid.uuid4()), "stub": form["stub"].value(), "held_on": today().isoformat(),
            "minutes": "60", "place": "centre", "activities": ["talk"], "mood": "3", "note": f"{prefix}-C3 note",
            "is_worrying": "on", "worry": f"{prefix}-C3 worry",
        }  # fmt: skip
        sender.post(page, typed)
    assert (Meeting.objects.count(), Draft.objects.count()) == (before + 1, 1)


def break_off(mentee_id):
    """A job whose error holds what no log may show."""
    from mentorship.models import MenteeIdentity

    raise ValueError(MenteeIdentity.objects.get(mentee=mentee_id).family_name)


def worker_at_work():
    """Every mail is sent, and a job fails."""
    from django.core.mail import outbox

    from kernel.jobs import JobError, anchor_audit, perform, send_mail
    from kernel.models import MailMessage
    from mentorship.models import Mentee

    for mail in MailMessage.objects.order_by("pk"):
        send_mail(mail.pk)
    assert len(outbox) > 1 and not MailMessage.objects.exclude(status="sent").exists()
    try:
        perform("tests.canary_world.break_off", Mentee.objects.earliest("pk").pk)
    except JobError:
        logging.exception("a job failed, as it should")
    anchor_audit()


def unpack():
    """Sessions, tasks and mails as they read when unpacked."""
    from django.contrib.sessions.models import Session
    from django.core.mail import outbox
    from django_q.models import OrmQ

    unpacked = [repr(session.get_decoded()) for session in Session.objects.all()]
    unpacked += [repr(task.task) for task in OrmQ.objects.all()]
    unpacked += [f"{mail.subject} {mail.body} {mail.alternatives}" for mail in outbox]
    Path(os.environ["MENTOR_VAR_DIR"], "unpacked.txt").write_text("\n".join(unpacked))


if __name__ == "__main__":
    main(*sys.argv[1:])
