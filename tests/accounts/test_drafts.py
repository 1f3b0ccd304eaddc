"""What was typed when the session ended: kept encrypted, the newest per page, a week at most."""

import uuid
from datetime import timedelta

import time_machine
from django.http import QueryDict

from accounts.forms.drafts import MOST_NAMES, typed_in
from accounts.jobs import drop_old_drafts
from accounts.models import Draft
from accounts.queries.drafts import draft_of
from accounts.services.drafts import drop_draft, keep_draft
from kernel.clock import now

PAGE = "/somewhere/"


def kept(person, text="half", page=PAGE):
    about, form_key = uuid.uuid4(), uuid.uuid4()
    return keep_draft(about=about, page=page, form_key=form_key, typed={"note": [text]}, by=person)


def test_the_newest_of_a_page_is_kept_for_its_writer_alone(applicant, olga):
    kept(applicant)
    draft = kept(applicant, "more")
    draft.refresh_from_db()
    assert draft.typed == {"note": ["more"]}
    assert Draft.objects.count() == 1
    assert draft_of(PAGE, applicant) == draft
    assert draft_of(PAGE, olga) is None
    assert str(draft) == f"Draft {str(draft.public_id)[:8]}"


def test_it_goes_when_the_form_is_saved(applicant, olga):
    draft, other = kept(applicant), kept(applicant, page="/elsewhere/")
    drop_draft(form_key=draft.form_key, by=olga)
    assert Draft.objects.count() == 2
    drop_draft(form_key=draft.form_key, by=applicant)
    assert Draft.objects.get() == other


def test_it_goes_after_a_week(applicant):
    kept(applicant)
    drop_old_drafts()
    assert Draft.objects.exists()
    with time_machine.travel(now() + timedelta(days=8)):
        drop_old_drafts()
    assert not Draft.objects.exists()


def test_only_fields_of_a_form_are_kept_and_cut_at_their_length():
    posted = QueryDict(mutable=True)
    posted.setlist("note", ["x" * 6000, "second"])
    posted.update({"stub": "s", "form_key": "k", "csrfmiddlewaretoken": "t", "Strange name": "n"})
    assert typed_in(posted) == {"note": ["x" * 5000, "second"]}
    for number in range(100):
        posted[f"name_{number}"] = "value"
    assert len(typed_in(posted)) == MOST_NAMES
