"""The verification app: what a PDF, or a fingerprint that somebody typed, proves."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VerificationConfig(AppConfig):
    """The page and the command that check a report against what was issued; no models."""

    name = "verification"
    verbose_name = _("verification")
