"""Issuing the readiness report as a numbered and frozen issue with the bytes of its PDFs.

The PDFs are rendered before the case is locked, because each takes a second and a signature may wait for another
server. Under the lock the content of the case is compared with what was rendered (`docs/decisions/0008-*.md`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import is_visible
from partnerships import emails, reports
from partnerships.actions.acting import ActionError, act_as, check_act_as, lock
from partnerships.actions.moves import check_move, move
from partnerships.actions.trail import last_link, record
from partnerships.actions.validation import InvalidError, check_text, refuse, text_error
from partnerships.domain.board import Edition
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import Move, State
from partnerships.models import (
    Assessment,
    EditionSummary,
    EditionWithdrawal,
    Event,
    IssueEdition,
    Partnership,
    ReportIssue,
)
from partnerships.models.trail import EventKind
from partnerships.rendering import CannotRenderError
from partnerships.reports import signing
from partnerships.snapshot import IssuePart, Snapshot, canonical, public_of, snapshot_of
from partnerships.snapshot.missing import Missing, missing_in
from partnerships.snapshot.shape import moment

Render = Callable[[Snapshot], reports.Parts]


class CaseChangedError(ActionError):
    """The content of the case has changed since the person saw it."""

    def __init__(self) -> None:
        super().__init__(
            _("The case has changed since you opened this page. Look at how it stands now, then issue it again.")
        )


class IssuedAlreadyError(ActionError):
    """The report was issued already, as `issue`."""

    def __init__(self, issue: ReportIssue) -> None:
        words = {"number": issue.number, "name": issue.issued_by.full_name, "when": _moment(issue.issued_at)}
        super().__init__(_("%(name)s already issued the report as issue %(number)s, on %(when)s.") % words)
        self.issue = issue


@dataclass(frozen=True, slots=True)
class Rendering:
    """One edition of an issue that is not stored yet: its snapshot and its PDFs."""

    edition: Edition
    snapshot: Snapshot
    pdfs: reports.Parts


def issue(
    *,
    assessment: Assessment,
    by: User,
    version_token: str,
    public_digest: str,
    missing_reason: str = "",
    at: datetime | None = None,
    render: Render = reports.render_parts,
) -> ReportIssue:
    """Issue the report of an endorsed or referred case under the partnership's next number, in both editions.

    `version_token` is the digest of the draft's content that the person saw, `public_digest` that of its public
    edition, which they have read and confirmed; `missing_reason` says why it is issued though something is missing; `at` is the time of the issue, by default now; `render` makes the PDFs
    of a snapshot, by default in this process. What can be refused is refused before anything is rendered. InvalidError
    without a `public_digest`, and as by `check_missing`; CaseChangedError when either has changed since; SeparationError when `by` has another
    capacity than secretary on the case; ActionError in any other state, when the clock is behind the last recorded
    event, or when the report cannot be rendered or signed.
    """
    sent = {"version_token": version_token, "public_digest": public_digest, "missing_reason": missing_reason}
    part, snapshot, at = _read(assessment, by=by, at=at, **sent)
    editions = {Edition.FULL: snapshot, Edition.PUBLIC: public_of(snapshot)}
    renderings = [_rendered(edition, content, render) for edition, content in editions.items()]
    return _store(assessment, by=by, at=at, part=part, renderings=renderings, public_digest=public_digest)


@transaction.atomic
def _read(
    assessment: Assessment,
    *,
    by: User,
    version_token: str,
    public_digest: str,
    missing_reason: str,
    at: datetime | None,
) -> tuple[IssuePart, Snapshot, datetime]:
    """Return the issue, the snapshot to render and the time of the issue, read under the lock.

    Raises what `issue` does, but for what only signing can find. Of two secretaries at once, the second reads what the
    first has issued, or is refused by `_store`.
    """
    assessment = lock(assessment)
    at = at or timezone.now()
    _check_issuable(assessment)
    if not public_digest:
        raise InvalidError({"has_read_public": _("Confirm that you have read the public edition")})
    _check_clock(assessment.partnership, at)
    check_act_as(Capacity.SECRETARY, user=by, partnership=assessment.partnership, by=by)
    _check_certificate()
    made_on = timezone.localdate(at)
    draft = snapshot_of(assessment, made_on=made_on)
    if draft.digest != version_token or public_of(draft).digest != public_digest:
        raise CaseChangedError
    missing = missing_in(draft.content)
    check_missing(missing, missing_reason)
    part = _next_issue(assessment.partnership, by=by, at=at, missing_reason=missing_reason if missing else "")
    return part, snapshot_of(assessment, made_on=made_on, issue=part), at


@transaction.atomic
def _store(
    assessment: Assessment,
    *,
    by: User,
    at: datetime,
    part: IssuePart,
    renderings: Sequence[Rendering],
    public_digest: str,
) -> ReportIssue:
    """Write the issue with its editions. CaseChangedError unless the locked case has the content that was rendered."""
    assessment = lock(assessment)
    _check_issuable(assessment)
    shown = {"public_digest_shown": public_digest, "missing_reason": part.missing_reason}
    following = _next_issue(assessment.partnership, by=by, at=at, missing_reason=part.missing_reason)
    current = snapshot_of(assessment, made_on=timezone.localdate(at), issue=following)
    if current.digest != renderings[0].snapshot.digest:
        raise CaseChangedError
    act_as(Capacity.SECRETARY, user=by, partnership=assessment.partnership, by=by)
    made = ReportIssue.objects.create(
        partnership=assessment.partnership,
        assessment=assessment,
        number=part.number,
        trail_position=part.trail_position,
        trail_link=part.trail_link,
        issued_at=at,
        issued_by=by,
        **shown,
    )
    digests = _stored_editions(made, renderings)
    said: dict[str, Any] = {"has_read_public": True, **{name: text for name, text in shown.items() if text}}
    move(Move.ISSUE, assessment, by=by, kind=EventKind.ISSUED, number=made.number, editions=digests, **said)
    emails.issued(assessment, by=by)
    return made


def _stored_editions(made: ReportIssue, renderings: Sequence[Rendering]) -> dict[str, dict[str, str]]:
    """Write the editions with their summaries; return their digests, as the event names them."""
    rows = IssueEdition.objects.bulk_create(
        IssueEdition(
            issue=made,
            edition=rendering.edition,
            snapshot=canonical(rendering.snapshot),
            digest=rendering.snapshot.digest,
            pdf=rendering.pdfs.report,
            pdf_sha256=hashlib.sha256(rendering.pdfs.report).hexdigest(),
            is_signed=signing.is_configured(),
        )
        for rendering in renderings
    )
    summaries = EditionSummary.objects.bulk_create(
        EditionSummary(
            edition=row,
            pdf=rendering.pdfs.summary,
            pdf_sha256=hashlib.sha256(rendering.pdfs.summary).hexdigest(),
        )
        for row, rendering in zip(rows, renderings, strict=True)
    )
    return {
        row.edition: {"digest": row.digest, "pdf_sha256": row.pdf_sha256, "summary_sha256": summary.pdf_sha256}
        for row, summary in zip(rows, summaries, strict=True)
    }


def _rendered(edition: Edition, snapshot: Snapshot, render: Render) -> Rendering:
    """Render and sign one edition; ActionError when it cannot be rendered, or not signed as the settings ask."""
    try:
        made = render(snapshot)
        pdfs = reports.Parts(report=signing.sign(made.report), summary=signing.sign(made.summary))
    except CannotRenderError as error:
        refusal = _("The report could not be made, so it was not issued. %(why)s") % {"why": error}
        raise ActionError(refusal) from error
    except signing.CannotSignError as error:
        raise _not_signed(error) from error
    return Rendering(edition=edition, snapshot=snapshot, pdfs=pdfs)


def _check_certificate() -> None:
    """Raise ActionError when the certificate of the settings cannot sign."""
    try:
        if signing.is_configured():
            signing.certificate(now=timezone.now())
    except signing.CannotSignError as error:
        raise _not_signed(error) from error


def _not_signed(error: signing.CannotSignError) -> ActionError:
    return ActionError(_("The report could not be signed, so it was not issued. %(why)s") % {"why": error})


def _next_issue(partnership: Partnership, *, by: User, at: datetime, missing_reason: str) -> IssuePart:
    """Return the number, time and issuer of the next issue, with the last link of the trail and why it is issued now."""
    last = partnership.issues.order_by("number").last()
    position, link = last_link(partnership)
    return IssuePart(
        number=last.number + 1 if last else 1,
        issued_at=moment(at),
        issued_by=by.full_name,
        trail_position=position,
        trail_link=link,
        missing_reason=missing_reason,
    )


def check_missing(missing: Missing, reason: str) -> None:
    """Raise InvalidError unless there is a reason for issuing a report of which something is missing."""
    if missing and not is_visible(reason):
        refuse({"missing_reason": _("Say why the report is issued though something is missing")})
    label = ReportIssue._meta.get_field("missing_reason").verbose_name
    refuse({"missing_reason": text_error(reason, label=label, is_optional=True)})


def _check_issuable(assessment: Assessment) -> None:
    """Raise ActionError unless the case can be issued in its state; for an issued case, say who issued it and when."""
    made = assessment.issues.select_related("issued_by").order_by("number").last()
    if assessment.state == State.ISSUED and made:
        raise IssuedAlreadyError(made)
    check_move(Move.ISSUE, assessment)


def _check_clock(partnership: Partnership, at: datetime) -> None:
    """Raise ActionError when the time of the issue is before the last event or the last issue."""
    event = Event.objects.filter(partnership=partnership).order_by("-position").first()
    last = partnership.issues.order_by("number").last()
    known = [*([event.recorded_at] if event else []), *([last.issued_at] if last else [])]
    if known and at < max(known):
        words = {"now": _moment(at), "last": _moment(max(known))}
        raise ActionError(
            _("The clock of the server says %(now)s, but the last entry of the case is of %(last)s.") % words
            + " "
            + _("Ask an administrator to set the clock right, then issue the report again.")
        )


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i")


@transaction.atomic
def withdraw_edition(*, edition: IssueEdition, by: User, reason: str) -> EditionWithdrawal:
    """Withdraw a public edition that should not have been issued: it is no longer served. Number and digest stay.

    InvalidError when the reason is blank; ActionError for a full edition, or one that is withdrawn already.
    """
    check_text("reason", reason)
    assessment = lock(edition.issue.assessment)
    act_as(Capacity.SECRETARY, user=by, partnership=assessment.partnership, by=by)
    check_withdrawable(edition)
    made = EditionWithdrawal.objects.create(edition=edition, reason=reason, withdrawn_by=by)
    new = {"number": edition.issue.number, "reason": reason, "digest": edition.digest}
    record(EventKind.EDITION_WITHDRAWN, by=by, assessment=assessment, new=new)
    emails.edition_withdrawn(assessment, by=by)
    return made


def check_withdrawable(edition: IssueEdition) -> None:
    """Raise ActionError unless it is a public edition that was not withdrawn yet."""
    if edition.edition != Edition.PUBLIC:
        raise ActionError(_("Only a public edition can be withdrawn."))
    if EditionWithdrawal.objects.filter(edition=edition).exists():
        raise ActionError(_("This public edition has been withdrawn already."))
