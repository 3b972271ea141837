"""Sentences about a file beyond the issues recognised in it: contradictions, drafts, its signature, what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.canonical import printed
from partnerships.models import IssueEdition
from partnerships.reports.signatures import Signed
from verification import words
from verification.claims import MOST_CLAIMS, Claim
from verification.evidence import Evidence
from verification.packs import has_other_data
from verification.pdf import Printed, Reading
from verification.records import summary_sha256
from verification.verdict import Finding, Match, PackFinding

# A file can hold any number of contradictions; more sentences than these help nobody.
MOST_SENTENCES = 10


def contradictions(evidence: Evidence, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return where the file contradicts the record, or itself."""
    known = {printed(finding.edition.digest): finding for finding in findings}
    with_data = {finding.edition.digest for finding in findings if finding.match in (Match.EXTENDED, Match.SNAPSHOT)}
    claims = [
        claim
        for claim in evidence.claims
        if claim.issue and claim.digest not in with_data and evidence.was_sought(claim.digest)
    ]
    found = [_unknown_data(claim, evidence) for claim in claims]
    for finding in findings:
        has_other_fingerprints = evidence.reading.fingerprints and not evidence.lines_of(finding.edition)
        if finding.match is Match.SNAPSHOT and has_other_fingerprints:
            says = _("The data inside the file is that of %(issue)s, but the pages print another fingerprint.")
            found.append(says % {"issue": words.issue_name(finding.edition)})
    for (fingerprint, reference, issue), pages in islice(
        _pages_by_issue(evidence.reading.printed).items(), MOST_CLAIMS
    ):
        named = words.issue_name_from(reference, issue)
        if evidence.was_sought(fingerprint):
            found += _wrong_running_lines(fingerprint, named, pages, known.get(fingerprint))
    found += _wrongly_named(evidence)
    return _first_of_each(found)


def page_remarks(evidence: Evidence, findings: Sequence[Finding], packs: Sequence[PackFinding]) -> tuple[str, ...]:
    """Say which pages are none of an issue, and what else keeps pages that are proved from being the whole file."""
    tallies = [*(one.tally for one in findings), *(pack.tally for pack in packs)]
    if not any(tally.stood for tally in tallies):
        return ()
    found = []
    if changed := {one.page for tally in tallies if tally.is_changed for one in tally.changed}:
        found.append(_("Not as it was issued: %(pages)s of the file.") % {"pages": words.page_list(changed)})
    stood = {one.page for tally in tallies for one in tally.stood}
    known = {printed(finding.edition.digest) for finding in findings}
    uncompared = {
        line.page for line in evidence.reading.printed if line.is_running and line.fingerprint in known
    } - stood
    if uncompared:
        says = _("The fingerprint of a report stands on %(pages)s of the file in a way that could not be compared.")
        found.append(says % {"pages": words.page_list(uncompared)})
    others = set(range(1, len(evidence.file.pages) + 1)) - stood - uncompared - _pages_unsought(evidence)
    if others:
        found.append(_("Of no issue on record: %(pages)s of the file.") % {"pages": words.page_list(others)})
    hashes = _issued_by_hash(evidence)
    if unknown := [one for one in evidence.reading.attached if one.sha256 not in hashes]:
        says = ngettext(
            "%(count)s file that is attached to it is no issued report.",
            "%(count)s files that are attached to it are no issued reports.",
            len(unknown),
        )
        found.append(says % {"count": len(unknown)})
    if has_other_data(evidence):
        found.append(_("An attachment called pack.json is not the data of an agenda pack that was made."))
    if evidence.file.colours not in {"", *(file.colours for file in evidence.issued_files.values())}:
        found.append(_("The file says how its colours are to be shown, and not as it was issued."))
    if evidence.file.acts:
        found.append(
            _("The file can do more than show its pages: a program or a form in it may change what a viewer shows.")
        )
    return tuple(found)


def unsought_remarks(evidence: Evidence) -> tuple[str, ...]:
    """Say which pages and data were not looked up, as the file has more of them than are; nothing when all were."""
    found = []
    if pages := _pages_unsought(evidence):
        says = _(
            "The file prints more than %(most)s fingerprints. Those on %(pages)s were not looked up, so nothing is said of "
            "them here: verify these pages in a file of their own."
        )
        found.append(says % {"most": MOST_CLAIMS, "pages": words.page_list(pages)})
    if data := [claim for claim in evidence.claims if not evidence.was_sought(claim.digest)]:
        says = ngettext(
            "The data of %(count)s attached file was not looked up, as the file names more than %(most)s issues.",
            "The data of %(count)s attached files was not looked up, as the file names more than %(most)s issues.",
            len(data),
        )
        found.append(says % {"count": len(data), "most": MOST_CLAIMS})
    return tuple(found)


def _pages_unsought(evidence: Evidence) -> set[int]:
    """Return the pages with a fingerprint that was not looked up."""
    return {line.page for line in evidence.reading.printed if not evidence.was_sought(line.fingerprint)}


def draft_remarks(evidence: Evidence, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Name the drafts that the data or the running lines of the file claim to be of; nothing when there are none."""
    known = {printed(finding.edition.digest) for finding in findings}
    references = [claim.reference for claim in evidence.claims if claim.issue is None]
    references += [
        line.reference
        for line in evidence.reading.printed
        if line.is_running and line.reference and line.issue is None and line.fingerprint not in known
    ]
    says = _("The file has a draft of the report on %(reference)s in it, or what calls itself so.")
    named = _first_of_each([says % {"reference": reference} for reference in references])
    return (*named, drafts_are_not_recorded()) if named else ()


def drafts_are_not_recorded() -> str:
    """Say why a draft cannot be verified."""
    return _("Drafts are not recorded: nothing can be proved of one.")


def nothing_found() -> str:
    """Say that nothing in the file is of an issue."""
    return _("Nothing in the file is of an issue on record: no data inside it, and no fingerprint on its pages.")


def unreadable_data_remarks(count: int) -> tuple[str, ...]:
    """Say that so many attachments have the name of a report's data and are something else; nothing for 0."""
    return (_("The file has an attachment called snapshot.json, but it is not the data of a report."),) if count else ()


def signature_remarks(signed: Signed, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Say what the signature in a file that is not the issued one proves."""
    if any(finding.match is Match.EXTENDED for finding in findings):
        return ()
    if signed.proves_whole_file:
        return (_("The council’s certificate signed this very file, but no issue on record has these bytes."),)
    if signed.is_ours:
        return (_("The file bears the council’s digital signature, but was changed after it was signed."),)
    if signed.is_signed:
        return (_("The file bears a digital signature that was not made with the council’s present certificate."),)
    if not signed.is_readable:
        return (_("There is a digital signature in the file that could not be read."),)
    if any(finding.edition.is_signed and finding.match is not Match.NAMED for finding in findings):
        return (_("The council’s digital signature is no longer in the file."),)
    return ()


def reading_remarks(reading: Reading) -> tuple[str, ...]:
    """Say what could not be read, and what to do instead."""
    found = [str(reading.problem.label)] if reading.problem else []
    typing = _("Type the reference and the fingerprint that are printed on the pages instead.")
    if reading.is_scan:
        found += [_("The pages are pictures, so what is printed on them could not be read."), typing]
    elif reading.textless:
        pages = words.page_list(reading.textless)
        found.append(_("There is no text, only pictures, on %(pages)s: it could not be read.") % {"pages": pages})
    return tuple(found)


def _unknown_data(claim: Claim, evidence: Evidence) -> str:
    named = {"issue": words.issue_name_from(claim.reference, claim.issue or 0)}
    sentence = (
        _("The data inside the file says that it is %(issue)s, but it is not the data of any issue on record.") % named
    )
    if evidence.reading.fingerprints and printed(claim.digest) not in evidence.reading.fingerprints:
        sentence += " " + _("The pages print another fingerprint than that of this data.")
    return sentence


def _wrongly_named(evidence: Evidence) -> list[str]:
    """Return where a PDF is attached under the name of an issue whose file it is not."""
    found = []
    issued = _issued_by_hash(evidence)
    for one in evidence.reading.attached:
        edition, named = issued.get(one.sha256), words.issue_name_from(one.reference, one.issue)
        if one.reference and edition is None:
            says = _("A file that is attached is named like that of %(named)s, but is no file that was issued.")
            found.append(says % {"named": named})
        elif one.reference and edition and words.issue_name(edition) != named:
            says = _("A file that is attached is named like that of %(named)s, but is that of %(issue)s.")
            found.append(says % {"named": named, "issue": words.issue_name(edition)})
    return found


def _issued_by_hash(evidence: Evidence) -> dict[str, IssueEdition]:
    """Return the editions by the SHA-256 of their PDFs and of their summaries."""
    return {
        sha256: edition
        for edition in evidence.editions
        for sha256 in (edition.pdf_sha256, summary_sha256(edition))
        if sha256
    }


def _pages_by_issue(lines: Iterable[Printed]) -> dict[tuple[str, str, int], list[int]]:
    """Return the pages by the fingerprint, reference and issue in their running lines. Drafts are left out."""
    pages: dict[tuple[str, str, int], list[int]] = {}
    for line in lines:
        if line.is_running and line.issue is not None and line.fingerprint:
            pages.setdefault((line.fingerprint, line.reference, line.issue), []).append(line.page)
    return pages


def _wrong_running_lines(fingerprint: str, named: str, pages: list[int], finding: Finding | None) -> list[str]:
    """Return what is wrong with pages whose running lines name an issue; `finding` is the one with their fingerprint."""
    if finding and named == words.issue_name(finding.edition):
        return []
    parts = {"pages": words.page_list(pages), "claimed": named, "fingerprint": fingerprint}
    if finding:
        says = _("Printed as %(claimed)s on %(pages)s, but with the fingerprint of %(issue)s.")
        return [says % {**parts, "issue": words.issue_name(finding.edition)}]
    says = _("Printed as %(claimed)s on %(pages)s with the fingerprint %(fingerprint)s, which no issue on record has.")
    return [says % parts]


def _first_of_each(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the first MOST_SENTENCES of them, each once."""
    return tuple(islice(dict.fromkeys(sentences), MOST_SENTENCES))
