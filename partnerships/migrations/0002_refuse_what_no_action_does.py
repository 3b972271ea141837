"""What the database refuses, whoever asks: changes to a submitted case, gaps in the trail, two capacities on one case.

The actions never do any of it. These triggers hold for everything else: the shell, a bulk job, SQL by hand.
"""

from django.db import migrations

from checklists.triggers import Refuse, changed

SUBMITTED = "This assessment has been submitted, so it cannot be changed."
KEPT = "What was recorded is kept: it cannot be deleted."
FINAL = "What was recorded stays as it is: it cannot be changed."
OF_ANOTHER = "This question or option belongs to another checklist version than the assessment."
NOT_IN_CAPACITY = "This person does not act on this case in the capacity that this needs."
ONE_CAPACITY = "One person has one capacity on a case, for good."
NO_SUCH_MOVE = "An assessment cannot go from this state to that one."

MOVES = {
    "draft": ["in_review", "withdrawn"],
    "in_review": ["returned", "endorsed", "withdrawn"],
    "returned": ["in_review", "withdrawn"],
    "endorsed": ["issued", "returned", "withdrawn"],
    "issued": ["decided", "returned", "withdrawn"],
    "decided": [],
    "withdrawn": [],
}


def not_in_state(assessment, *states):
    names = ", ".join(f"'{state}'" for state in states)
    return f"EXISTS (SELECT 1 FROM partnerships_assessment a WHERE a.id = {assessment} AND a.state NOT IN ({names}))"


def submitted(assessment):
    return not_in_state(assessment, "draft", "returned")


def case_submitted(partnership):
    return (
        "EXISTS (SELECT 1 FROM partnerships_assessment a"
        f" WHERE a.partnership_id = {partnership} AND a.is_current AND a.state NOT IN ('draft', 'returned'))"
    )


def not_acting(assessment, user, capacities):
    return (
        "NOT EXISTS (SELECT 1 FROM partnerships_participant p"
        " JOIN partnerships_assessment a ON a.partnership_id = p.partnership_id"
        f" WHERE a.id = {assessment} AND p.user_id = {user} AND p.left_at IS NULL AND ({capacities}))"
    )


def author_or_legal(question):
    """An author, or a legal adviser where the section asks for findings."""
    return (
        "p.capacity = 'author' OR (p.capacity = 'legal' AND EXISTS (SELECT 1 FROM checklists_question q"
        f" JOIN checklists_section s ON s.id = q.section_id WHERE q.id = {question} AND s.has_finding))"
    )


def of_another_version(assessment, question):
    return (
        f"({question} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM checklists_question q JOIN partnerships_assessment a"
        f" ON a.version_id = q.version_id WHERE q.id = {question} AND a.id = {assessment}))"
    )


def kept(model):
    table = f"partnerships_{model}"
    return [
        Refuse(name=f"{model}_kept", table=table, event="DELETE", when="TRUE", message=KEPT),
        Refuse(name=f"{model}_kept_whole", table=table, event="TRUNCATE", when="TRUE", message=KEPT),
    ]


def on(model, name, event, when, message):
    return Refuse(name=f"{model}_{name}", table=f"partnerships_{model}", event=event, when=when, message=message)


def on_saving(model, name, when, message):
    """The same on a new row and on a changed one."""
    return [on(model, f"{name}_{event.lower()}", event, when, message) for event in ("INSERT", "UPDATE")]


def final(model, *columns):
    return on(model, "final", "UPDATE", changed(*columns), FINAL)


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
        "funding_source", "significance", "is_restricted",
    ]  # fmt: skip
    return [
        final("assessment", "partnership_id", "version_id", "round", "created_at", "created_by_id"),
        on("assessment", "submitted", "UPDATE", f"OLD.state NOT IN ('draft', 'returned') AND {frozen}", SUBMITTED),
        on(
            "assessment", "reviewed", "UPDATE",
            f"OLD.state NOT IN ('draft', 'returned', 'in_review') AND NEW.state = OLD.state AND {derived}", SUBMITTED,
        ),
        on("assessment", "moves", "UPDATE", f"OLD.state <> NEW.state AND NOT ({legal_moves})", NO_SUCH_MOVE),
        *kept("assessment"),
        on("partnership", "submitted", "UPDATE", f"{case_submitted('OLD.id')} AND {changed(*details)}", SUBMITTED),
        final("partnership", "number", "created_at", "created_by_id"),
        *kept("partnership"),
        *on_saving("partner", "submitted", case_submitted("NEW.partnership_id"), SUBMITTED),
        on("partner", "submitted_delete", "DELETE", case_submitted("OLD.partnership_id"), SUBMITTED),
    ]  # fmt: skip


def people_rows():
    is_lead = (
        "EXISTS (SELECT 1 FROM partnerships_partnership c WHERE c.id = NEW.partnership_id AND c.lead_id = NEW.user_id)"
    )
    has_acted = (
        "EXISTS (SELECT 1 FROM partnerships_event e"
        " WHERE e.partnership_id = OLD.partnership_id AND e.recorded_by_id = OLD.user_id)"
    )
    not_author = (
        "NOT EXISTS (SELECT 1 FROM partnerships_participant p WHERE p.partnership_id = NEW.id"
        " AND p.user_id = NEW.lead_id AND p.capacity = 'author' AND p.left_at IS NULL)"
    )
    return [
        on("participant", "capacity", "UPDATE", changed("partnership_id", "user_id", "capacity"), ONE_CAPACITY),
        on("participant", "lead", "INSERT", f"NEW.capacity <> 'author' AND {is_lead}", ONE_CAPACITY),
        on("participant", "acted", "DELETE", has_acted, KEPT),
        on("partnership", "lead", "UPDATE", f"{changed('lead_id')} AND {not_author}", NOT_IN_CAPACITY),
    ]


def answer_rows():
    of_option = (
        "(NEW.option_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM checklists_option o"
        " WHERE o.id = NEW.option_id AND o.question_id = NEW.question_id))"
    )
    elsewhere = of_another_version("NEW.assessment_id", "NEW.question_id")
    saver = not_acting("NEW.assessment_id", "NEW.saved_by_id", author_or_legal("NEW.question_id"))
    adder = not_acting("NEW.assessment_id", "NEW.added_by_id", author_or_legal("NEW.question_id"))
    evidence = [
        "assessment_id", "question_id", "number", "kind", "title", "url", "file", "file_name", "media_type", "size",
        "sha256", "added_at", "added_by_id",
    ]  # fmt: skip
    return [
        *on_saving("answer", "submitted", submitted("NEW.assessment_id"), SUBMITTED),
        *on_saving("answer", "elsewhere", f"{elsewhere} OR {of_option}", OF_ANOTHER),
        *on_saving("answer", "saver", saver, NOT_IN_CAPACITY),
        final("answer", "assessment_id", "question_id"),
        *kept("answer"),
        *on_saving("evidence", "submitted", submitted("NEW.assessment_id"), SUBMITTED),
        on("evidence", "elsewhere", "INSERT", elsewhere, OF_ANOTHER),
        on("evidence", "adder", "INSERT", adder, NOT_IN_CAPACITY),
        final("evidence", *evidence),
        *kept("evidence"),
    ]


def review_rows():
    elsewhere = of_another_version("NEW.assessment_id", "NEW.question_id")
    relapse = f"(OLD.lapsed_at IS NOT NULL AND {changed('lapsed_at', 'lapsed_by_id')})"
    treatment = changed(
        "assessment_id", "question_id", "kind", "text", "owner", "due_on", "evidence_id", "treated_at", "treated_by_id"
    )
    confirmation = changed("assessment_id", "question_id", "role", "note", "confirmed_at", "confirmed_by_id")
    wrong_capacity = (
        f"(NEW.question_id IS NOT NULL AND {not_acting('NEW.assessment_id', 'NEW.confirmed_by_id', capacity('legal'))})"
        f" OR (NEW.question_id IS NULL AND {not_acting('NEW.assessment_id', 'NEW.confirmed_by_id', capacity('reviewer'))})"
    )
    return [
        on("treatment", "reviewer", "INSERT",
           not_acting("NEW.assessment_id", "NEW.treated_by_id", capacity("reviewer")), NOT_IN_CAPACITY),
        on("treatment", "in_review", "INSERT", not_in_state("NEW.assessment_id", "in_review"), SUBMITTED),
        on("treatment", "elsewhere", "INSERT", elsewhere, OF_ANOTHER),
        on("treatment", "final", "UPDATE", f"{treatment} OR {relapse}", FINAL),
        *kept("treatment"),
        on("confirmation", "confirmer", "INSERT", wrong_capacity, NOT_IN_CAPACITY),
        on("confirmation", "state", "INSERT",
           not_in_state("NEW.assessment_id", "draft", "returned", "in_review", "endorsed"), SUBMITTED),
        on("confirmation", "elsewhere", "INSERT", elsewhere, OF_ANOTHER),
        on("confirmation", "final", "UPDATE", f"{confirmation} OR {relapse}", FINAL),
        *kept("confirmation"),
        on("returnreason", "reviewer", "INSERT",
           not_acting("NEW.assessment_id", "NEW.returned_by_id", capacity("reviewer")), NOT_IN_CAPACITY),
        on("returnreason", "elsewhere", "INSERT", elsewhere, OF_ANOTHER),
        on("returnreason", "final", "UPDATE", "TRUE", FINAL),
        *kept("returnreason"),
        on("event", "final", "UPDATE", "TRUE", FINAL),
        *kept("event"),
    ]  # fmt: skip


def capacity(name):
    return f"p.capacity = '{name}'"


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0001_initial"),
        ("checklists", "0002_refuse_changes_to_published_versions"),
    ]

    operations = [*case_rows(), *people_rows(), *answer_rows(), *review_rows()]
