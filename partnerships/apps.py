"""The partnerships app: what was answered."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    """The case, its answers, its review and its report."""

    name = "partnerships"
    verbose_name = _("partnerships")
