"""The council that runs this installation, for every template."""

from django.conf import settings
from django.http import HttpRequest


def council(_request: HttpRequest) -> dict[str, str | bool]:
    """Return the name and the contact of the council, whether its pages have our font, and whether this is the demonstration."""
    return {
        "council_name": settings.COUNCIL_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "has_web_font": settings.WEB_FONT in settings.COUNCIL_FONT,
        "is_demo": settings.DEMO,
    }
