"""Any two versions and any answers, in the database: an upgrade loses nothing, turns no answer, and is undone exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import Role
from checklists import actions as checklists
from checklists.models import Question, Version, VersionState
from checklists.spec import ChecklistSpec, QuestionSpec, Severity, digest
from partnerships import actions
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.exemption import Paragraph
from partnerships.models import Answer, Assessment, Confirmation, EarlierAnswer, Evidence, Flag, RaisedFlag, Treatment
from partnerships.selectors.case import read_case
from partnerships.selectors.upgrading import earlier_answers, left_evidence
from partnerships.snapshot import canonical, snapshot_of
from tests import factories, people
from tests.integration.counting import undone
from tests.specs import BEST, SPEC

pytestmark = pytest.mark.spread(1)

NUMBERS = count(1)
# A part of the shipped checklist: each kind of question that the case needs, and no more, as each example stores a version.
KEYS = {
    "purpose-and-need",
    "customers-consulted",
    "representation",
    "authority",
    "skills",
    "legal-basis",
    "time-limits",
    "novelty",
}
FEW = replace(
    SPEC,
    slug="few-questions",
    title="Few questions",
    sections=tuple(
        replace(section, questions=tuple(replace(each, rules=()) for each in section.questions if each.key in KEYS))
        for section in SPEC.sections
    ),
)
# What an editor can do to one question.
KEPT, REWORDED, MEANT, UNDECIDED, DROPPED, RENAMED, SPLIT, MERGED, TURNED, FEWER, FACTLESS, UNCONFIRMED = range(12)


@dataclass(frozen=True)
class Later:
    """What is done to each question of the checklist, in order, and which sections still ask for a finding."""

    done: tuple[int, ...]
    has_finding: tuple[bool, ...]

    def spec(self) -> ChecklistSpec:
        """Return the later version: drawn as numbers, as the tools that draw a large version look at all of it again and again."""
        steps, sections = iter(self.done), []
        for section, has_finding in zip(FEW.sections, self.has_finding, strict=True):
            questions: list[QuestionSpec] = []
            for question in section.questions:
                questions += _changed(question, next(steps), questions)
            found = tuple(questions or section.questions[:1])
            sections.append(replace(section, questions=found, has_finding=section.has_finding and has_finding))
        return replace(FEW, version=f"7.{next(NUMBERS)}", sections=tuple(sections))


def laters() -> st.SearchStrategy[Later]:
    """Later versions of the checklist: to each question one of those is done."""
    done = st.tuples(*[st.sampled_from([KEPT, KEPT, *range(12)])] * len(FEW.by_key))
    return st.builds(Later, done, st.tuples(*[st.booleans()] * len(FEW.sections)))


def _changed(question: QuestionSpec, done: int, before: list[QuestionSpec]) -> list[QuestionSpec]:
    other = "As it is put now, is it so?"
    half = replace(question, replaces=(question.key,), text=other)
    if done == MERGED and before and not before[-1].replaces:
        last = before.pop()
        return [replace(half, key=f"{last.key}-and", code=last.code, replaces=(last.key, question.key))]
    return {
        REWORDED: [replace(question, text=other, change="editorial")],
        MEANT: [replace(question, text=other, change="meaning")],
        UNDECIDED: [replace(question, text=other)],
        DROPPED: [],
        RENAMED: [replace(half, key=f"{question.key}-now")],
        SPLIT: [
            replace(half, key=f"{question.key}-a", code=f"{question.code}a"),
            replace(half, key=f"{question.key}-b", code=f"{question.code}b"),
        ],
        TURNED: [replace(question, options=tuple(map(_turned, question.options)))],
        FEWER: [replace(question, options=question.options[:-1])],
        FACTLESS: [replace(question, facts=())],
        UNCONFIRMED: [replace(question, confirm=None, change="editorial")],
    }.get(done, [question])


def _turned(option: Any) -> Any:
    """The same option, adverse where it was favourable, and the reverse."""
    is_adverse = option.severity in (Severity.CONCERN, Severity.BLOCKER)
    return replace(option, severity=Severity.NONE if is_adverse else Severity.CONCERN, blocks_from=None)


@st.composite
def some_answers(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Other answers to some of the questions."""
    keys = draw(st.sets(st.sampled_from(sorted(KEYS)), max_size=4))
    return {
        key: {
            "option": draw(st.sampled_from([None, *(option.key for option in FEW.by_key[key].options)])),
            "reason": draw(st.sampled_from(["", f"Another reason for {key}."])),
            "finding": f"Another finding for {key}." if FEW.section_of[key].has_finding else "",
        }
        for key in sorted(keys)
    }


def publish(spec: ChecklistSpec) -> Version:
    """Publish the version, whatever the linter would say of questions that nobody wrote."""
    draft = checklists.import_draft(spec=spec, by=people.person("editor"))
    known = User.objects.filter(email=factories.email_of("Edgar Editor")).first()
    by = known or factories.person("Edgar Editor", Role.EDITOR)
    state = {"state": VersionState.PUBLISHED, "digest": digest(draft.read())}
    Version.objects.filter(pk=draft.pk).update(**state, published_at=timezone.now(), published_by=by)
    return Version.objects.select_related("checklist").get(pk=draft.pk)


def asked(key: str) -> Question:
    """The row of a question of the first version."""
    return Question.objects.get(version="few-questions/1.0", key=key)


def save(case: Assessment, key: str, **said: Any) -> None:
    """Save an answer as the lead, who has just opened its page."""
    standing = Answer.objects.filter(assessment=case, question=asked(key)).first()
    actions.answer(
        assessment=case,
        question=asked(key),
        by=case.partnership.lead,
        draft=actions.AnswerDraft(**said),
        revision=standing.revision if standing else 0,
    )


@pytest.fixture(scope="module")
def returned(made_once: None) -> Assessment:
    """A case on the first version that was answered, confirmed, treated, doubted and returned, with evidence."""
    owner, manager, legal = people.person("owner"), people.person("manager"), people.person("legal")
    case = factories.start(owner, people.service("service"), name="Community hub", version=publish(FEW))
    chosen = BEST | {"customers-consulted": "no", "authority": "partly", "representation": "partly"}
    for key in FEW.by_key:
        save(case, key, option=chosen[key], reason=f"Reason for {key}.")
    for key in ("skills", "purpose-and-need", "novelty"):
        link = {"title": key, "url": "https://example.org/plan"}
        actions.attach_link(assessment=case, question=asked(key), by=owner, **link)
    factories.submit(case)
    actions.confirm(assessment=case, question=asked("legal-basis"), by=legal)
    for key in ("customers-consulted", "authority"):
        accepted: dict[str, Any] = {"kind": TreatmentKind.JUSTIFIED, "text": "Accepted."}
        actions.treat(assessment=case, question=asked(key), by=manager, **accepted)
    raised: dict[str, Any] = {"severity": Severity.CONCERN, "reason": "Who stands in?"}
    actions.raise_flag(assessment=case, question=asked("skills"), by=manager, **raised)
    items = [actions.ReturnItem(reason="Say more.", question=asked(key)) for key in ("skills", "time-limits")]
    return actions.return_(assessment=case, by=manager, items=items)


def rows_of(case: Assessment) -> dict[str, Any]:
    """All that a case says, by its rows."""
    version = Assessment.objects.get(pk=case.pk).version_id
    asked = Answer.objects.filter(assessment=case, question__version=version).order_by("pk")
    found: dict[str, Any] = {"version": version, "answers": list(asked.values())}
    for model in (Evidence, Confirmation, Treatment, RaisedFlag):
        found[model.__name__] = list(model.objects.filter(assessment=case).order_by("pk").values())
    flags = Flag.objects.filter(assessment=case).order_by("question_key")
    found["flags"] = list(flags.values_list("question", "severity", "because", "state"))
    derived = ("outcome", "answered", "blockers", "open_concerns")
    found["derived"] = Assessment.objects.filter(pk=case.pk).values_list(*derived)[0]
    found["exempt"] = list(case.exemptions.filter(replaced_at=None).order_by("part").values_list("part", flat=True))
    return found


def texts_in(answers: Iterator[Answer]) -> set[str]:
    return {text for row in answers for text in (row.reason, row.finding, *row.facts.values()) if text}


def check_upgraded(case: Assessment, before: dict[str, Answer]) -> None:
    now = read_case(case)
    earlier = earlier_answers(case)
    assert texts_in(iter(before.values())) <= texts_in(
        iter([*now.answers.values(), *(each.answer for each in earlier)])
    )
    for key, row in now.answers.items():
        asked = now.spec.by_key[key]
        assert row.question.version_id == case.version_id
        assert row.option is None or row.option.question_id == row.question_id
        assert set(row.facts) <= {fact.key for fact in asked.facts}
        if row.option is not None:
            was = FEW.by_key[key].option(row.option.key)
            assert asked.option(row.option.key).label == was.label
            kinds = {Severity.BLOCKER: Severity.CONCERN}
            is_now = asked.option(row.option.key).severity
            assert kinds.get(is_now, is_now) == kinds.get(was.severity, was.severity)
    shown = {item.pk for items in now.evidence.values() for item in items} | {item.pk for item in left_evidence(case)}
    assert shown == set(case.evidence.attached().values_list("pk", flat=True))


def prepared(case: Assessment, others: dict[str, dict[str, Any]], exempt: str) -> Assessment:
    """Give the other answers, mark one as exempt, and return the case as it then is."""
    for key, said in others.items():
        save(case, key, **said)
    marked: dict[str, Any] = {"part": f"question:{exempt}", "paragraph": Paragraph.BUSINESS, "reason": "A price."}
    actions.mark_exempt(assessment=case, by=case.partnership.lead, **marked)
    return _again(case)


def is_waiting(case: Assessment) -> bool:
    """Whether a change of an answer waits to be saved: such a case goes on to no other version."""
    return Answer.objects.filter(assessment=case, in_effect__isnull=False).exists()


@given(later=laters(), others=some_answers(), exempt=st.sampled_from(sorted(KEYS)))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_upgrade_loses_nothing_and_is_undone_exactly(
    returned: Assessment, later: Later, others: dict[str, dict[str, Any]], exempt: str
) -> None:
    with undone():
        case = prepared(returned, others, exempt)
        owner, spec = case.partnership.lead, later.spec()
        to, before, answers = publish(spec), rows_of(case), read_case(case).answers
        if is_waiting(case):
            with pytest.raises(actions.ActionError, match="A change waits to be saved"):
                actions.upgrade(assessment=case, to=to, by=owner)
            assert rows_of(case) == before
            return
        actions.upgrade(assessment=case, to=to, by=owner)
        check_upgraded(_again(case), answers)
        marked = {part.removeprefix("question:") for part in rows_of(case)["exempt"]} - {exempt}
        assert marked == {q.key for q in spec.questions if exempt in q.replaces and q.key != exempt}
        actions.undo_upgrade(assessment=case, by=owner)
        assert rows_of(case) == before
        assert not EarlierAnswer.objects.standing().filter(assessment=case).exists()


@given(later=laters(), others=some_answers(), exempt=st.sampled_from(sorted(KEYS)))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_report_is_not_touched_by_a_version_and_a_second_upgrade_is_as_the_first(
    returned: Assessment, later: Later, others: dict[str, dict[str, Any]], exempt: str
) -> None:
    today, drop = timezone.localdate(), ("id", "revision")
    with undone():
        case = prepared(returned, others, exempt)
        assume(not is_waiting(case))
        owner, unpublished = case.partnership.lead, canonical(snapshot_of(case, made_on=today))
        to = publish(later.spec())
        assert canonical(snapshot_of(_again(case), made_on=today)) == unpublished
        bare = []
        for _time in range(2):
            case = _again(case)
            actions.upgrade(assessment=case, to=to, by=owner)
            answers = rows_of(case)["answers"]
            bare.append([{name: value for name, value in row.items() if name not in drop} for row in answers])
            snapshot_of(_again(case), made_on=today)
            actions.undo_upgrade(assessment=case, by=owner)
        assert bare[0] == bare[1]


def _again(case: Assessment) -> Assessment:
    return Assessment.objects.select_related("version__checklist", "partnership__lead").get(pk=case.pk)
