"""The filters of the register."""

from __future__ import annotations

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checklists.spec import Significance
from partnerships.forms.lists import ALL, ListForm, select, services
from partnerships.selectors.register import ENDED, EVERY, OVERDUE, SOON, SOON_DAYS, RegisterFilter


class RegisterListForm(ListForm):
    """What to list of the register."""

    def __init__(self, data: QueryDict) -> None:
        soon = _("Within %(days)s days, or overdue") % {"days": SOON_DAYS}
        ended = [("", _("Those that stand")), (ENDED, _("Those that ended")), (EVERY, _("All"))]
        error = _("Select one of the list")
        filters = {
            "service": select(_("Service"), [ALL, *services()], _("Select a service from the list")),
            "significance": select(_("Significance"), [ALL, *Significance.choices], error),
            "review": select(_("Review due"), [ALL, (OVERDUE, _("Overdue")), (SOON, soon)], error),
            "conditions": select(_("Conditions"), [ALL, (OVERDUE, _("With a condition overdue"))], error),
            "ended": select(_("Partnerships"), ended, error),
        }
        orders = [
            ("review", _("Review: soonest first")),
            ("-review", _("Review: latest first")),
            ("-reference", _("Reference: newest first")),
            ("reference", _("Reference: oldest first")),
            ("name", _("Name: A to Z")),
            ("-name", _("Name: Z to A")),
        ]
        super().__init__(data, filters=filters, orders=orders)

    @property
    def wanted(self) -> RegisterFilter:
        """The filters, for the list."""
        chosen = {name: self.cleaned_data[name] for name in self.filters if self.cleaned_data[name]}
        return RegisterFilter(today=timezone.localdate(), **chosen)
