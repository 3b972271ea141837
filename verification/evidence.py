"""How far a file that is not the issued one is recognised as an issue: by its data, or by the fingerprint it prints."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.domain.canonical import printed
from partnerships.models import IssueEdition
from verification import records, words
from verification.claims import Claim
from verification.pdf import Printed, Reading
from verification.records import IssuedFile
from verification.verdict import Finding, Match


@dataclass(frozen=True)
class Evidence:
    """A file, what was read from it, and what its attachments claim to be."""

    data: bytes
    reading: Reading
    claims: tuple[Claim, ...]

    def lines_of(self, edition: IssueEdition) -> list[Printed]:
        """Return the running lines with the edition's fingerprint."""
        fingerprint = printed(edition.digest)
        return [line for line in self.reading.printed if line.is_running and line.fingerprint == fingerprint]

    def has_data_of(self, edition: IssueEdition) -> bool:
        """Whether an attachment is exactly the edition's snapshot."""
        return any(
            claim.digest == edition.digest and records.has_snapshot(edition, claim.data) for claim in self.claims
        )


def finding_of(edition: IssueEdition, evidence: Evidence) -> Finding | None:
    """Return by what the file is recognised as the edition, with what that proves; None when it has nothing of it."""
    lines = evidence.lines_of(edition)
    file = records.file_at_start(edition, evidence.data)
    if file:
        match, (proved, unproved) = Match.EXTENDED, _judge_extended(file, evidence)
    elif evidence.has_data_of(edition):
        match, (proved, unproved) = Match.SNAPSHOT, _judge_snapshot(edition, evidence, lines)
    elif lines:
        match, (proved, unproved) = Match.FINGERPRINT, _judge_fingerprint(edition, evidence, lines)
    elif pages := [line.page for line in evidence.reading.printed if line.fingerprint == printed(edition.digest)]:
        match, (proved, unproved) = Match.NAMED, _judge_mention(edition, pages)
    else:
        return None
    about = words.issue_summary(edition, of_summary=file is not None and file.is_summary)
    return Finding(edition, match, about=about, proved=tuple(proved), unproved=tuple(unproved))


# What is proved, and what is not.
Sentences = tuple[list[str], list[str]]


def _judge_extended(file: IssuedFile, evidence: Evidence) -> Sentences:
    more = len(evidence.data) - file.size
    proved = [_("The file begins with the file that was issued: of that, not one byte differs.")]
    added = ngettext(
        "%(count)s byte was added after it, as programs do that put comments on a page or fill in a form.",
        "%(count)s bytes were added after it, as programs do that put comments on a page or fill in a form.",
        more,
    )
    return proved, [added % {"count": more}, _("What was added may change what the pages show, and was not compared.")]


def _judge_snapshot(edition: IssueEdition, evidence: Evidence, lines: list[Printed]) -> Sentences:
    issue = {"issue": words.issue_name(edition)}
    proved = [_("The data inside the file is that of %(issue)s: not one character differs.") % issue]
    unproved = [_("The pages around it were saved anew by other software, so what the pages show was not compared.")]
    if lines:
        proved.append(_("%(pages)s its fingerprint.") % {"pages": _pages_that_print(evidence, lines)})
        unproved += _missing_pages(lines)
    else:
        unproved.append(_("No page prints the fingerprint of this data, so nothing ties the pages to it."))
    return proved, unproved


def _judge_fingerprint(edition: IssueEdition, evidence: Evidence, lines: list[Printed]) -> Sentences:
    says = _("%(pages)s the fingerprint of %(issue)s.")
    proved = [says % {"pages": _pages_that_print(evidence, lines), "issue": words.issue_name(edition)}]
    copied = _("A fingerprint can be copied onto other pages: compare what they show with the issue.")
    return proved, [copied, *_missing_pages(lines)]


def _judge_mention(edition: IssueEdition, pages: list[int]) -> Sentences:
    says = _("The fingerprint of %(issue)s stands in the text of %(pages)s, but not at the foot of a report’s page.")
    nothing = _("Nothing else in the file is of that issue: anybody can write down a fingerprint.")
    return [says % {"issue": words.issue_name(edition), "pages": words.page_list(pages)}], [nothing]


def _pages_that_print(evidence: Evidence, lines: list[Printed]) -> str:
    return words.pages_that_print({line.page for line in lines}, evidence.reading.pages or evidence.reading.read)


def _missing_pages(lines: list[Printed]) -> list[str]:
    """Return a sentence on the pages of the report that the file lacks; nothing when it has all of them."""
    total = max((line.of for line in lines if line.of is not None), default=0)
    missing = set(range(1, total + 1)) - {line.number for line in lines}
    if not missing:
        return []
    says = _("Of the report’s %(total)s pages, %(pages)s are not in the file.")
    if len(missing) == 1:
        says = _("Of the report’s %(total)s pages, %(pages)s is not in the file.")
    return [says % {"total": total, "pages": words.page_list(missing)}]
