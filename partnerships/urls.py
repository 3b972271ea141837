"""The addresses of cases. They are fixed: other systems link to them."""

from django.urls import path, register_converter

from partnerships.domain.board import Edition
from partnerships.views import (
    access_review,
    account_trail,
    answering,
    assessment,
    assignments,
    board,
    comments,
    conversations,
    decision_notice,
    evidence,
    existing,
    fixes,
    impact,
    issues,
    leaving,
    lists,
    meetings,
    opinions,
    packs,
    partnership,
    people,
    preview,
    raised,
    referrals,
    register,
    register_import,
    requiring,
    review,
    rounds,
    search,
    significance,
    starting,
    trail,
    upgrading,
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


class SheetConverter(EditionConverter):
    """One of the kinds of files for spreadsheets in an address."""

    regex = "csv|xlsx"


register_converter(EditionConverter, "edition")
register_converter(SheetConverter, "sheet")

CASE = "assessments/<int:assessment_id>/"
CONVERSATION = CASE + "conversations/<int:number>/"
QUESTION = CASE + "questions/<slug:key>/"
PARTNERSHIP = "partnerships/<ref:reference>/"
ISSUE = PARTNERSHIP + "issues/<int:number>/"
ENTRY = "register/<ref:reference>/"
IMPORT = "register/import/<int:import_id>/"
MEETING = "meetings/<int:meeting_id>/"
VERSION = "checklists/<slug:slug>/<str:number>/"
CONDITION = PARTNERSHIP + "conditions/<int:number>/"

PREVIEW = "checklists/<slug:slug>/<str:number>/preview/"

urlpatterns = [
    path("", lists.my_work, name="my-work"),
    path("partnerships/", lists.partnerships, name="partnerships"),
    path("partnerships.<sheet:kind>", lists.partnerships_sheet, name="partnerships-sheet"),
    path("partnerships/start/", starting.before, name="partnership-start"),
    path("partnerships/start/checklist.pdf", starting.blank_pdf, name="blank-pdf"),
    path("partnerships/start/checklist.docx", starting.blank_docx, name="blank-docx"),
    path("partnerships/start/earlier/", starting.earlier, name="partnership-earlier"),
    path("partnerships/new/", starting.new, name="partnership-new"),
    path("partnerships/new/similar/", starting.similar, name="partnership-similar"),
    path(PARTNERSHIP, partnership.partnership, name="partnership"),
    path(PARTNERSHIP + "edit/", partnership.edit, name="partnership-edit"),
    path(PARTNERSHIP + "significance/", significance.significance, name="partnership-significance"),
    path(PARTNERSHIP + "round/", rounds.start_round, name="partnership-round"),
    path(PARTNERSHIP + "screening/", partnership.screening, name="partnership-screening"),
    path(PARTNERSHIP + "benefits/", partnership.benefits, name="partnership-benefits"),
    path(PARTNERSHIP + "people/", people.add, name="person-add"),
    path("people/access/", access_review.access_review, name="access-review"),
    path("people/access.<sheet:kind>", access_review.access_review_sheet, name="access-review-sheet"),
    path("people/trail/", account_trail.account_trail, name="account-trail"),
    path("people/trail.jsonl", account_trail.account_trail_jsonl, name="account-trail-jsonl"),
    path("people/trail.csv", account_trail.account_trail_csv, name="account-trail-csv"),
    path("people/<int:user_id>/close/", leaving.account_close, name="account-close"),
    path("people/<int:user_id>/open/", leaving.account_open, name="account-open"),
    path(PARTNERSHIP + "lead/", people.lead, name="partnership-lead"),
    path(PARTNERSHIP + "people/<int:person_id>/remove/", people.remove, name="person-remove"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.add, name="meeting-new"),
    path(MEETING, meetings.meeting, name="meeting"),
    path(MEETING + "change/", meetings.change, name="meeting-change"),
    path(MEETING + "cancel/", meetings.cancel, name="meeting-cancel"),
    path(MEETING + "ask/", meetings.ask, name="meeting-ask"),
    path(MEETING + "pack/", packs.choose, name="meeting-pack"),
    path(MEETING + "packs/<slug:key>.pdf", packs.pdf, name="meeting-pack-pdf"),
    path(CASE + "meeting/", meetings.choose, name="assessment-meeting"),
    path(CASE + "meeting/move/", meetings.move, name="assessment-move"),
    path("flags/", lists.flags, name="flags"),
    path("flags.<sheet:kind>", lists.flags_sheet, name="flags-sheet"),
    path("questions/", lists.questions, name="questions"),
    path("questions.<sheet:kind>", lists.questions_sheet, name="questions-sheet"),
    path("pictures/", lists.pictures, name="pictures"),
    path(VERSION + "impact/", impact.impact, name="checklist-impact"),
    path(VERSION + "required/", requiring.require, name="checklist-require"),
    path(VERSION + "impact.<sheet:kind>", impact.impact_sheet, name="checklist-impact-sheet"),
    path("search/", search.search, name="search"),
    path("audit/", trail.council_trail, name="audit"),
    path("audit/sample/", trail.sample, name="audit-sample"),
    path("audit.jsonl", trail.council_trail_jsonl, name="audit-jsonl"),
    path("audit.csv", trail.council_trail_csv, name="audit-csv"),
    path(PARTNERSHIP + "trail.jsonl", trail.trail_jsonl, name="trail-jsonl"),
    path(PARTNERSHIP + "trail.csv", trail.trail_csv, name="trail-csv"),
    path(CASE, assessment.assessment, name="assessment"),
    path(CASE + "sections/<path:code>/", answering.section, name="assessment-section"),
    path(QUESTION, answering.question, name="assessment-question"),
    path(QUESTION + "evidence/", evidence.add, name="evidence-add"),
    path(QUESTION + "assign/", assignments.assign, name="question-assign"),
    path(QUESTION + "ask/", conversations.ask_about, name="conversation-ask"),
    path(CONVERSATION, conversations.conversation, name="conversation"),
    path(CONVERSATION + "ask/", conversations.pass_on, name="conversation-pass-on"),
    path(CONVERSATION + "resolve/", conversations.resolve, name="conversation-resolve"),
    path(CONVERSATION + "reopen/", conversations.reopen_conversation, name="conversation-reopen"),
    path(QUESTION + "treat/", review.treat, name="flag-treat"),
    path(QUESTION + "raise/", raised.raise_flag, name="flag-raise"),
    path(QUESTION + "withdraw-flag/", raised.withdraw_flag, name="flag-withdraw"),
    path(QUESTION + "opinion/", opinions.give, name="opinion-give"),
    path(QUESTION + "withdraw-opinion/", opinions.withdraw, name="opinion-withdraw"),
    path(QUESTION + "confirm/", review.confirm, name="answer-confirm"),
    path(QUESTION + "objection/", review.object_to, name="answer-object"),
    path(CASE + "evidence/", evidence.evidence, name="evidence"),
    path(CASE + "evidence/<int:number>/", evidence.file, name="evidence-file"),
    path(CASE + "evidence/<int:number>/remove/", evidence.remove, name="evidence-remove"),
    path(CASE + "check/", assessment.check_answers, name="assessment-check"),
    path(CASE + "replies/", fixes.replies, name="assessment-replies"),
    path(CASE + "submit/", assessment.submit, name="assessment-submit"),
    path(CASE + "take-back/", assessment.take_back, name="assessment-take-back"),
    path(CASE + "withdraw/", assessment.withdraw, name="assessment-withdraw"),
    path(CASE + "upgrade/", upgrading.upgrade, name="assessment-upgrade"),
    path(CASE + "upgrade/undo/", upgrading.undo_upgrade, name="assessment-upgrade-undo"),
    path(CASE + "review/", review.review, name="assessment-review"),
    path(CASE + "return/", review.return_, name="assessment-return"),
    path(CASE + "endorse/", review.endorse, name="assessment-endorse"),
    path(CASE + "implications/", comments.implications, name="implications"),
    path(CASE + "implications/<slug:area>/", comments.implication, name="implication"),
    path(CASE + "interests/", comments.interests, name="interests"),
    path(CASE + "exempt/", comments.exempt, name="exempt"),
    path(CASE + "exempt/<str:part>/", comments.exempt_part, name="exempt-part"),
    path(CASE + "exempt/<str:part>/remove/", comments.exempt_remove, name="exempt-remove"),
    path(CASE + "refer/", referrals.ask, name="assessment-refer"),
    path(CASE + "referral/", referrals.answer, name="assessment-referral"),
    path(CASE + "issue/", board.issue, name="assessment-issue"),
    path(CASE + "issue/public/", board.public, name="assessment-public"),
    path(CASE + "reopen/", board.reopen, name="assessment-reopen"),
    path(CASE + "decide/", board.decide, name="assessment-decide"),
    path(CONDITION, register.condition, name="condition"),
    path(CONDITION + "complete/", register.complete, name="condition-complete"),
    path(CONDITION + "reopen/", register.reopen, name="condition-reopen"),
    path(CONDITION + "amend/", register.amend, name="condition-amend"),
    path(CONDITION + "chase/", register.chase, name="condition-chase"),
    path(CONDITION + "file/", register.file, name="condition-file"),
    path(PARTNERSHIP + "end/", register.end, name="partnership-end"),
    path("conditions/", register.conditions, name="conditions"),
    path("conditions.<sheet:kind>", register.conditions_sheet, name="conditions-sheet"),
    path("register/", register.register, name="register"),
    path("register/new/", existing.new, name="register-new"),
    path("register/import/", register_import.upload, name="register-import"),
    path(IMPORT, register_import.columns, name="register-import-columns"),
    path(IMPORT + "check/", register_import.check, name="register-import-check"),
    path(ENTRY, existing.entry, name="register-entry"),
    path(ENTRY + "change/", existing.change, name="register-change"),
    path(ENTRY + "review/", existing.review, name="register-review"),
    path("register.<sheet:kind>", register.register_sheet, name="register-sheet"),
    path(PARTNERSHIP + "since/", issues.since, name="since"),
    path(ISSUE, issues.issue, name="issue"),
    path(ISSUE + "minute/", issues.correct_minute, name="minute-correct"),
    path(ISSUE + "withdraw/", issues.withdraw_edition, name="edition-withdraw"),
    path(ISSUE + "<edition:edition>/", issues.issue_report, name="issue-report"),
    path(ISSUE + "<edition:edition>.pdf", issues.issue_pdf, name="issue-pdf"),
    path(ISSUE + "<edition:edition>/summary/", issues.issue_summary, name="issue-summary"),
    path(ISSUE + "<edition:edition>/summary.pdf", issues.issue_summary_pdf, name="issue-summary-pdf"),
    path(ISSUE + "<edition:edition>.docx", issues.issue_docx, name="issue-docx"),
    path(ISSUE + "<edition:edition>.json", issues.issue_snapshot, name="issue-snapshot"),
    path(ISSUE + "<edition:edition>/paper/", issues.issue_paper, name="issue-paper"),
    path(ISSUE + "<edition:edition>/paper.docx", issues.issue_paper_docx, name="issue-paper-docx"),
    path(ISSUE + "<edition:edition>/decision/", decision_notice.decision_notice, name="decision-notice"),
    path(ISSUE + "<edition:edition>/decision.pdf", decision_notice.decision_notice_pdf, name="decision-notice-pdf"),
    path(ISSUE + "<edition:edition>/decision.docx", decision_notice.decision_notice_docx, name="decision-notice-docx"),
    path(CASE + "report/", issues.report, name="report"),
    path(CASE + "report.pdf", issues.report_pdf, name="report-pdf"),
    path(CASE + "report.docx", issues.report_docx, name="report-docx"),
    path(CASE + "paper/", issues.paper, name="paper"),
    path(CASE + "paper.docx", issues.paper_docx, name="paper-docx"),
    path(PREVIEW, preview.task_list, name="preview"),
    path(PREVIEW + "blank.pdf", preview.blank_pdf, name="preview-blank-pdf"),
    path(PREVIEW + "blank.docx", preview.blank_docx, name="preview-blank-docx"),
    path(PREVIEW + "questions/<slug:key>/", preview.question, name="preview-question"),
]
