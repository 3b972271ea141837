"""The forms by which administrators say which role a group gives, and try what groups would change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.actions.group_roles import check_group_role
from accounts.forms.administering import RoleForm
from accounts.forms.fields import LineField, TextField
from accounts.forms.people import ColleagueField
from accounts.models import GroupRole
from accounts.models.people import GROUP_LENGTH
from accounts.roles import Role
from accounts.text import normal
from govuk import Look


class PageForm(forms.Form):
    """Which page of a list."""

    page = forms.IntegerField(required=False)


class GroupRoleForm(RoleForm):
    """A group as the provider names it, and the role that it gives."""

    group = LineField(
        label=_("Group"),
        help_text=_(
            "Exactly as the council’s sign-in names it: with Microsoft Entra ID the object ID of the group, or the value "
            "of the app role."
        ),
        most=GROUP_LENGTH,
        error_messages={"required": _("Enter the group")},
    )
    note = LineField(
        label=_("What is this group?"),
        help_text=_("Its name for people, for example: Managers of adult social care."),
        required=False,
    )

    field_order = ("group", "note")
    looks = {
        "group": Look(size="s"),
        "note": Look(size="s", optional=True),
        "role": Look(size="m", small=True),
        "service": Look(size="m"),
    }

    def __init__(self, data: QueryDict | None, *, rule: GroupRole | None = None, initial: Any = None) -> None:
        if rule:
            initial = {"group": rule.group, "note": rule.note, "role": rule.role, "service": rule.service_id}
        super().__init__(data, initial=initial)
        self.fields["role"].label = _("Which role does it give?")
        self.rule = rule

    def clean(self) -> dict[str, Any]:
        """Check that the group may give that role there."""
        data = super().clean() or {}
        if not self.errors:
            data["role"] = Role(data["role"])
            try:
                check_group_role(**self.place, instead_of=self.rule)
            except ValidationError as refused:
                self.add_error(None, refused)
        return data

    @property
    def place(self) -> dict[str, Any]:
        """Return what is given by which group, without the note."""
        return {name: self.cleaned_data[name] for name in ("group", "role", "service")}

    @property
    def is_moved(self) -> bool:
        """Whether it gives something else than before."""
        rule = self.rule
        return rule is None or list(self.place.values()) != [rule.group, rule.role, rule.service]


class TryGroupsForm(forms.Form):
    """Groups, one on a line, or somebody with those of their last sign-in."""

    groups = TextField(
        label=_("Groups"),
        help_text=_("One on a line, as the council’s sign-in names them. Leave it empty to take those of the person."),
        required=False,
    )
    person = ColleagueField(
        label=_("Somebody’s email address"), help_text=_("To see what changes for them."), required=False
    )

    looks = {
        "groups": Look(size="s", optional=True, rows=4),
        "person": Look(size="s", optional=True, width="two-thirds"),
    }

    def clean_groups(self) -> list[str]:
        """Return the groups, each once."""
        lines = (normal(line, is_line=True) for line in self.cleaned_data["groups"].splitlines())
        return sorted({line for line in lines if line})

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data = super().clean() or {}
        if not self.errors and not data["groups"] and not data["person"]:
            raise ValidationError(_("Enter groups, or the email address of somebody"))
        return data
