"""The partnerships app: what was answered."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from partnerships.checks import check_signing


class PartnershipsConfig(AppConfig):
    """The case, its answers, its review and its report."""

    name = "partnerships"
    verbose_name = _("partnerships")

    def ready(self) -> None:
        """Have the system checks run when the application starts."""
        register(check_signing)
