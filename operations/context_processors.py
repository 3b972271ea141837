"""Whether read-only mode is on, for the banner of every template."""

from django.conf import settings
from django.http import HttpRequest


def read_only(_request: HttpRequest) -> dict[str, str | bool]:
    """Return whether it is on, and in words until when; "" when nobody has said."""
    return {"is_read_only": settings.READ_ONLY, "read_only_until": settings.READ_ONLY_UNTIL}
