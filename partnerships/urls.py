"""The addresses of cases. They are fixed: other systems link to them."""

from django.urls import path, register_converter

from partnerships.domain.board import Edition
from partnerships.views import (
    advice,
    after,
    answer,
    assessment,
    audit,
    deciding,
    evidence,
    gates,
    issues,
    issuing,
    moves,
    paper,
    partnership,
    people,
    portfolio,
    register,
    report,
    review,
    since,
    work,
)


class ReferenceConverter:
    """A partnership's printed reference in an address: PR-0001 is number 1."""

    regex = r"PR-\d{4,9}"

    def to_python(self, value: str) -> int:
        """Return the number; a reference is written in one way alone, so PR-00001 is none."""
        number = int(value.removeprefix("PR-"))
        if self.to_url(number) != value:
            raise ValueError(value)
        return number

    def to_url(self, value: int | str) -> str:
        """Return the reference of a number, or of itself."""
        return value if isinstance(value, str) else f"PR-{value:04d}"


class EditionConverter:
    """One of the two editions of an issue in an address."""

    regex = "|".join(Edition.values)

    def to_python(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it is."""
        return value


register_converter(ReferenceConverter, "ref")
register_converter(EditionConverter, "edition")

CASE = "assessments/<int:assessment_id>/"
QUESTION = CASE + "questions/<slug:key>/"
PARTNERSHIP = "partnerships/<ref:reference>/"
ISSUE = PARTNERSHIP + "issues/<int:number>/"
CONDITION = PARTNERSHIP + "conditions/<int:number>/"

urlpatterns = [
    path("", work.my_work, name="my-work"),
    path("partnerships/", portfolio.partnerships, name="partnerships"),
    path("partnerships/new/", partnership.new, name="partnership-new"),
    path(PARTNERSHIP, partnership.partnership, name="partnership"),
    path(PARTNERSHIP + "edit/", partnership.edit, name="partnership-edit"),
    path(PARTNERSHIP + "significance/", gates.significance, name="partnership-significance"),
    path(PARTNERSHIP + "round/", gates.start_round, name="partnership-round"),
    path(PARTNERSHIP + "screening/", partnership.screening, name="partnership-screening"),
    path(PARTNERSHIP + "benefits/", partnership.benefits, name="partnership-benefits"),
    path(PARTNERSHIP + "people/", people.add, name="person-add"),
    path(PARTNERSHIP + "people/<int:person_id>/remove/", people.remove, name="person-remove"),
    path("flags/", portfolio.flags, name="flags"),
    path("audit/", audit.audit, name="audit"),
    path("audit/sample/", audit.sample, name="audit-sample"),
    path("audit.jsonl", audit.audit_jsonl, name="audit-jsonl"),
    path("audit.csv", audit.audit_csv, name="audit-csv"),
    path(PARTNERSHIP + "trail.jsonl", audit.trail_jsonl, name="trail-jsonl"),
    path(PARTNERSHIP + "trail.csv", audit.trail_csv, name="trail-csv"),
    path(CASE, assessment.assessment, name="assessment"),
    path(CASE + "sections/<str:code>/", answer.section, name="assessment-section"),
    path(QUESTION, answer.question, name="assessment-question"),
    path(QUESTION + "evidence/", evidence.add, name="evidence-add"),
    path(QUESTION + "treat/", review.treat, name="flag-treat"),
    path(QUESTION + "confirm/", review.confirm, name="answer-confirm"),
    path(CASE + "evidence/<int:number>/", evidence.file, name="evidence-file"),
    path(CASE + "evidence/<int:number>/remove/", evidence.remove, name="evidence-remove"),
    path(CASE + "check/", assessment.check, name="assessment-check"),
    path(CASE + "submit/", moves.submit, name="assessment-submit"),
    path(CASE + "withdraw/", moves.withdraw, name="assessment-withdraw"),
    path(CASE + "review/", review.review, name="assessment-review"),
    path(CASE + "return/", review.return_, name="assessment-return"),
    path(CASE + "endorse/", review.endorse, name="assessment-endorse"),
    path(CASE + "implications/", advice.implications, name="implications"),
    path(CASE + "implications/<slug:area>/", advice.implication, name="implication"),
    path(CASE + "interests/", advice.interests, name="interests"),
    path(CASE + "exempt/", advice.exempt, name="exempt"),
    path(CASE + "exempt/<str:part>/", advice.exempt_part, name="exempt-part"),
    path(CASE + "exempt/<str:part>/remove/", advice.exempt_remove, name="exempt-remove"),
    path(CASE + "refer/", issuing.refer, name="assessment-refer"),
    path(CASE + "issue/", issuing.issue, name="assessment-issue"),
    path(CASE + "reopen/", issuing.reopen, name="assessment-reopen"),
    path(CASE + "decide/", deciding.decide, name="assessment-decide"),
    path(CONDITION, after.condition, name="condition"),
    path(CONDITION + "complete/", after.complete, name="condition-complete"),
    path(CONDITION + "reopen/", after.reopen, name="condition-reopen"),
    path(CONDITION + "amend/", after.amend, name="condition-amend"),
    path(CONDITION + "file/", after.file, name="condition-file"),
    path(PARTNERSHIP + "end/", after.end, name="partnership-end"),
    path("register/", register.register, name="register"),
    path("register.csv", register.register_csv, name="register-csv"),
    path(PARTNERSHIP + "since/", since.since, name="since"),
    path(ISSUE, issues.issue, name="issue"),
    path(ISSUE + "<edition:edition>/", issues.report, name="issue-report"),
    path(ISSUE + "<edition:edition>.pdf", issues.pdf, name="issue-pdf"),
    path(ISSUE + "<edition:edition>.json", issues.snapshot, name="issue-snapshot"),
    path(ISSUE + "<edition:edition>/paper/", paper.issue_paper, name="issue-paper"),
    path(ISSUE + "<edition:edition>/paper.docx", paper.issue_paper_docx, name="issue-paper-docx"),
    path(CASE + "report/", report.report, name="report"),
    path(CASE + "report.pdf", report.report_pdf, name="report-pdf"),
    path(CASE + "paper/", paper.paper, name="paper"),
    path(CASE + "paper.docx", paper.paper_docx, name="paper-docx"),
]
