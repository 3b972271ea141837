"""From a file or a fingerprint to a verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.utils.translation import gettext as _

from partnerships.models import AgendaPackFile, IssueEdition
from verification import records, remarks, words
from verification.evidence import Evidence, evidence_in, findings_of
from verification.packs import about_pack, findings_of_packs
from verification.pdf import Problem
from verification.records import IssuedFile
from verification.signature import signature_of
from verification.typed import ALL_DIGITS
from verification.verdict import Conclusion, Finding, Match, PackFinding, Verdict


def verify_pdf(data: bytes) -> Verdict:
    """Return what the file proves: by its bytes, else by the data inside it, by its pages, and by what these print.

    Raises nothing because of what the file holds. A file that is not the issued one is read in processes with limits,
    which takes seconds: a caller that is open to everybody must limit how many run at once.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if exact := records.find_by_pdf_hash(sha256):
        return Verdict(Conclusion.UNALTERED, findings=(_exact_file(exact),))
    if pack := records.find_pack_file(sha256):
        return _exact_pack(pack)
    return _judge(evidence_in(data))


def _judge(evidence: Evidence) -> Verdict:
    reading = evidence.reading
    findings = tuple(finding for edition in evidence.editions for finding in findings_of(edition, evidence))
    packs = findings_of_packs(evidence)
    contradictions = remarks.contradictions(evidence, findings)
    drafts = remarks.draft_remarks(evidence, findings)
    # A file with too many pages was read, if not to its end.
    was_read = reading.problem in (None, Problem.TOO_MANY_PAGES)
    if not (was_read or findings or packs or contradictions or drafts):
        return Verdict(Conclusion.UNREADABLE, problem=reading.problem)
    found = (*contradictions, *drafts)
    unsought = remarks.unsought_remarks(evidence)
    if not (found or findings or packs or unsought or reading.is_scan):
        found = (remarks.nothing_found(),)
    found += unsought
    found += remarks.unreadable_data_remarks(evidence.unreadable)
    if not packs:
        found += remarks.signature_remarks(signature_of(evidence.data), findings)
    others = remarks.page_remarks(evidence, findings, packs)
    found += others
    found += remarks.reading_remarks(reading)
    is_whole = not (others or drafts or unsought or evidence.unreadable or reading.problem)
    of_pages = _of_pages(findings, packs, is_whole=is_whole)
    conclusion = _conclusion((*packs, *findings), contradictions, drafts, of_pages)
    return Verdict(conclusion, findings=findings, packs=packs, remarks=found, problem=reading.problem)


def verify_typed(reference: int, digits: str) -> Verdict:
    """Return what 16 digits of a fingerprint, or a whole SHA-256, prove about the partnership with that number.

    The whole SHA-256 may be that of the data or that of the PDF.
    """
    exact = records.find_by_pdf_hash(digits) if len(digits) == ALL_DIGITS else None
    edition = exact.edition if exact else next(iter(records.find_by_digest_prefixes([digits])), None)
    compare = _("Compare both with the foot and the head of the page again, character by character.")
    if edition is None:
        missing = _("No issue of this partnership that is on record has this fingerprint.")
        return Verdict(Conclusion.UNKNOWN, remarks=(missing, compare, remarks.drafts_are_not_recorded()))
    finding = _typed_fingerprint(edition, exact)
    if edition.issue.partnership.number == reference:
        return Verdict(Conclusion.TYPED, findings=(finding,))
    other = _("The fingerprint is that of %(issue)s, not of the reference that was typed.")
    wrong = other % {"issue": words.issue_name(edition)}
    return Verdict(Conclusion.MISMATCH, findings=(finding,), remarks=(wrong, compare))


def _exact_file(file: IssuedFile) -> Finding:
    edition, about = file.edition, words.issue_summary(file.edition, of_summary=file.is_summary)
    proved = [_("This is the file that was issued: not one byte differs.")]
    if edition.is_signed:
        proved.append(_("It bears the digital signature that the council put on it when it was issued."))
    return Finding(edition, Match.FILE, about=about, proved=tuple(proved), unproved=())


def _typed_fingerprint(edition: IssueEdition, file: IssuedFile | None) -> Finding:
    of_summary = file is not None and file.is_summary
    if file is not None:
        proved = _("This is the SHA-256 of the PDF of %(issue)s: a file that has it is the one that was issued.")
        if of_summary:
            proved = _(
                "This is the SHA-256 of the summary of %(issue)s: a file that has it is the one that was issued."
            )
        unproved = _("Whether your file has it: upload it to find out.")
    else:
        proved = _("This is the fingerprint of %(issue)s.")
        unproved = _(
            "What your pages show: a fingerprint can be copied onto others. Upload the file, or compare with the issue."
        )
    proved %= {"issue": words.issue_name(edition)}
    about = words.issue_summary(edition, of_summary=of_summary)
    return Finding(edition, Match.TYPED, about=about, proved=(proved,), unproved=(unproved,))


def _exact_pack(file: AgendaPackFile) -> Verdict:
    editions = records.editions_of(file.pack)
    proved = (_("This is the agenda pack as it was made: not one byte differs. Each issued file is attached to it."),)
    pack = PackFinding(about_pack(file.pack, editions), proved, (), is_whole=True)
    in_pack = (_("It is in the pack, from the data that was issued, and the file that was issued is attached."),)
    findings = tuple(Finding(one, Match.ATTACHED, words.issue_summary(one), in_pack, ()) for one in editions)
    return Verdict(Conclusion.PACK, findings=findings, packs=(pack,))


def _of_pages(findings: Sequence[Finding], packs: Sequence[PackFinding], *, is_whole: bool) -> Conclusion | None:
    """Return what the pages come to; None when none is proved and none was changed."""
    tallies = [*(pack.tally for pack in packs), *(one.tally for one in findings)]
    if any(tally.is_changed for tally in tallies):
        return Conclusion.CONFLICT
    if not any(tally.has_proved for tally in tallies):
        return None
    is_whole &= all(one.tally.is_whole for one in findings) and all(pack.is_whole for pack in packs)
    return Conclusion.PAGES if is_whole else Conclusion.SOME_PAGES


def _conclusion(
    findings: Sequence[PackFinding | Finding],
    contradictions: Sequence[str],
    drafts: Sequence[str],
    of_pages: Conclusion | None,
) -> Conclusion:
    recognised = [one for one in findings if isinstance(one, PackFinding) or one.match is not Match.NAMED]
    if contradictions:
        return Conclusion.CONFLICT
    if of_pages:
        return of_pages
    if len(recognised) > 1:
        return Conclusion.SEVERAL
    if recognised:
        return Conclusion.IDENTIFIED
    if drafts:
        return Conclusion.DRAFT
    return Conclusion.NAMED if findings else Conclusion.UNKNOWN
