"""Any two versions and any answers, in the database: an upgrade loses nothing, turns no answer, and is undone exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from checklists import actions as checklists
from checklists.models import Version, VersionState
from checklists.spec import ChecklistSpec, QuestionSpec, Severity, digest
from partnerships import actions
from partnerships.domain.exemption import Paragraph
from partnerships.models import Answer, Assessment, Confirmation, EarlierAnswer, Evidence, Flag, RaisedFlag, Treatment
from partnerships.selectors.case import read_case
from partnerships.selectors.upgrading import earlier_answers, left_evidence
from partnerships.snapshot import canonical, snapshot_of
from tests import factories, people
from tests.integration.counting import undone
from tests.specs import SPEC

pytestmark = pytest.mark.spread(1)

NUMBERS = count(1)
# What an editor can do to one question.
KEPT, REWORDED, MEANT, UNDECIDED, DROPPED, RENAMED, SPLIT, MERGED, TURNED, FEWER, FACTLESS, UNCONFIRMED = range(12)


@st.composite
def versions(draw: st.DrawFn) -> ChecklistSpec:
    """A later version of the shipped checklist: to each question one of those is done."""
    sections = []
    for section in SPEC.sections:
        questions: list[QuestionSpec] = []
        for question in section.questions:
            plain = replace(question, rules=(), feeds=question.feeds)
            done = draw(st.sampled_from([KEPT, KEPT, *range(12)]))
            questions += _changed(plain, done, questions)
        has_finding = section.has_finding and draw(st.booleans())
        sections.append(replace(section, questions=tuple(questions or section.questions[:1]), has_finding=has_finding))
    return replace(SPEC, version=f"7.{next(NUMBERS)}", sections=tuple(sections))


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
    keys = draw(st.sets(st.sampled_from(sorted(SPEC.by_key)), max_size=4))
    return {
        key: {
            "option": draw(st.sampled_from([None, *(option.key for option in SPEC.by_key[key].options)])),
            "reason": draw(st.sampled_from(["", f"Another reason for {key}."])),
            "finding": f"Another finding for {key}." if SPEC.section_of[key].has_finding else "",
        }
        for key in sorted(keys)
    }


def publish(spec: ChecklistSpec) -> Version:
    """Publish the version, whatever the linter would say of questions that nobody wrote."""
    draft = checklists.import_draft(spec=spec, by=people.person("editor"))
    by = factories.person("Edgar Editor", Role.EDITOR)
    state = {"state": VersionState.PUBLISHED, "digest": digest(draft.read())}
    Version.objects.filter(pk=draft.pk).update(**state, published_at=timezone.now(), published_by=by)
    return Version.objects.select_related("checklist").get(pk=draft.pk)


@pytest.fixture(scope="module")
def returned(made_once: None) -> Assessment:
    """A case on the shipped version that was answered, confirmed, treated, doubted and returned, with evidence."""
    owner, manager, legal = people.person("owner"), people.person("manager"), people.person("legal")
    case = factories.start(owner, people.service("service"), name="Community hub")
    factories.answer_all(case)
    for key, option in (("customers-consulted", "no"), ("authority", "partly"), ("decision-makers", "partly")):
        factories.save(case, key, option, reason=f"Reason for {key}.")
    for key in ("skills", "purpose-and-need", "novelty"):
        asked = factories.question(key)
        actions.attach_link(assessment=case, question=asked, by=owner, title=key, url="https://example.org/plan")
    factories.submit(case)
    factories.confirm_all(case, legal)
    for key in ("customers-consulted", "authority"):
        factories.justify(case, key, manager)
    actions.raise_flag(
        assessment=case,
        question=factories.question("representation"),
        by=manager,
        severity=Severity.CONCERN,
        reason="Who stands in?",
    )
    return factories.give_back(case, manager, {key: f"Say more about {key}." for key in ("skills", "time-limits")})


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
            was = SPEC.by_key[key].option(row.option.key)
            assert asked.option(row.option.key).label == was.label
            kinds = {Severity.BLOCKER: Severity.CONCERN}
            is_now = asked.option(row.option.key).severity
            assert kinds.get(is_now, is_now) == kinds.get(was.severity, was.severity)
    shown = {item.pk for items in now.evidence.values() for item in items} | {item.pk for item in left_evidence(case)}
    assert shown == set(case.evidence.attached().values_list("pk", flat=True))


# A version is large, and is not printed.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@given(later=versions(), others=some_answers(), exempt=st.sampled_from(sorted(SPEC.by_key)))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_upgrade_loses_nothing_and_is_undone_exactly(
    returned: Assessment, later: ChecklistSpec, others: dict[str, dict[str, Any]], exempt: str
) -> None:
    owner = people.person("owner")
    with undone():
        for key, said in others.items():
            factories.save(returned, key, **said)
        actions.mark_exempt(
            assessment=returned,
            by=owner,
            part=f"question:{exempt}",
            paragraph=Paragraph.BUSINESS,
            reason="A price.",
        )
        unpublished = canonical(snapshot_of(_again(returned), made_on=timezone.localdate()))
        to = publish(later)
        case = _again(returned)
        assert canonical(snapshot_of(case, made_on=timezone.localdate())) == unpublished
        before, answers = rows_of(case), read_case(case).answers
        if any(row.in_effect is not None for row in answers.values()):
            with pytest.raises(actions.ActionError, match="A change waits to be saved"):
                actions.upgrade(assessment=case, to=to, by=owner)
            assert rows_of(case) == before
            return
        actions.upgrade(assessment=case, to=to, by=owner)
        after = rows_of(case)
        check_upgraded(_again(case), answers)
        marked = {part.removeprefix("question:") for part in after["exempt"]} - {exempt}
        assert marked == {q.key for q in later.questions if exempt in q.replaces and q.key != exempt}
        snapshot_of(_again(case), made_on=timezone.localdate())
        actions.undo_upgrade(assessment=case, by=owner)
        assert rows_of(case) == before
        assert not EarlierAnswer.objects.standing().filter(assessment=case).exists()
        actions.upgrade(assessment=_again(case), to=to, by=owner)
        again = rows_of(case)
        drop = ("id", "revision")
        bare = [[{k: v for k, v in row.items() if k not in drop} for row in rows["answers"]] for rows in (after, again)]
        assert bare[0] == bare[1]
        actions.undo_upgrade(assessment=case, by=owner)
        assert rows_of(case) == before


def _again(case: Assessment) -> Assessment:
    return Assessment.objects.select_related("version__checklist", "partnership").get(pk=case.pk)
