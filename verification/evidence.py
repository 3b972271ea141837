"""How far a file that is not the issued one is recognised as an issue: by its data, its pages, or what is attached to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.canonical import printed
from partnerships.files.pages import PdfPage, PdfPages, pages_of
from partnerships.models import AgendaPack, IssueEdition
from verification import records, words
from verification.claims import MOST_CLAIMS, Claim, claims_in
from verification.page_words import Naming, Sentences, sentences_of
from verification.pages import Known, Stand, Tally, divide
from verification.pdf import Printed, Reading, read_pdf
from verification.records import IssuedFile
from verification.typed import digits_of
from verification.verdict import Finding, Match


@dataclass(frozen=True)
class Part:
    """The report of an edition or its summary, by the SHA-256 of its PDF, and how the pages of a file stand that are of it."""

    edition: IssueEdition
    sha256: str
    tally: Tally
    is_summary: bool

    @property
    def naming(self) -> Naming:
        """How its pages are named."""
        issue = words.issue_name(self.edition)
        if self.is_summary:
            issue = _("the summary of %(issue)s") % {"issue": issue}

        def page_of(number: int) -> str:
            if not number:
                return _("a page of %(issue)s, which it never had") % {"issue": issue}
            return _("page %(number)s of %(issue)s") % {"number": number, "issue": issue}

        return Naming(
            page_of, drawn=_("exactly as it was issued"), drawn_otherwise=_("exactly as in an agenda pack of it")
        )


@dataclass(frozen=True)
class Evidence:
    """A file, what was read from it, what its attachments claim to be, and what is on record that it may be.

    `unreadable` counts the attachments that have the name of a report's data and are something else. `unsought` are the
    digits of the fingerprints that were not looked up, as there are more than MOST_CLAIMS. `file` are the pages
    of the file, `issued_files` those of the issued PDFs by their SHA-256, and `packs` are files of agenda
    packs that were handed out, with their pages.
    """

    data: bytes
    reading: Reading
    claims: tuple[Claim, ...]
    unreadable: int
    editions: Sequence[IssueEdition]
    unsought: frozenset[str] = frozenset()
    file: PdfPages = field(default_factory=PdfPages)
    issued_files: Mapping[str, PdfPages] = field(default_factory=dict)
    packs: Sequence[tuple[AgendaPack, Sequence[PdfPage]]] = ()

    @cached_property
    def issued(self) -> Mapping[str, Sequence[PdfPage]]:
        """The pages of the reports that were issued, by the fingerprint that they print."""
        return {printed(one.digest): self._pages_of(one.pdf_sha256) for one in self.editions}

    def _pages_of(self, sha256: str) -> Sequence[PdfPage]:
        return self.issued_files.get(sha256, PdfPages()).pages

    def lines_of(self, edition: IssueEdition) -> list[Printed]:
        """Return the running lines with the edition's fingerprint."""
        fingerprint = printed(edition.digest)
        return [line for line in self.reading.printed if line.is_running and line.fingerprint == fingerprint]

    def was_sought(self, fingerprint: str) -> bool:
        """Whether it was looked up on record; `fingerprint` is as it is printed, or a digest."""
        return digits_of(fingerprint) not in self.unsought

    def has_data_of(self, edition: IssueEdition) -> bool:
        """Whether an attachment is exactly the edition's snapshot."""
        return any(
            claim.digest == edition.digest and records.has_snapshot(edition, claim.data) for claim in self.claims
        )

    def has_attached(self, sha256: str) -> bool:
        """Whether a file with that SHA-256 is attached."""
        return any(one.sha256 == sha256 for one in self.reading.attached)

    def parts_of(self, edition: IssueEdition) -> tuple[Part, Part]:
        """Return the report of the edition and its summary, with how the pages of the file stand that are of them, or say so.

        Pages of the report may also stand as in a pack.
        """
        fingerprint, alone = printed(edition.digest), records.summary_sha256(edition)
        issued = self._pages_of(edition.pdf_sha256)
        forms: dict[int, list[PdfPage]] = {number: [page] for number, page in enumerate(issued, start=1)}
        for _pack, pages in self.packs:
            for page in pages:
                if page.fingerprint == fingerprint and page.number in forms:
                    forms[page.number].append(page)

        def claimed(page: PdfPage) -> int | None:
            return page.number if issued and page.fingerprint == fingerprint else None

        summary = {number: [page] for number, page in enumerate(self._pages_of(alone), start=1)}
        report_tally, summary_tally = divide(
            self.file.pages, Known(forms, len(issued)), Known(summary, len(summary)), claimed
        )
        return (
            Part(edition, edition.pdf_sha256, report_tally, is_summary=False),
            Part(edition, alone, summary_tally, is_summary=True),
        )


def evidence_in(data: bytes) -> Evidence:
    """Read a file, and what is on record that it may be. Its pages are compared only where something of it is on record."""
    reading = read_pdf(data)
    claims, unreadable = claims_in(reading.snapshots)
    # Those at the foot of pages first: of these the verdict says most.
    feet = [digits_of(line.fingerprint) for line in reading.printed if line.fingerprint and line.is_running]
    mentions = [digits_of(line.fingerprint) for line in reading.printed if not line.is_running]
    all_named = list(dict.fromkeys([*feet, *(digits_of(claim.digest) for claim in claims), *mentions]))
    named = all_named[:MOST_CLAIMS]
    editions = records.find_by_digest_prefixes(named)
    attached = records.find_by_pdf_hashes([one.sha256 for one in reading.attached]) if reading.attached else []
    editions += [edition for edition in attached if edition not in editions]
    packs = records.find_packs(named, editions) if named else []
    unsought = frozenset(all_named[MOST_CLAIMS:]) - {digits_of(edition.digest) for edition in editions}
    read = Evidence(data, reading, tuple(claims), unreadable, editions, unsought)
    if not (editions or packs):
        return read
    [file] = pages_of([data])
    if not file.pages:
        return replace(read, file=file)
    return replace(
        read, file=file, issued_files=records.pages_on_record(editions), packs=records.files_of(packs, first=named)
    )


def findings_of(edition: IssueEdition, evidence: Evidence) -> list[Finding]:
    """Return what the file has of the edition, of its report and of its summary, with what that proves; none for nothing."""
    report, summary = evidence.parts_of(edition)
    start = records.file_at_start(edition, evidence.data)
    there = [
        part
        for part in (report, summary)
        if part.tally.stood or evidence.has_attached(part.sha256) or (start and start.is_summary is part.is_summary)
    ]
    there = there or [report]
    # The data is the same in both.
    with_data = next((part for part in there if part.tally.stood), there[0])
    found = [_finding_of(part, evidence, start, has_data=part is with_data, is_alone=len(there) == 1) for part in there]
    return [finding for finding in found if finding]


def _finding_of(
    part: Part, evidence: Evidence, start: IssuedFile | None, *, has_data: bool, is_alone: bool
) -> Finding | None:
    """Return by what the part of the edition is recognised; what is said of data and fingerprints may be of another part."""
    edition, tally = part.edition, part.tally
    pages = {one.page for one in tally.stood}
    lines = [line for line in evidence.lines_of(edition) if is_alone or line.page in pages]
    compared = sentences_of(tally, part.naming) if tally.stood else None
    if start and start.is_summary is part.is_summary:
        match, said = Match.EXTENDED, _judge_extended(start, evidence, compared)
    elif has_data and evidence.has_data_of(edition):
        match, said = Match.SNAPSHOT, _judge_snapshot(edition, evidence, lines, compared)
    elif tally.of(Stand.DRAWN) and compared:
        match, said = Match.PAGES, compared
    elif lines:
        match, said = Match.FINGERPRINT, _judge_fingerprint(edition, evidence, lines, compared)
    elif evidence.has_attached(part.sha256):
        match, said = Match.ATTACHED, ([], [_("None of its pages is in the file.")])
    elif mentions := [line.page for line in evidence.reading.printed if line.fingerprint == printed(edition.digest)]:
        match, said = Match.NAMED, _judge_mention(edition, mentions)
    else:
        return None
    proved, unproved = said
    if evidence.has_attached(part.sha256):
        proved = [_("The file that was issued is attached: of that, not one byte differs."), *proved]
    about = words.issue_summary(edition, of_summary=part.is_summary)
    return Finding(edition, match, about=about, proved=tuple(proved), unproved=tuple(unproved), tally=tally)


def _judge_extended(file: IssuedFile, evidence: Evidence, compared: Sentences | None) -> Sentences:
    more = len(evidence.data) - file.size
    proved = [_("The file begins with the file that was issued: of that, not one byte differs.")]
    added = ngettext(
        "%(count)s byte was added after it, as programs do that put comments on a page or fill in a form.",
        "%(count)s bytes were added after it, as programs do that put comments on a page or fill in a form.",
        more,
    )
    unproved = [added % {"count": more}]
    if compared is None:
        return proved, [*unproved, _("What was added may change what the pages show, and was not compared.")]
    return [*proved, *compared[0]], [*unproved, *compared[1]]


def _judge_snapshot(
    edition: IssueEdition, evidence: Evidence, lines: list[Printed], compared: Sentences | None
) -> Sentences:
    issue = {"issue": words.issue_name(edition)}
    proved = [_("The data inside the file is that of %(issue)s: not one character differs.") % issue]
    if compared is not None:
        return [*proved, *compared[0]], compared[1]
    unproved = [_("The pages around it were saved anew by other software, so what the pages show was not compared.")]
    if lines:
        proved.append(_("%(pages)s its fingerprint.") % {"pages": _pages_that_print(evidence, lines)})
        unproved += _missing_pages(lines)
    else:
        unproved.append(_("No page prints the fingerprint of this data, so nothing ties the pages to it."))
    return proved, unproved


def _judge_fingerprint(
    edition: IssueEdition, evidence: Evidence, lines: list[Printed], compared: Sentences | None
) -> Sentences:
    says = _("%(pages)s the fingerprint of %(issue)s.")
    proved = [says % {"pages": _pages_that_print(evidence, lines), "issue": words.issue_name(edition)}]
    copied = _("A fingerprint can be copied onto other pages: compare what they show with the issue.")
    if compared is not None:
        return [*proved, *compared[0]], [copied, *compared[1]]
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
