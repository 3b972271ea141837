"""Reading partnerships from a table: the file, and which of its columns is what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from govuk import Look
from partnerships.actions.register_import import COLUMNS, NEEDED, check_mapping, check_table, mapping_version_token
from partnerships.files.tables import MOST_BYTES, Table
from partnerships.forms.fields import errors_shown
from partnerships.forms.review import ConfirmForm
from partnerships.forms.version_tokens import VersionedForm
from partnerships.models import RegisterImport

NOT_IN_FILE = ""


class UploadTableForm(forms.Form):
    """A table of partnerships that exist already."""

    file = forms.FileField(
        label=_("Choose the file"),
        help_text=_("CSV, up to 5,000 rows and 5 MB, with the headings in the first row."),
        allow_empty_file=True,
        error_messages={"required": _("Choose a CSV file")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv"}),
    )

    looks = {"file": Look(size="m")}

    def clean_file(self) -> Any:
        """Check that it is a table."""
        file = self.cleaned_data["file"]
        with errors_shown(self):
            check_table(file.read(MOST_BYTES + 1))
        file.seek(0)
        return file


class ColumnsForm(VersionedForm):
    """Which column of the file holds which field."""

    def __init__(self, data: QueryDict | None, *, upload: RegisterImport, table: Table) -> None:
        shown = {name: str(column) for name, column in upload.mapping.items()}
        super().__init__(data, version_token=mapping_version_token(upload), initial=shown)
        self.table = table
        first_row = table.rows[0][1]
        columns = [(str(number), _in_words(number, one, first_row)) for number, one in enumerate(table.headings)]
        for name, (label, _others) in COLUMNS.items():
            is_needed = name in NEEDED
            first = (NOT_IN_FILE, _("Select a column") if is_needed else _("Not in the file"))
            self.fields[name] = forms.ChoiceField(
                label=label if is_needed else _("%(label)s (optional)") % {"label": label},
                choices=[first, *columns],
                required=is_needed,
                error_messages={
                    "required": _("Select the column that holds it"),
                    "invalid_choice": _("Select one of the columns of the file"),
                },
            )
        self.looks = {name: Look(size="s") for name in self.fields}

    def clean(self) -> dict[str, Any]:
        """Check that no column holds two fields."""
        cleaned = super().clean() or {}
        if not self.errors:
            with errors_shown(self):
                check_mapping(self.mapping, self.table)
        return cleaned

    @property
    def mapping(self) -> dict[str, int]:
        """The argument of the action."""
        return {name: int(column) for name, column in self.cleaned_data.items() if column != NOT_IN_FILE}


def _in_words(number: int, heading: str, first_row: list[str]) -> str:
    """Return a column as the lists name it: its heading, and what the first row holds there."""
    words = {"heading": heading or f"({number + 1})", "cell": Truncator(first_row[number]).chars(24)}
    return _now("%(heading)s, such as: %(cell)s") % words if words["cell"] else words["heading"]


class EnterTableForm(ConfirmForm):
    """That the rows of the table enter the register."""
