"""What is said to whoever sends something in read-only mode."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _


def why_refused(*, has_files: bool) -> str:
    """Return why nothing of a form was saved, until when, and what becomes of its files."""
    lost = [_("The files that you chose are not kept: choose them again then.")] if has_files else []
    return " ".join([_why(), *lost])


def what_to_do(*, has_text: bool) -> str:
    """Return what to do with a form that is shown again."""
    if has_text:
        return _("What you typed is below: keep this page open, and send it again afterwards.")
    return _("Try it again afterwards.")


def why_not_saved_yet() -> str:
    """Return the same, short, for an answer that its page keeps and sends again (static/js/autosave.js)."""
    if settings.READ_ONLY_UNTIL:
        words = _("Not saved yet: nothing can be saved until %(until)s. It is kept and sent again by itself.")
        return words % {"until": settings.READ_ONLY_UNTIL}
    return _("Not saved yet: nothing can be saved at the moment. It is kept and sent again by itself.")


def why_not_attached() -> str:
    """Return the same for a file that stays chosen on its page (static/js/upload.js)."""
    return " ".join([_("It was not attached."), _why(), _("It is still chosen: attach it again afterwards.")])


def _why() -> str:
    if settings.READ_ONLY_UNTIL:
        words = _("Until %(until)s nothing can be saved, because this service is being maintained.")
        return words % {"until": settings.READ_ONLY_UNTIL}
    return _("At the moment nothing can be saved, because this service is being maintained.")
