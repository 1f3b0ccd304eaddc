"""What does an applicant read who was refused? Fixed, kind words for every reason; never what stands in the file."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KIND_WORDS: dict[str, Promise] = {
    "under_age": _("Mentors are at least 18 years old. We would be glad to hear from you when you are."),
    "availability": _(
        "Mentoring needs regular time over many months, and at present it would be too much beside everything else "
        "you do. When your weeks change, you are welcome to apply anew."
    ),
    "papers": _(
        "One of the papers that the law asks of everybody is not there. If that changes, you are welcome to apply anew."
    ),
    "references": _(
        "We ask much of people who accompany somebody, and we do not have enough to say yes. It is no judgement of you "
        "as a person."
    ),
    "interview": _(
        "We ask much of people who accompany somebody, and we do not think that this is the right task for you at "
        "present. It is no judgement of you as a person."
    ),
    "no_need": _("At present nobody at this place waits for a mentor like you. You are welcome to apply anew later."),
    "other": _("We cannot accept your application. It is no judgement of you as a person."),
}
