"""What had this person typed when the session ended?"""

from accounts.models import Draft, User


def draft_of(page: str, user: User) -> Draft | None:
    """What this person had typed on this page."""
    return Draft.objects.visible_to(user).filter(page=page).first()
