"""The read model of issues of the report: how each stands now, and its two editions without their bytes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.db.models.functions import Length
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.canonical import printed
from accounts.models import User
from accounts.prepared import PreparedRows, key
from partnerships.domain.workflow import State
from partnerships.models import (
    Assessment,
    Decision,
    EditionWithdrawal,
    IssueEdition,
    MinuteCorrection,
    Partnership,
    ReportIssue,
)
from partnerships.selectors.decider import decider_name


class Standing(TextChoices):
    """How an issue stands now."""

    CURRENT = "current", gettext_lazy("Current")
    SUPERSEDED = "superseded", gettext_lazy("Superseded")
    REOPENED = "reopened", gettext_lazy("Reopened")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
    DECIDED = "decided", gettext_lazy("Decided")


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition as its page names it. `size` is that of the PDF in bytes, `summary_size` of its summary, None for none stored."""

    row: IssueEdition
    size: int
    summary_size: int | None

    @property
    def withdrawal(self) -> EditionWithdrawal | None:
        """Why it was withdrawn; None when it was not. The row was read with it."""
        return getattr(self.row, "withdrawal", None)

    @property
    def fingerprint(self) -> str:
        """The start of the digest, as it is printed on every page."""
        return printed(self.row.digest)


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue, how it stands, and what was decided about it. `sentence` says how it stands in words.

    `is_last`: the partnership has no later one, in any round.
    """

    issue: ReportIssue
    standing: Standing
    sentence: str
    decision: Decision | None
    is_last: bool


_ISSUES = PreparedRows(
    lambda: (
        ReportIssue.objects.filter(partnership=key("partnership", Partnership))
        .select_related("assessment", "issued_by", "decision")
        .order_by("-number")
    )
)


def lines_of(partnership: Partnership) -> list[IssueLine]:
    """Return every issue of the partnership, the newest first, in one query."""
    issues = _ISSUES.rows(partnership=partnership)
    lines = []
    for issue in issues:
        decision = getattr(issue, "decision", None)
        # Issues of later rounds leave what was decided about this one as it is.
        newest = max(other.number for other in issues if other.assessment_id == issue.assessment_id)
        standing, sentence = _standing(issue, decision, newest)
        is_last = issue.number == issues[0].number
        lines.append(IssueLine(issue=issue, standing=standing, sentence=sentence, decision=decision, is_last=is_last))
    return lines


def line_of(issue: ReportIssue) -> IssueLine:
    """Return how one issue stands."""
    [line] = [line for line in lines_of(issue.partnership) if line.issue == issue]
    return line


def latest_of(assessment: Assessment) -> ReportIssue | None:
    """Return the newest issue of a round; None when it has none."""
    return assessment.issues.select_related("partnership", "issued_by").order_by("-number").first()


def issued_report_of(assessment: Assessment) -> ReportIssue | None:
    """Return the issue that is the report of an issued or decided round; None while its report is a draft."""
    return latest_of(assessment) if assessment.state in (State.ISSUED, State.DECIDED) else None


def names_known(assessment: Assessment) -> set[str]:
    """Return the names of people whom the council knows: its users, and those who commented on the case."""
    authors = assessment.implications.exclude(author="").values_list("author", flat=True)
    return {*User.objects.values_list("full_name", flat=True), *(author.partition(",")[0] for author in authors)}


def editions_of(issue: ReportIssue) -> list[EditionLine]:
    """Return the editions in the order full, public; their bytes stay in the database."""
    rows = (
        issue.editions.select_related("withdrawal__withdrawn_by", "summary")
        .defer("snapshot", "pdf", "summary__pdf")
        .annotate(size=Length("pdf"), summary_size=Length("summary__pdf"))
        .order_by("edition")
    )
    return [EditionLine(row=row, size=row.size, summary_size=row.summary_size) for row in rows]


def corrections_of(decision: Decision | None) -> list[MinuteCorrection]:
    """Return the corrections of a decision's minute reference, the first one first. One query, none without a decision."""
    return list(decision.corrections.select_related("corrected_by")) if decision and decision.corrected_minute else []


def corrected_after(issue: ReportIssue) -> ReportIssue | None:
    """Return the newest later issue of which the public edition stands; None while there is none."""
    later = issue.partnership.issues.filter(number__gt=issue.number).exclude(editions__withdrawal__isnull=False)
    return later.order_by("-number").first()


def _standing(issue: ReportIssue, decision: Decision | None, newest: int) -> tuple[Standing, str]:
    state = issue.assessment.state
    if newest > issue.number:
        return Standing.SUPERSEDED, _("Superseded by issue %(number)s.") % {"number": newest}
    if decision:
        words = {"result": decision.get_result_display(), "day": date_format(decision.decided_on, "j F Y")}
        return Standing.DECIDED, _("%(result)s on %(day)s.") % words
    if state == State.WITHDRAWN:
        return Standing.WITHDRAWN, _("The assessment was withdrawn after this issue.")
    if state != State.ISSUED:
        return Standing.REOPENED, _("The case was reopened after this issue. Another one follows.")
    words = {"decider": decider_name(issue.partnership)}
    return Standing.CURRENT, _("This is the current issue. It waits for the decision of %(decider)s.") % words
