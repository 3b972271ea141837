"""What every page may name: the council that runs this installation."""

from django.conf import settings
from django.http import HttpRequest


def council(_request: HttpRequest) -> dict[str, str | bool]:
    """Return the council's name and contact, and whether this is the demonstration, for every template."""
    return {
        "council_name": settings.COUNCIL_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "is_demo": settings.DEMO,
    }
