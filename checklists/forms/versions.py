"""Starting a draft, what is said of a version as a whole, and retiring it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actions.validation import InvalidError, past_errors, refuse
from accounts.forms.fields import LineField, errors_shown
from accounts.forms.version_tokens import VersionedForm
from accounts.version_tokens import token_of
from checklists.actions.drafts import can_rename, check_number, version_values
from checklists.files import MAX_CHARACTERS, ChecklistFile, FileError, read_file
from checklists.models import Version
from checklists.spec import Problem, is_slug, lengths, next_number
from govuk import DateField, Look

NUMBER_HINT = _("Numbers with points between them. The highest number is the newest version: 1.10 comes after 1.9.")
NOTHING = "nothing"
# So many faults of a file are shown at once: after the first ones, most people read the file again.
MOST_SHOWN = 20


class NumberFormField(LineField):
    """The number of a version."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            most=lengths.NUMBER,
            label=_("Version number"),
            help_text=NUMBER_HINT,
            error_messages={"required": _("Enter the version number")},
            **kwargs,
        )


class StartChecklistForm(forms.Form):
    """A checklist that does not exist yet, and the number of its first version."""

    title = LineField(
        most=lengths.TITLE,
        label=_("What is it called?"),
        help_text=_("The same for all its versions, and fixed once one is published."),
        error_messages={"required": _("Enter the title")},
    )
    slug = LineField(
        most=lengths.SLUG,
        label=_("Short name in addresses"),
        help_text=_("Small letters and figures with hyphens, such as leaving-a-partnership. It never changes."),
        error_messages={"required": _("Enter the short name")},
    )
    source = LineField(
        most=lengths.SOURCE,
        label=_("Where do its questions come from?"),
        help_text=_("Shown with the version and in the report."),
        error_messages={"required": _("Say where the questions come from")},
    )
    number = NumberFormField(initial="1.0")

    looks = {
        "title": Look(size="s"),
        "slug": Look(size="s", width="two-thirds"),
        "source": Look(size="s"),
        "number": Look(size="s", width="10"),
    }

    def clean(self) -> dict[str, Any]:
        """Check the number and the short name as the action does."""
        cleaned = super().clean() or {}
        with errors_shown(self):
            if "number" in cleaned:
                check_number(cleaned["number"])
            if "slug" in cleaned and not is_slug(cleaned["slug"]):
                raise InvalidError({"slug": str(_("Use small letters and figures, with hyphens between them"))})
        return cleaned


class StartDraftForm(forms.Form):
    """The number of a new version, and what it begins with."""

    start = forms.ChoiceField(
        label=_("What does it begin with?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what it begins with"), "invalid_choice": _("Select one of these")},
    )
    number = NumberFormField()

    looks = {"start": Look(size="s"), "number": Look(size="s", width="10")}

    def __init__(self, data: QueryDict | None, *, version: Version, versions: Collection[Version]) -> None:
        numbers = [other.number for other in versions]
        super().__init__(data, initial={"start": version.number, "number": next_number(numbers)})
        known = [(number, _("The questions of version %(number)s") % {"number": number}) for number in numbers]
        cast("forms.ChoiceField", self.fields["start"]).choices = [*known, (NOTHING, _("Nothing"))]

    def clean_number(self) -> str:
        """Check the number as the action does."""
        number = str(self.cleaned_data["number"])
        with errors_shown(self):
            check_number(number)
        return number


def _shown(sentences: list[str]) -> list[str]:
    """Return as many of the sentences as a page can show with use, and how many more there are."""
    more = len(sentences) - MOST_SHOWN
    said = (
        [ngettext("There is %(count)s more.", "There are %(count)s more.", more) % {"count": more}] if more > 0 else []
    )
    return [*sentences[:MOST_SHOWN], *said]


class UploadForm(forms.Form):
    """A checklist file."""

    file = forms.FileField(
        label=_("Choose the file"),
        help_text=_(
            "YAML, as it is downloaded from the page of a version. It becomes a draft, or replaces the draft of that number."
        ),
        allow_empty_file=True,
        error_messages={"required": _("Choose a YAML file")},
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt"}),
    )

    looks = {"file": Look(size="m")}
    read: ChecklistFile

    def clean_file(self) -> Any:
        """Read the version that the file holds."""
        content = self.cleaned_data["file"].read(MAX_CHARACTERS * 4 + 1)
        try:
            self.read = read_file(content)
        except FileError as error:
            raise forms.ValidationError(_shown(error.sentences)) from error
        return self.cleaned_data["file"]

    def show_problems(self, problems: Collection[Problem]) -> None:
        """Show what stands in the way of keeping what the file holds, each with its line."""
        self.add_error("file", _shown(self.read.sentences(problems)))


class VersionForm(VersionedForm):
    """The title of the checklist and where its questions come from."""

    title = LineField(
        most=lengths.TITLE, label=_("Title of the checklist"), error_messages={"required": _("Enter the title")}
    )
    source = LineField(
        most=lengths.SOURCE,
        label=_("Where do its questions come from?"),
        help_text=_("Shown with the version and in the report."),
        error_messages={"required": _("Say where the questions come from")},
    )

    looks = {"title": Look(size="s"), "source": Look(size="s")}

    def __init__(self, data: QueryDict | None, *, version: Version) -> None:
        values = version_values(version)
        super().__init__(data, version_token=token_of(values), initial=values)
        self.version = version
        self.fields["title"].help_text = (
            _("For all versions of this checklist.")
            if can_rename(version.checklist)
            else _("A version is published under this title, so it cannot change.")
        )

    def clean_title(self) -> str:
        """Check that the title may change."""
        title = str(self.cleaned_data["title"])
        if title != self.version.checklist.title and not can_rename(self.version.checklist):
            raise forms.ValidationError(_("A version is published under its title, which stands."))
        return title


class RetireForm(VersionedForm):
    """Whether a version retires at once, or with a last day."""

    when = forms.ChoiceField(
        label=_("From when may no new case start on it?"),
        choices=[("now", _("From now on")), ("later", _("After a last day"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select when it retires"), "invalid_choice": _("Select one of these")},
    )
    last_on = DateField(
        label=_("Last day on which a case may start on it"), help_text=_("For example, 27 3 2027."), required=False
    )

    looks = {"when": Look(size="m", reveals={"later": ("last_on",)}), "last_on": Look(size="s")}

    def clean(self) -> dict[str, Any]:
        """Check the day as the action does."""
        cleaned = super().clean() or {}
        if cleaned.get("when") == "later" and not self.errors:
            with errors_shown(self):
                if not cleaned.get("last_on"):
                    raise InvalidError({"last_on": str(_("Enter the last day"))})
                refuse(past_errors(last_on=cleaned["last_on"]))
        return cleaned

    def __init__(self, data: QueryDict | None, *, version: Version) -> None:
        initial = {"when": "later", "last_on": version.last_on} if version.last_on else {}
        super().__init__(data, version_token="", initial=initial)

    @property
    def last_day(self) -> Any:
        """The argument of the action."""
        return self.cleaned_data["last_on"] if self.cleaned_data["when"] == "later" else None
