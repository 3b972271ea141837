"""From a file or a fingerprint to a verdict: what is looked up, in which order, and what it comes to."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from partnerships.models import IssueEdition
from partnerships.selectors.issues import line_of
from verification import claims as claiming
from verification import records, remarks, words
from verification.evidence import Evidence, finding_of
from verification.pdf import Problem, Reading, read_pdf
from verification.signature import signature_of
from verification.typed import ALL_DIGITS, PRINTED_DIGITS
from verification.verdict import Conclusion, Finding, Match, Verdict


def verify_pdf(data: bytes) -> Verdict:
    """Return what the file proves: by its very bytes, else by its data, else by what its pages print.

    Never raises on what the file holds. A file that is not the issued one is read in processes with limits, which takes
    seconds: whoever lets strangers call this says how many may at once.
    """
    exact = records.with_file(hashlib.sha256(data).hexdigest())
    if exact:
        return Verdict(Conclusion.UNALTERED, findings=(_whole_file(exact),))
    reading = read_pdf(data)
    claims, alien = claiming.claims_in(reading.snapshots)
    found = Evidence(data=data, reading=reading, claims=tuple(claims))
    starts = [claim.digest[:PRINTED_DIGITS] for claim in claims]
    starts += [line.fingerprint.replace("-", "") for line in reading.printed if line.fingerprint]
    editions = records.with_fingerprints(list(dict.fromkeys(starts))[: claiming.MOST_CLAIMS])
    findings = tuple(finding for edition in editions if (finding := finding_of(edition, found)))
    doubts = remarks.doubts(found, findings)
    drafts = remarks.drafts(found, findings)
    if _is_unreadable(reading) and not (findings or doubts or drafts):
        return Verdict(Conclusion.UNREADABLE, problem=reading.problem)
    said = (*doubts, *drafts)
    if not (said or findings or reading.is_scan):
        said = (remarks.nothing_found(),)
    signed = remarks.on_signature(signature_of(data), findings)
    return Verdict(
        _conclusion(findings, doubts, drafts),
        findings=findings,
        remarks=(*said, *remarks.alien(alien), *signed, *remarks.on_reading(reading)),
        problem=reading.problem,
    )


def verify_typed(reference: int, digits: str) -> Verdict:
    """Return what 16 digits of a fingerprint, or a whole SHA-256, prove of the partnership of that number.

    The whole SHA-256 may be that of the data or that of the PDF.
    """
    exact = records.with_file(digits) if len(digits) == ALL_DIGITS else None
    edition = exact or next(iter(records.with_fingerprints([digits])), None)
    if edition is None:
        missing = _("No issue of this partnership that is on record has this fingerprint.")
        return Verdict(Conclusion.UNKNOWN, remarks=(missing, _check_slips(), remarks.no_drafts()))
    finding = _typed(edition, is_of_file=exact is not None)
    if edition.issue.partnership.number == reference:
        return Verdict(Conclusion.TYPED, findings=(finding,))
    other = _("The fingerprint is that of %(issue)s, not of the reference that was typed.")
    wrong = other % {"issue": words.name_of(edition)}
    return Verdict(Conclusion.MISMATCH, findings=(finding,), remarks=(wrong, _check_slips()))


def _check_slips() -> str:
    return _("Compare both with the foot and the head of the page again, character by character.")


def _whole_file(edition: IssueEdition) -> Finding:
    line = line_of(edition.issue)
    proved = [_("This is the file that was issued: not one byte differs.")]
    if edition.is_signed:
        proved.append(_("It bears the digital signature that the council put on it when it was issued."))
    return Finding(edition, line, Match.FILE, about=words.about(edition, line), proved=tuple(proved), unproved=())


def _typed(edition: IssueEdition, *, is_of_file: bool) -> Finding:
    line = line_of(edition.issue)
    if is_of_file:
        proved = _("This is the SHA-256 of the PDF of %(issue)s: a file that has it is the one that was issued.")
        unproved = _("Whether your file has it: upload it to find out.")
    else:
        proved = _("This is the fingerprint of %(issue)s.")
        unproved = _(
            "What your pages show: a fingerprint can be copied onto others. Upload the file, or compare with the issue."
        )
    return Finding(
        edition,
        line,
        Match.TYPED,
        about=words.about(edition, line),
        proved=(proved % {"issue": words.name_of(edition)},),
        unproved=(unproved,),
    )


def _is_unreadable(reading: Reading) -> bool:
    """Whether a problem kept the file from being read; that it has many pages does not."""
    return reading.problem not in (None, Problem.TOO_MANY_PAGES)


def _conclusion(findings: tuple[Finding, ...], doubts: tuple[str, ...], drafts: tuple[str, ...]) -> Conclusion:
    recognised = [finding for finding in findings if finding.match is not Match.NAMED]
    if doubts:
        return Conclusion.CONFLICT
    if len(recognised) > 1:
        return Conclusion.SEVERAL
    if recognised:
        return Conclusion.IDENTIFIED
    if drafts:
        return Conclusion.DRAFT
    return Conclusion.NAMED if findings else Conclusion.UNKNOWN
