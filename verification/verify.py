"""From a file or a fingerprint to a verdict."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from partnerships.models import IssueEdition
from verification import records, remarks, words
from verification.claims import MOST_CLAIMS, claims_in
from verification.evidence import Evidence, finding_of
from verification.pdf import Problem, read_pdf
from verification.records import IssuedFile
from verification.signature import signature_of
from verification.typed import ALL_DIGITS, PRINTED_DIGITS
from verification.verdict import Conclusion, Finding, Match, Verdict


def verify_pdf(data: bytes) -> Verdict:
    """Return what the file proves: by its bytes, else by the data inside it, else by what its pages print.

    Raises nothing because of what the file holds. A file that is not the issued one is read in processes with limits,
    which takes seconds: a caller that is open to everybody must limit how many run at once.
    """
    exact = records.find_by_pdf_hash(hashlib.sha256(data).hexdigest())
    if exact:
        return Verdict(Conclusion.UNALTERED, findings=(_exact_file(exact),))
    reading = read_pdf(data)
    claims, unreadable = claims_in(reading.snapshots)
    evidence = Evidence(data=data, reading=reading, claims=tuple(claims))
    prefixes = [claim.digest[:PRINTED_DIGITS] for claim in claims]
    prefixes += [line.fingerprint.replace("-", "") for line in reading.printed if line.fingerprint]
    editions = records.find_by_digest_prefixes(list(dict.fromkeys(prefixes))[:MOST_CLAIMS])
    findings = tuple(finding for edition in editions if (finding := finding_of(edition, evidence)))
    contradictions = remarks.contradictions(evidence, findings)
    drafts = remarks.draft_remarks(evidence, findings)
    # A file with too many pages was read, if not to its end.
    was_read = reading.problem in (None, Problem.TOO_MANY_PAGES)
    if not (was_read or findings or contradictions or drafts):
        return Verdict(Conclusion.UNREADABLE, problem=reading.problem)
    found = (*contradictions, *drafts)
    if not (found or findings or reading.is_scan):
        found = (remarks.nothing_found(),)
    found += remarks.unreadable_data_remarks(unreadable)
    found += remarks.signature_remarks(signature_of(data), findings)
    found += remarks.reading_remarks(reading)
    conclusion = _conclusion(findings, contradictions, drafts)
    return Verdict(conclusion, findings=findings, remarks=found, problem=reading.problem)


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


def _conclusion(findings: tuple[Finding, ...], contradictions: tuple[str, ...], drafts: tuple[str, ...]) -> Conclusion:
    recognised = [finding for finding in findings if finding.match is not Match.NAMED]
    if contradictions:
        return Conclusion.CONFLICT
    if len(recognised) > 1:
        return Conclusion.SEVERAL
    if recognised:
        return Conclusion.IDENTIFIED
    if drafts:
        return Conclusion.DRAFT
    return Conclusion.NAMED if findings else Conclusion.UNKNOWN
