"""Reading partnerships that exist already from a table: upload it, say which column is what, enter all rows or none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.folding import fold
from accounts.models import RoleGrant, Service, User
from accounts.roles import Grant
from accounts.text import normal
from accounts.version_tokens import token_of
from checklists.spec import Significance
from partnerships.actions.acting import ActionError, lock_council
from partnerships.actions.existing import ExistingDraft, check_existing, enter_all
from partnerships.actions.validation import InvalidError, refuse
from partnerships.actions.version_tokens import check_unchanged
from partnerships.domain.money import pounds_in
from partnerships.domain.permissions import AUTHOR_ROLES
from partnerships.domain.reference import partnership_number
from partnerships.files.tables import MOST_BYTES, NoTableError, Table, read_table
from partnerships.models import Partnership, RegisterImport

ReadDay = Callable[[str], date | None]
Value = TypeVar("Value")
KEPT = timedelta(days=7)
"""For how long a file is kept whose rows were not entered."""
NEEDED = ("name", "purpose", "service", "lead", "review_on")
# The fields of a row in the order in which they are asked for, with their label; other headings that mean the same.
COLUMNS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "name": (gettext_lazy("Name"), ("partnership name", "title")),
    "purpose": (gettext_lazy("Purpose"), ("description", "aims", "what it is for")),
    "service": (gettext_lazy("Service"), ("directorate", "department")),
    "lead": (gettext_lazy("Lead officer"), ("lead", "lead officer email", "owner", "contact")),
    "review_on": (gettext_lazy("Review date"), ("next review", "review")),
    "partners": (gettext_lazy("Partners"), ("partner", "organisations")),
    "council_role": (gettext_lazy("The council's role"), ("role", "our role")),
    "significance": (gettext_lazy("Significance"), ()),
    "annual_cost": (gettext_lazy("Cost a year in pounds"), ("annual cost", "cost a year", "cost")),
    "funding_source": (gettext_lazy("Source of funding"), ("funding", "funding source")),
    "planned_start_on": (gettext_lazy("Planned start"), ("start", "start date", "started")),
    "planned_end_on": (gettext_lazy("Planned end"), ("end", "end date")),
    "wards": (gettext_lazy("Wards or areas affected"), ("wards", "ward", "areas affected")),
    "exit_arrangements": (gettext_lazy("Exit arrangements"), ("exit", "exit plan", "exit strategy")),
    "contact_name": (gettext_lazy("Contact for the public"), ("public contact", "contact")),
    "contact_email": (gettext_lazy("Email address of the contact"), ("contact email", "contact email address")),
    "contact_phone": (gettext_lazy("Telephone number of the contact"), ("contact telephone", "contact phone")),
    "key_decision_reference": (gettext_lazy("Key decision reference"), ("key decision", "forward plan reference")),
    "decided_on": (gettext_lazy("Decided on"), ("approved on", "date approved")),
    "meeting": (gettext_lazy("Meeting or decision-maker"), ("meeting", "approved by")),
    "minute_reference": (gettext_lazy("Minute reference"), ("minute",)),
    "reference": (gettext_lazy("Reference here"), ("partnership", "reference")),
    "ended_on": (gettext_lazy("Ended"), ()),
}
DATES = ("review_on", "planned_start_on", "planned_end_on", "decided_on")
TEXTS = ("purpose", "council_role", "exit_arrangements")
LINES = (
    *("name", "funding_source", "meeting", "minute_reference", "wards", "key_decision_reference"),
    *("contact_name", "contact_email", "contact_phone"),
)


@dataclass(frozen=True, slots=True)
class RowNote:
    """What is said of a cell: the number of its row, the heading of its column, and a sentence."""

    row: int
    column: str
    sentence: str


@dataclass(kw_only=True)
class ReadRows:
    """What a table comes to: the drafts, the faults that stand in the way, and the rows that are left out."""

    drafts: list[ExistingDraft] = field(default_factory=list)
    faults: list[RowNote] = field(default_factory=list)
    left_out: list[RowNote] = field(default_factory=list)


@transaction.atomic
def upload_table(*, by: User, file: File[bytes]) -> RegisterImport:
    """Keep a table until its rows are entered, its columns guessed by their headings. InvalidError when it is none."""
    content = file.read(MOST_BYTES + 1)
    table = check_table(content)
    return RegisterImport.objects.create(
        file_name=normal(file.name or "", is_line=True)[-200:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        mapping=guess(table.headings),
        uploaded_by=by,
    )


@transaction.atomic
def map_columns(
    *, upload: RegisterImport, by: User, mapping: Mapping[str, int], version_token: str | None = None
) -> RegisterImport:
    """Say which column, counted from 0, holds which field. InvalidError as by `check_mapping`; ActionError once entered.

    `version_token` is that of the mapping that the page showed: StaleError when it is another by now.
    """
    upload = _lock(upload, by)
    check_unchanged(version_token, mapping_version_token(upload))
    check_mapping(mapping, read_table(bytes(upload.content or b"")))
    upload.mapping = dict(mapping)
    upload.save(update_fields=["mapping"])
    return upload


@transaction.atomic
def enter_table(*, upload: RegisterImport, by: User, read_day: ReadDay, version_token: str | None = None) -> int:
    """Put the partnerships of the table on the register, all of them or none; return how many.

    `version_token` is that of the mapping that the page showed. ActionError when they were entered before, when a row has a
    fault by now, or when no row is left.
    """
    upload = _lock(upload, by)
    check_unchanged(version_token, mapping_version_token(upload))
    lock_council()
    rows = read_rows(upload, by=by, read_day=read_day)
    if rows.faults:
        raise ActionError(_("The table has faults, so nothing was entered."))
    if not rows.drafts:
        raise ActionError(_("No row of the table is left to be entered."))
    enter_all(by=by, drafts=rows.drafts)
    upload.content, upload.entered_at, upload.entered_by = None, timezone.now(), by
    upload.entered = len(rows.drafts)
    upload.save(update_fields=["content", "entered_at", "entered_by", "entered"])
    return upload.entered


def forget_uploads(*, now: datetime) -> None:
    """Delete the files whose rows were not entered within some days."""
    RegisterImport.objects.filter(entered_at=None, uploaded_at__lt=now - KEPT).delete()


def check_table(content: bytes) -> Table:
    """Return the table; InvalidError when it cannot be read."""
    try:
        return read_table(content)
    except NoTableError as error:
        raise InvalidError({"file": str(error)}) from error


def check_mapping(mapping: Mapping[str, int], table: Table) -> None:
    """Raise InvalidError, by field, for a column that is needed, is not there, or holds two fields."""
    errors = {name: _("Select the column that holds it") for name in NEEDED if name not in mapping}
    taken: dict[int, str] = {}
    for name, column in mapping.items():
        if name not in COLUMNS or not 0 <= column < len(table.headings):
            errors[name] = _("Select one of the columns of the file")
        elif column in taken:
            words = {"field": COLUMNS[taken[column]][0]}
            errors[name] = _("This column holds “%(field)s” already: select another one") % words
        taken.setdefault(column, name)
    refuse(errors)


def guess(headings: Iterable[str]) -> dict[str, int]:
    """Return which column is what, as its heading says: one of those of the register's export, or one that means the same."""
    known = {fold(heading): column for column, heading in reversed(list(enumerate(headings)))}
    found: dict[str, int] = {}
    for name, (label, others) in COLUMNS.items():
        words = [fold(str(label)), fold(name.replace("_", " ")), *map(fold, others)]
        column = next((known[word] for word in words if word in known and known[word] not in found.values()), None)
        if column is not None:
            found[name] = column
    return found


def mapping_version_token(upload: RegisterImport) -> str:
    """Return the version token of what a page shows of the upload."""
    return token_of({"mapping": upload.mapping, "entered_at": upload.entered_at})


def read_rows(upload: RegisterImport, *, by: User, read_day: ReadDay) -> ReadRows:
    """Return what the table comes to by its mapping: every fault of every row. A few queries, whatever its length.

    `read_day` returns the date in a text, None when it is none.
    """
    table = read_table(bytes(upload.content or b""))
    reader = _Reader(by, table, upload.mapping, read_day)
    for number, cells in table.rows:
        reader.read(number, cells)
    return reader.found


class _CellError(Exception):
    """A cell cannot be read. The message is a sentence for people."""


class _Reader:
    """Reads one row after another. What is on the register, the services and the people are read once."""

    def __init__(self, by: User, table: Table, mapping: Mapping[str, int], read_day: ReadDay) -> None:
        self.read_day = read_day
        self.table, self.mapping, self.found = table, mapping, ReadRows()
        self.grants: tuple[Grant, ...] = RoleGrant.objects.grants_of(by)
        self.services = {fold(row.name): row for row in Service.objects.filter(is_active=True)}
        leads = RoleGrant.objects.current().filter(role__in=AUTHOR_ROLES, user__is_active=True)
        people = User.objects.filter(pk__in=leads.values("user"))
        self.by_email = {row.email: row for row in people}
        self.by_name: dict[str, list[User]] = {}
        for row in people:
            self.by_name.setdefault(row.folded_name, []).append(row)
        rows = Partnership.objects.filter(is_restricted=False).values_list("number", "folded_name", "service_id")
        self.known = {(name, service): number for number, name, service in rows.order_by("-number")}
        self.numbers = {number: name for number, name, _service in rows}
        self.seen: dict[tuple[str, int], int] = {}

    def read(self, number: int, cells: list[str]) -> None:
        """Read one row: to the drafts, to the faults, or to what is left out."""
        given = {name: cells[column] for name, column in self.mapping.items() if column < len(cells)}
        values, errors = self._values(given)
        if given.get("ended_on"):
            return self._leave_out(number, "ended_on", _("It has ended, so it does not enter the register."))
        here = self._number_of(given, values)
        if here is not None:
            return self._leave_out(number, "name", _("It is here already, as %(reference)s.") % {"reference": here})
        if not errors.keys() & set(NEEDED):
            draft = ExistingDraft(**{name: value for name, value in values.items() if name not in errors})
            errors |= self._refused(draft) | self._again(draft, number)
            if not errors:
                self.found.drafts.append(draft)
        self.found.faults += [RowNote(number, self._heading(name), text) for name, text in errors.items()]
        return None

    def _values(self, given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
        values: dict[str, Any] = {name: normal(given.get(name, ""), is_line=True) for name in LINES}
        values |= {name: normal(given.get(name, "")) for name in TEXTS}
        values["partners"] = _partners(given.get("partners", ""))
        errors = {name: _("This cell must not be empty") for name in NEEDED if not given.get(name)}
        for name, read in (
            *((name, self._day) for name in DATES),
            ("annual_cost", _pounds),
            ("significance", _significance),
            ("service", self._service),
            ("lead", self._lead),
        ):
            if not given.get(name):
                continue
            try:
                values[name] = read(given[name])
            except _CellError as error:
                errors[name] = str(error)
        return values, errors

    def _day(self, text: str) -> date:
        return _found(self.read_day(text), _("Write the date as day, month and year, such as 27/3/2026"))

    def _service(self, text: str) -> Service:
        return _found(self.services.get(fold(text)), _("There is no service “%(name)s”") % {"name": text[:60]})

    def _lead(self, text: str) -> User:
        named = self.by_name.get(fold(text), [])
        if len(named) > 1:
            raise _CellError(_("%(number)s people have this name: write the email address") % {"number": len(named)})
        found = self.by_email.get(User.objects.normalize_email(text)) or next(iter(named), None)
        return _found(found, _("Nobody who can lead a partnership has this name or address"))

    def _number_of(self, given: Mapping[str, str], values: Mapping[str, Any]) -> str | None:
        """Return the reference of the partnership if it is here already, by that and its name, or by name and service."""
        name, service = fold(values["name"]), values.get("service")
        number = partnership_number(given.get("reference", ""))
        if number is None or not name or self.numbers.get(number) != name:
            number = self.known.get((name, service.pk)) if name and service else None
        return None if number is None else f"PR-{number:04d}"

    def _refused(self, draft: ExistingDraft) -> dict[str, str]:
        try:
            check_existing(draft, grants=self.grants, can_lead=True)
        except InvalidError as invalid:
            return dict(invalid.errors)
        return {}

    def _again(self, draft: ExistingDraft, number: int) -> dict[str, str]:
        first = self.seen.setdefault((fold(draft.name), draft.service.pk), number)
        return {} if first == number else {"name": _("Row %(row)s has the same name and service") % {"row": first}}

    def _leave_out(self, number: int, name: str, sentence: str) -> None:
        self.found.left_out.append(RowNote(number, self._heading(name), sentence))

    def _heading(self, name: str) -> str:
        column = self.mapping.get(name)
        return str(COLUMNS[name][0]) if column is None else self.table.headings[column]


def _partners(text: str) -> list[str]:
    names = (normal(name, is_line=True) for name in text.replace("\n", ";").split(";"))
    return list(dict.fromkeys(filter(None, names)))


def _pounds(text: str) -> int:
    return _found(pounds_in(text), _("Write the cost in whole pounds, such as 12500"))


def _significance(text: str) -> str:
    by_label = {fold(str(level.label)): level.value for level in Significance}
    return _found(by_label.get(fold(text)), _("Write high, medium or low"))


def _found(value: Value | None, sentence: str) -> Value:
    """Return what was found; _CellError with the sentence when nothing was."""
    if value is None:
        raise _CellError(sentence)
    return value


def entered_in_words(number: int) -> str:
    """Say how many partnerships were entered."""
    return ngettext(
        "%(number)s partnership is on the register now.", "%(number)s partnerships are on the register now.", number
    ) % {"number": number}


def _lock(upload: RegisterImport, by: User) -> RegisterImport:
    """Return the person's own upload, read again and locked. ActionError when its rows were entered, or it is gone."""
    locked = RegisterImport.objects.select_for_update(no_key=True).filter(pk=upload.pk, uploaded_by=by).first()
    if locked is None:
        raise ActionError(_("This file is not kept any more. Upload it again."))
    if locked.entered_at is not None:
        raise ActionError(_("The partnerships of this file have been entered already."))
    return locked
