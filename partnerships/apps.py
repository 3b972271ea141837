"""The partnerships app: what was answered."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    """The case, its answers, its review and its report."""

    name = "partnerships"
    verbose_name = _("partnerships")

    def ready(self) -> None:
        """Have the system checks run when the application starts. They read models, so they are imported only now."""
        from partnerships.checks import check_antivirus, check_signing, check_word_template

        register(check_antivirus)
        register(check_signing)
        register(check_word_template)
