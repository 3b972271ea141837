"""What is to be said of a file beside the issues that were recognised in it: contradictions, drafts, its signature."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from partnerships.domain.canonical import printed
from partnerships.reports.signatures import Signed
from verification import words
from verification.claims import MOST_CLAIMS, Claim
from verification.evidence import Evidence
from verification.pdf import Printed, Reading
from verification.verdict import Finding, Match

# What a file made up may go on without an end; the first few say it all.
MOST = 10


def doubts(found: Evidence, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Say where the file contradicts what is on record, or itself."""
    known = {printed(finding.edition.digest): finding for finding in findings}
    with_data = {finding.edition.digest for finding in findings if finding.match in (Match.EXTENDED, Match.SNAPSHOT)}
    said = [_altered(claim, found) for claim in found.claims if claim.issue and claim.digest not in with_data]
    said += [_untied(finding) for finding in findings if _is_untied(finding, found)]
    for (fingerprint, reference, issue), pages in islice(_claimed_on(found.reading.printed).items(), MOST_CLAIMS):
        said += _against_record(fingerprint, words.claimed(reference, issue), pages, known.get(fingerprint))
    return _first(said)


def drafts(found: Evidence, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Name the reports that call themselves drafts, by their data or their running lines."""
    known = {printed(finding.edition.digest) for finding in findings}
    references = [claim.reference for claim in found.claims if claim.issue is None]
    references += [
        line.reference
        for line in found.reading.printed
        if line.is_running and line.reference and line.issue is None and line.fingerprint not in known
    ]
    says = _("The file has a draft of the report on %(reference)s in it, or what calls itself so.")
    named = _first([says % {"reference": reference} for reference in references])
    return (*named, no_drafts()) if named else ()


def no_drafts() -> str:
    """Say why a draft cannot be verified."""
    return _("Drafts are not recorded: nothing can be proved of one.")


def nothing_found() -> str:
    """Say that the file has nothing of ours."""
    return _("Nothing in the file is of an issue on record: no data inside it, and no fingerprint on its pages.")


def alien(count: int) -> tuple[str, ...]:
    """Say that an attachment has the name of ours and is none."""
    return (_("The file has an attachment called snapshot.json, but it is not the data of a report."),) if count else ()


def on_signature(signed: Signed, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Say what a file that is not the issued one has of the council's signature."""
    if any(finding.match is Match.EXTENDED for finding in findings):
        return ()
    if signed.proves_whole_file:
        return (_("The council’s certificate signed this very file, but no issue on record has these bytes."),)
    if signed.is_ours:
        return (_("The file bears the council’s digital signature, but was changed after it was signed."),)
    if signed.is_signed:
        return (_("The file bears a digital signature that was not made with the council’s present certificate."),)
    if any(finding.edition.is_signed and finding.match is not Match.NAMED for finding in findings):
        return (_("The council’s digital signature is no longer in the file."),)
    return ()


def on_reading(reading: Reading) -> tuple[str, ...]:
    """Say what could not be read, and what can be done about it."""
    said = [str(reading.problem.label)] if reading.problem else []
    typing = _("Type the reference and the fingerprint that are printed on the pages instead.")
    if reading.is_scan:
        said += [_("The pages are pictures, so what is printed on them could not be read."), typing]
    elif reading.textless:
        pages = words.pages_named(reading.textless)
        said.append(words.begin(_("%(pages)s could not be read: there is no text, only pictures.") % {"pages": pages}))
    return tuple(said)


def _altered(claim: Claim, found: Evidence) -> str:
    claimed = {"issue": words.claimed(claim.reference, claim.issue or 0)}
    said = (
        _("The data inside the file says that it is %(issue)s, but it is not the data of any issue on record.")
        % claimed
    )
    if found.fingerprints and printed(claim.digest) not in found.fingerprints:
        said += " " + _("The pages print another fingerprint than that of this data.")
    return said


def _is_untied(finding: Finding, found: Evidence) -> bool:
    return finding.match is Match.SNAPSHOT and bool(found.fingerprints) and not found.lines_of(finding.edition)


def _untied(finding: Finding) -> str:
    says = _("The data inside the file is that of %(issue)s, but the pages print another fingerprint.")
    return says % {"issue": words.name_of(finding.edition)}


def _claimed_on(lines: Iterable[Printed]) -> dict[tuple[str, str, int], list[int]]:
    """Return the pages by the fingerprint and the issue that their running lines name; drafts name none."""
    pages: dict[tuple[str, str, int], list[int]] = {}
    for line in lines:
        if line.is_running and line.issue is not None and line.fingerprint:
            pages.setdefault((line.fingerprint, line.reference, line.issue), []).append(line.page)
    return pages


def _against_record(fingerprint: str, claimed: str, pages: list[int], finding: Finding | None) -> list[str]:
    """Return what is wrong with running lines that name an issue; nothing when they are that issue's."""
    if finding and claimed == words.name_of(finding.edition):
        return []
    said = {"pages": words.pages_named(pages), "claimed": claimed, "fingerprint": fingerprint}
    if finding:
        says = _("%(pages)s: printed as %(claimed)s, but with the fingerprint of %(issue)s.")
        return [words.begin(says % {**said, "issue": words.name_of(finding.edition)})]
    says = _("%(pages)s: printed as %(claimed)s with the fingerprint %(fingerprint)s, which no issue on record has.")
    return [words.begin(says % said)]


def _first(said: Sequence[str]) -> tuple[str, ...]:
    """Return each sentence once, and no more than a reader will read."""
    return tuple(islice(dict.fromkeys(said), MOST))
