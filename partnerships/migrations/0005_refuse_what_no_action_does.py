"""What the database refuses, whoever asks: all of 0002, and what issues, decisions and their aftermath add to it."""

from importlib import import_module

from django.db import migrations

from checklists.triggers import changed

before = import_module("partnerships.migrations.0002_refuse_what_no_action_does")
on, on_saving, final, kept, capacity = before.on, before.on_saving, before.final, before.kept, before.capacity
not_acting, not_in_state, submitted = before.not_acting, before.not_in_state, before.submitted
of_another_version, case_submitted = before.of_another_version, before.case_submitted
SUBMITTED, FINAL, NOT_IN_CAPACITY, OF_ANOTHER = before.SUBMITTED, before.FINAL, before.NOT_IN_CAPACITY, before.OF_ANOTHER

NO_RECORD = "An assessment cannot go to this state without the record that belongs to it."
NOT_FOR_THE_BOARD = "Only an endorsed or referred assessment can be issued."
NOT_NEXT = "Issues and events are numbered one after another, each linked to the one before."
NOT_OF_ISSUE = "A decision is about the latest issue of its own case, and not older than it."
ISSUED = "This assessment has been issued, so what accompanies it cannot be changed."
ELSEWHERE = "This belongs to another partnership."
NOT_DECIDED = "Only what the board decided makes conditions, and puts a partnership on the register or takes it off."

MOVES = before.MOVES | {
    "in_review": ["returned", "endorsed", "referred", "withdrawn"],
    "referred": ["issued", "returned", "withdrawn"],
}
BEFORE_ISSUED = ("draft", "in_review", "returned", "endorsed", "referred")
ANYBODY = "TRUE"


def case_rows():
    frozen = changed("decision_sought", "screening", "benefits")
    derived = changed("outcome", "answered", "blockers", "open_concerns")
    legal_moves = " OR ".join(
        f"(OLD.state = '{source}' AND NEW.state IN ({', '.join(repr(target) for target in targets)}))"
        for source, targets in MOVES.items()
        if targets
    )
    details = [
        "number", "name", "purpose", "council_role", "service_id", "planned_start_on", "planned_end_on", "annual_cost",
        "funding_source", "significance", "significance_basis", "is_restricted",
    ]  # fmt: skip
    return [
        final("assessment", "partnership_id", "version_id", "round", "opened_for", "created_at", "created_by_id"),
        on("assessment", "submitted", "UPDATE", f"OLD.state NOT IN ('draft', 'returned') AND {frozen}", SUBMITTED),
        on(
            "assessment", "reviewed", "UPDATE",
            f"OLD.state NOT IN ('draft', 'returned', 'in_review') AND NEW.state = OLD.state AND {derived}", SUBMITTED,
        ),
        on("assessment", "moves", "UPDATE", f"OLD.state <> NEW.state AND NOT ({legal_moves})", before.NO_SUCH_MOVE),
        on("assessment", "records", "UPDATE", f"OLD.state <> NEW.state AND ({without_record()})", NO_RECORD),
        *kept("assessment"),
        on("partnership", "submitted", "UPDATE", f"{case_submitted('OLD.id')} AND {changed(*details)}", SUBMITTED),
        final("partnership", "number", "created_at", "created_by_id"),
        *kept("partnership"),
        *on_saving("partner", "submitted", case_submitted("NEW.partnership_id"), SUBMITTED),
        on("partner", "submitted_delete", "DELETE", case_submitted("OLD.partnership_id"), SUBMITTED),
    ]  # fmt: skip



def without_record():
    """A state that says that something was recorded needs the record: issues made since the case was last endorsed."""
    return (
        "(NEW.state = 'issued' AND NOT EXISTS (SELECT 1 FROM partnerships_reportissue i"
        " WHERE i.assessment_id = NEW.id AND i.issued_at >= OLD.state_changed_at))"
        " OR (NEW.state = 'decided' AND NOT EXISTS (SELECT 1 FROM partnerships_decision d"
        " WHERE d.assessment_id = NEW.id))"
        " OR (NEW.state = 'referred' AND NOT EXISTS (SELECT 1 FROM partnerships_referral r"
        " WHERE r.assessment_id = NEW.id AND r.lapsed_at IS NULL))"
    )


def carried(model, person, *same):
    """The row repeats one of an earlier round of the partnership, with the person who wrote that one."""
    columns = " AND ".join(f"x.{column} = NEW.{column}" for column in (person, *same))
    return (
        f"EXISTS (SELECT 1 FROM partnerships_{model} x JOIN partnerships_assessment e ON e.id = x.assessment_id"
        " JOIN partnerships_assessment a ON a.partnership_id = e.partnership_id AND e.round < a.round"
        " JOIN checklists_question q ON q.id = x.question_id JOIN checklists_question n ON n.key = q.key"
        f" WHERE a.id = NEW.assessment_id AND n.id = NEW.question_id AND {columns})"
    )


def answer_rows():
    of_option = (
        "(NEW.option_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM checklists_option o"
        " WHERE o.id = NEW.option_id AND o.question_id = NEW.question_id))"
    )
    elsewhere = of_another_version("NEW.assessment_id", "NEW.question_id")
    saver = not_acting("NEW.assessment_id", "NEW.saved_by_id", before.author_or_legal("NEW.question_id"))
    adder = not_acting("NEW.assessment_id", "NEW.added_by_id", before.author_or_legal("NEW.question_id"))
    carried_answer = f"(NEW.is_carried_over AND {carried('answer', 'saved_by_id')})"
    carried_evidence = carried("evidence", "added_by_id", "kind", "url", "file", "sha256")
    evidence = [
        "assessment_id", "question_id", "number", "kind", "title", "url", "file", "file_name", "media_type", "size",
        "sha256", "added_at", "added_by_id",
    ]  # fmt: skip
    return [
        *on_saving("answer", "submitted", submitted("NEW.assessment_id"), SUBMITTED),
        *on_saving("answer", "elsewhere", f"{elsewhere} OR {of_option}", OF_ANOTHER),
        on("answer", "saver_insert", "INSERT", f"{saver} AND NOT {carried_answer}", NOT_IN_CAPACITY),
        on("answer", "saver_update", "UPDATE", saver, NOT_IN_CAPACITY),
        final("answer", "assessment_id", "question_id"),
        *kept("answer"),
        *on_saving("evidence", "submitted", submitted("NEW.assessment_id"), SUBMITTED),
        on("evidence", "elsewhere", "INSERT", elsewhere, OF_ANOTHER),
        on("evidence", "adder", "INSERT", f"{adder} AND NOT {carried_evidence}", NOT_IN_CAPACITY),
        final("evidence", *evidence),
        *kept("evidence"),
    ]


def trail_rows():
    last = (
        "EXISTS (SELECT 1 FROM partnerships_event e WHERE e.partnership_id = NEW.partnership_id"
        " AND e.position = NEW.position - 1 AND e.link = NEW.previous)"
    )
    first = f"(NEW.position = 1 AND NEW.previous = '{'0' * 64}')"
    # The unique constraint refuses it too, but for SQLite's REPLACE it is a reason to delete the row that is there.
    taken = (
        "EXISTS (SELECT 1 FROM partnerships_event e WHERE e.id = NEW.id"
        " OR (e.partnership_id = NEW.partnership_id AND e.position = NEW.position))"
    )
    return [
        on("event", "linked", "INSERT", f"{taken} OR (NOT {last} AND NOT {first})", NOT_NEXT),
        on("event", "elsewhere", "INSERT", of_other_case("NEW.assessment_id", "NEW.partnership_id"), ELSEWHERE),
    ]


def of_other_case(assessment, partnership):
    return (
        f"NOT EXISTS (SELECT 1 FROM partnerships_assessment a WHERE a.id = {assessment}"
        f" AND a.partnership_id = {partnership})"
    )


def advice_rows(model, person, *columns):
    """Rows that accompany a case until it is issued; each is replaced by another, never edited."""
    replaced_again = f"(OLD.replaced_at IS NOT NULL AND {changed('replaced_at', 'replaced_by_id')})"
    return [
        *on_saving(model, "issued", not_in_state("NEW.assessment_id", *BEFORE_ISSUED), ISSUED),
        on(model, "person", "INSERT", not_acting("NEW.assessment_id", f"NEW.{person}", ANYBODY), NOT_IN_CAPACITY),
        on(model, "final", "UPDATE", f"{changed('assessment_id', person, *columns)} OR {replaced_again}", FINAL),
        *kept(model),
    ]


def board_rows():
    secretary, reviewer = capacity("secretary"), capacity("reviewer")
    relapse = f"(OLD.lapsed_at IS NOT NULL AND {changed('lapsed_at', 'lapsed_by_id')})"
    referral = changed("assessment_id", "reason", "officer", "referred_on", "recorded_at", "recorded_by_id")
    number = (
        "NEW.number <> 1 + (SELECT COALESCE(MAX(i.number), 0) FROM partnerships_reportissue i"
        " WHERE i.partnership_id = NEW.partnership_id)"
    )
    unlinked = (
        "NOT EXISTS (SELECT 1 FROM partnerships_event e WHERE e.partnership_id = NEW.partnership_id"
        " AND e.position = NEW.trail_position AND e.link = NEW.trail_link)"
    )
    edition = (
        "NOT EXISTS (SELECT 1 FROM partnerships_reportissue i JOIN partnerships_assessment a ON a.id = i.assessment_id"
        " WHERE i.id = NEW.issue_id AND a.state IN ('endorsed', 'referred') AND i.issued_at >= a.state_changed_at"
        " AND i.number ="
        " (SELECT MAX(o.number) FROM partnerships_reportissue o WHERE o.partnership_id = i.partnership_id))"
    )
    replaced_edition = (
        "EXISTS (SELECT 1 FROM partnerships_issueedition x WHERE x.id = NEW.id"
        " OR (x.issue_id = NEW.issue_id AND x.edition = NEW.edition))"
    )
    replaced_issue = "EXISTS (SELECT 1 FROM partnerships_reportissue i WHERE i.id = NEW.id)"
    of_issue = (
        "NOT EXISTS (SELECT 1 FROM partnerships_reportissue i WHERE i.id = NEW.issue_id"
        " AND i.assessment_id = NEW.assessment_id AND date(i.issued_at) <= NEW.decided_on AND i.number ="
        " (SELECT MAX(o.number) FROM partnerships_reportissue o WHERE o.partnership_id = i.partnership_id))"
    )
    return [
        on("referral", "reviewer", "INSERT",
           not_acting("NEW.assessment_id", "NEW.recorded_by_id", reviewer), NOT_IN_CAPACITY),
        on("referral", "in_review", "INSERT", not_in_state("NEW.assessment_id", "in_review"), SUBMITTED),
        on("referral", "final", "UPDATE", f"{referral} OR {relapse}", FINAL),
        *kept("referral"),
        on("reportissue", "for_the_board", "INSERT",
           not_in_state("NEW.assessment_id", "endorsed", "referred"), NOT_FOR_THE_BOARD),
        on("reportissue", "secretary", "INSERT",
           not_acting("NEW.assessment_id", "NEW.issued_by_id", secretary), NOT_IN_CAPACITY),
        on("reportissue", "elsewhere", "INSERT", of_other_case("NEW.assessment_id", "NEW.partnership_id"), ELSEWHERE),
        on("reportissue", "next", "INSERT", f"{number} OR {unlinked} OR {replaced_issue}", NOT_NEXT),
        on("reportissue", "final", "UPDATE", "TRUE", FINAL),
        *kept("reportissue"),
        on("issueedition", "for_the_board", "INSERT", f"{edition} OR {replaced_edition}", NOT_FOR_THE_BOARD),
        on("issueedition", "final", "UPDATE", "TRUE", FINAL),
        *kept("issueedition"),
        on("decision", "issued", "INSERT", not_in_state("NEW.assessment_id", "issued"), NOT_OF_ISSUE),
        on("decision", "of_issue", "INSERT", of_issue, NOT_OF_ISSUE),
        on("decision", "secretary", "INSERT",
           not_acting("NEW.assessment_id", "NEW.recorded_by_id", secretary), NOT_IN_CAPACITY),
        on("decision", "final", "UPDATE", "TRUE", FINAL),
        *kept("decision"),
    ]  # fmt: skip


def after_rows():
    other_decision = (
        "NOT EXISTS (SELECT 1 FROM partnerships_decision d JOIN partnerships_assessment a ON a.id = d.assessment_id"
        " WHERE d.id = NEW.decision_id AND a.partnership_id = NEW.partnership_id)"
    )
    not_author = (
        "NEW.completed_by_id IS NOT NULL AND NEW.completed_by_id IS DISTINCT FROM OLD.completed_by_id AND NOT EXISTS"
        " (SELECT 1 FROM partnerships_participant p WHERE p.partnership_id = NEW.partnership_id"
        " AND p.user_id = NEW.completed_by_id AND p.left_at IS NULL AND p.capacity = 'author')"
    )
    evidence = ["completion_note", "url", "file", "file_name", "media_type", "size", "sha256", "owner", "due_on"]
    completed_again = f"(NEW.completed_at IS NOT NULL AND {changed('completed_at', 'completed_by_id')})"
    not_imposed = (
        "NEW.completed_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM partnerships_decision d"
        " JOIN partnerships_assessment a ON a.id = d.assessment_id WHERE d.id = NEW.decision_id"
        " AND d.result = 'approved_with_conditions' AND a.state = 'issued')"
    )
    not_entered = (
        "NOT EXISTS (SELECT 1 FROM partnerships_decision d JOIN partnerships_assessment a ON a.id = d.assessment_id"
        " WHERE d.id = NEW.decision_id AND a.decision_sought = 'enter'"
        " AND d.result IN ('approved', 'approved_with_conditions'))"
    )
    no_ending = (
        "NEW.ended_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM partnerships_exitrecord x"
        " WHERE x.partnership_id = NEW.partnership_id AND x.ended_on = NEW.ended_on)"
    )
    not_standing = (
        "NOT EXISTS (SELECT 1 FROM partnerships_registerentry r"
        " WHERE r.partnership_id = NEW.partnership_id AND r.ended_on IS NULL)"
    )
    not_ender = (
        "NOT EXISTS (SELECT 1 FROM partnerships_participant p WHERE p.partnership_id = NEW.partnership_id"
        " AND p.user_id = NEW.recorded_by_id AND p.left_at IS NULL AND p.capacity IN ('author', 'reviewer'))"
    )
    return [
        on("condition", "elsewhere", "INSERT", other_decision, ELSEWHERE),
        on("condition", "imposed", "INSERT", not_imposed, NOT_DECIDED),
        final("condition", "partnership_id", "decision_id", "number", "question_id", "text"),
        on("condition", "completed", "UPDATE",
           f"OLD.completed_at IS NOT NULL AND ({changed(*evidence)} OR {completed_again})", FINAL),
        on("condition", "author", "UPDATE", not_author, NOT_IN_CAPACITY),
        *kept("condition"),
        *on_saving("registerentry", "elsewhere", other_decision, ELSEWHERE),
        *on_saving("registerentry", "decided", f"{not_entered} OR ({no_ending})", NOT_DECIDED),
        on("registerentry", "final", "UPDATE",
           f"{changed('partnership_id', 'entered_at', 'entered_by_id')} OR OLD.ended_on IS NOT NULL", FINAL),
        *kept("registerentry"),
        on("exitrecord", "standing", "INSERT", not_standing, NOT_DECIDED),
        on("exitrecord", "person", "INSERT", not_ender, NOT_IN_CAPACITY),
        on("exitrecord", "final", "UPDATE", "TRUE", FINAL),
        *kept("exitrecord"),
    ]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0004_chain_and_areas"),
        ("checklists", "0002_refuse_changes_to_published_versions"),
    ]

    operations = [
        *case_rows(),
        *before.people_rows(),
        *answer_rows(),
        *before.review_rows(),
        *trail_rows(),
        *advice_rows(
            "implication", "recorded_by_id",
            "area_id", "asked_of", "asked_on", "author", "commented_on", "text", "recorded_at",
        ),
        *advice_rows("interest", "declared_by_id", "has_interest", "text", "declared_at"),
        *advice_rows("exemption", "marked_by_id", "part", "paragraph", "reason", "marked_at"),
        *board_rows(),
        *after_rows(),
    ]
