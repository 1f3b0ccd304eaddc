"""The mails about pairings and meetings say nothing but where to look."""

import pytest
from django.utils import translation

from kernel.mail import rendered
from kernel.models import MailMessage
from mentorship import emails
from tests import factories


@pytest.mark.parametrize("language", ["en", "ro", "hu"])
def test_neutral(pairing, language):
    meeting = factories.MeetingFactory(pairing=pairing, is_worrying=True)
    emails.pairing_asked(pairing)
    emails.pairing_changed(pairing)
    emails.meeting_worries(meeting)
    names = [pairing.mentee.chosen_name, pairing.mentor.user.full_name, str(pairing.public_id)]
    with translation.override(language):
        for mail in MailMessage.objects.all():
            shown = rendered(mail)
            assert shown.subject
            assert not any(name in shown.subject + shown.text + shown.html for name in names)
