"""The notice of a decision, as page, PDF and Word: one page for a usual decision. Pure.

It says what council law asks of the record of a decision: what was decided and when, by whom, why, which alternatives
were rejected, which interests were declared and which dispensations granted.
"""

from __future__ import annotations

import json
from collections.abc import Set
from dataclasses import dataclass, fields
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.canonical import canonical, printed
from checklists.spec import DecisionSought
from partnerships.domain.board import Edition, Result, RoundReason, enters_register, next_round
from partnerships.reports.recommendations import decision_sought
from partnerships.reports.report import safe_to_show
from partnerships.snapshot.decision_notice import DecisionNotice, ImposedPart
from partnerships.snapshot.stored import CONVERTER

TEMPLATE = "reports/decision_notice.html"
ATTACHMENT = "decision.json"
# Which key of the JSON says that it is the notice of a decision.
FORMAT = "decision_notice"
# With which the canonical form of one begins.
START = f'{{"{FORMAT}":'.encode()
# The look of a result: that of the outcome which it is most like.
LOOKS = {
    Result.APPROVED: "ready",
    Result.APPROVED_WITH_CONDITIONS: "ready_with_conditions",
    Result.DEFERRED: "review_not_finished",
    Result.NOT_APPROVED: "not_ready",
}


@dataclass(frozen=True, kw_only=True)
class DecisionNoticePage(DecisionNotice):
    """The notice as its templates read it: its text made safe to show, its times in its own time zone."""

    @property
    def is_public(self) -> bool:
        """Whether this is the public edition."""
        return self.edition == Edition.PUBLIC

    @property
    def marking(self) -> str:
        """What each page says of it: the edition, and that it is not for publication."""
        if self.is_public:
            return _("Decision notice, public edition")
        return _("Decision notice, not for publication") if self.exempt else _("Decision notice")

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the report that was decided on, in the edition of this notice."""
        return printed(self.digest)

    @property
    def look(self) -> str:
        """The key of the look of the result."""
        return LOOKS[Result(self.result.key)]

    @property
    def about(self) -> str:
        """The decision that was sought, as whoever decides reads it."""
        return decision_sought(self.sought.key)

    @property
    def decided_by(self) -> str:
        """Who decided: the meeting or decision-maker that was recorded, and for whom it was to decide, unless it says so.

        A board can decide what by its significance is for a director: the one is not said to be the other.
        """
        if self.decider.casefold() in self.meeting.casefold():
            return self.meeting
        words = {"meeting": self.meeting, "decider": self.decider}
        return _("%(meeting)s (by the significance of the case, %(decider)s decides)") % words

    @property
    def minute(self) -> str:
        """The minute reference that holds; after a correction, also the one that was recorded, and when."""
        if not self.corrections:
            return self.minute_reference
        last = self.corrections[-1]
        words = {
            "now": last.minute_reference,
            "recorded": self.minute_reference,
            "day": date_format(last.corrected_on, "j F Y"),
        }
        return _("%(now)s (recorded as %(recorded)s, corrected on %(day)s)") % words

    @property
    def left_out(self) -> list[ImposedPart]:
        """The conditions that this edition leaves out."""
        return [part for part in self.conditions if part.is_left_out]

    @property
    def follows(self) -> str:
        """What follows from the decision."""
        result, sought = Result(self.result.key), DecisionSought(self.sought.key)
        following = next_round(result, sought)
        if following and following[0] is RoundReason.DEFERRED:
            return _("The case is prepared again, and comes back to be decided.")
        if following:
            return _("The next decision is prepared: to %(decision)s.") % {"decision": following[1].label.lower()}
        if enters_register(result, sought) and self.review_on:
            words = {"day": date_format(self.review_on, "j F Y")}
            return (
                _("The partnership stands on the council’s register of partnerships. Its next review is on %(day)s.")
                % words
            )
        if enters_register(result, sought):
            return _("The partnership stands on the council’s register of partnerships, and is reviewed.")
        if result is Result.NOT_APPROVED:
            return _("The case ends here. It can be proposed again.")
        return ""


def content_of(notice: DecisionNotice) -> bytes:
    """Return it as JSON: as it is handed to the process that makes its PDF, and attached to that."""
    return canonical({FORMAT: CONVERTER.unstructure(notice)})


def decision_notice_in(content: bytes) -> DecisionNotice:
    """Return the notice of that JSON."""
    return CONVERTER.structure(json.loads(content)[FORMAT], DecisionNotice)


def page_of(notice: DecisionNotice, *, glyphs: Set[int] | None = None) -> DecisionNoticePage:
    """Return what the templates read. `glyphs`: the code points that the fonts draw, None when any font may be used."""
    shown: DecisionNotice = safe_to_show(notice, ZoneInfo(notice.time_zone), glyphs)
    return DecisionNoticePage(**{field.name: getattr(shown, field.name) for field in fields(shown)})


def render_decision_notice_html(notice: DecisionNotice, *, glyphs: Set[int] | None = None) -> str:
    """Return the notice as a document of its own, in its language."""
    with translation.override(notice.language):
        return render_to_string(TEMPLATE, {"notice": page_of(notice, glyphs=glyphs), "made_on": notice.made_on})


def render_decision_notice_pdf(notice: DecisionNotice) -> bytes:
    """Return the notice as a PDF, PDF/A-3a and PDF/UA-1, with the same as data attached."""
    # WeasyPrint takes more than a second to import, so it is imported when a PDF is made and not at every start.
    from partnerships.reports.fonts import GLYPHS
    from partnerships.reports.pdf import Data, pdf_of

    html = render_decision_notice_html(notice, glyphs=GLYPHS)
    with translation.override(notice.language):
        description = _("Everything that this notice says, as data (JSON)")
    made_at = datetime.combine(notice.made_on, time.min)
    data = Data(name=ATTACHMENT, description=description, content=content_of(notice), made_at=made_at)
    pdf = pdf_of(html, data=data)
    if pdf is None:
        raise AssertionError("without a limit of pages there is always a PDF")
    return pdf
