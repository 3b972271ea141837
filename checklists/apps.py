"""The checklists app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChecklistsConfig(AppConfig):
    """Checklists and their versions."""

    name = "checklists"
    verbose_name = _("Checklists")
