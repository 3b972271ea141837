"""The operations app: what a council's IT does with the application as it runs."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    """Health, backups, restoring, read-only mode and the work of each day; its only table says what ran when."""

    name = "operations"
    verbose_name = _("operations")

    def ready(self) -> None:
        """Have the system checks run when the application starts. They read settings, so they are imported only now."""
        from operations.checks import check_read_only, check_security_txt

        register(check_read_only)
        register(check_security_txt)
