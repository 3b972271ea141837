"""The operations app: what a council's IT does with the application as it runs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    """Health, backups, restoring, read-only mode and the work of each day; its only table says what ran when."""

    name = "operations"
    verbose_name = _("operations")
