"""What pages show of the questions of a case: each as a task, with its answer in words and what the answer means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from checklists.spec import GuideItemSpec, Notify, QuestionSpec, SectionSpec, Severity
from checklists.wording import Part, parts_of
from partnerships.domain.answers import Progress, incompleteness, lacking, progress_of
from partnerships.domain.flags import Flag, flag_of
from partnerships.domain.permissions import Permission
from partnerships.domain.question_status import Status, flagged_in_words, status_in_words, status_of
from partnerships.domain.rules import highest, questions_read
from partnerships.domain.waiting import waiting_in_words
from partnerships.guards import CaseAccess
from partnerships.models import Answer, Confirmation, Evidence, Exemption, RaisedFlag, SecondOpinion, Treatment
from partnerships.presenters.assignments import Assigned, assigned_in
from partnerships.presenters.effects import Act, effects_of
from partnerships.selectors.case import Case, Pending
from partnerships.selectors.comments import exempt_questions
from partnerships.selectors.conversations import open_conversations

# Said once an answer is chosen, never before: nobody should be steered to another one.
MEANINGS = {
    Severity.BLOCKER: gettext_lazy("With this answer the case is not ready for the decision that is sought."),
    Severity.CONCERN: gettext_lazy(
        "A manager will look at this answer in the review. They can accept it with an action, accept it as justified, "
        "or clear it on your evidence."
    ),
    Severity.NOTE: gettext_lazy("This is noted in the report."),
}
# Said besides to whoever can still change the answer.
WHAT_TO_DO = {
    Severity.BLOCKER: gettext_lazy(
        "Knowing it now is what the checklist is for: say in your reason what would have to change."
    ),
    Severity.NOTE: gettext_lazy("Nothing more is asked of you."),
}


# With fewer, a task list is read from top to bottom.
MANY_SECTIONS = 4
# The most characters of an answer that stand unfolded in a list of answers.
MOST_SHOWN = 300


class HasContent(Protocol):
    """A saved answer, or one that was typed."""

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def finding(self) -> str:
        """What was found."""

    @property
    def facts(self) -> Mapping[str, str]:
        """Stored values by fact key."""


@dataclass(frozen=True, slots=True)
class Words:
    """An answer as people read it: the option, and the written parts that say something."""

    option: str
    parts: tuple[Part, ...]

    @property
    def is_long(self) -> bool:
        """Whether a list of answers folds what was written."""
        return sum(len(part.text) for part in self.parts) > MOST_SHOWN


@dataclass(frozen=True, kw_only=True)
class Task:
    """One question of a case. `meaning` is the flag that its chosen option raises, apart from what is missing.

    `missing` is why the answer is not complete, `lacking` the same but for that it was carried over, and `part_lacking` the
    field of its form that is empty; `waiting` is on whom its confirmation waits.
    `warnings` say what of others a change would undo once it is saved, and when saving tells somebody. The task list adds
    what is open in conversations, and who is to answer; the review, whether the answer is exempt.
    """

    spec: QuestionSpec
    section: SectionSpec
    answer: Answer | None
    words: Words
    evidence: list[Evidence]
    status: Status
    missing: str
    lacking: str
    part_lacking: str
    meaning: Flag | None
    flag: Flag | None
    confirmation: Confirmation | None
    objection: Confirmation | None
    waiting: str
    treatment: Treatment | None
    raised: RaisedFlag | None
    opinion: SecondOpinion | None
    pending: Pending | None
    warnings: tuple[str, ...]
    facts_read: frozenset[str]
    facts_awaited: frozenset[str]
    risks: tuple[str, ...]
    tips: tuple[GuideItemSpec, ...]
    open_conversations: int = 0
    exemption: Exemption | None = None
    assigned: Assigned | None = None

    @property
    def option(self) -> str:
        """The key of the option that was chosen, "" while none is."""
        return self.answer.option.key if self.answer and self.answer.option else ""

    @property
    def is_answered_since(self) -> bool:
        """Whether the answer was saved after the second opinion on it was given."""
        return bool(self.opinion and self.answer and self.answer.saved_at > self.opinion.given_at)

    @property
    def status_words(self) -> str:
        """The status as people read it."""
        return status_in_words(self.status, self.flag)

    @property
    def confirmer(self) -> str:
        """Whose confirmation the answer needs, as sentences name them; "" when it needs none."""
        return Role(self.spec.confirm.role).holder if self.spec.confirm else ""

    @property
    def sentence(self) -> str:
        """What the chosen answer leads to; "" when it is favourable, none is chosen, or a graver flag was raised by hand."""
        severity = self._severity_said
        return str(MEANINGS[severity]) if severity else ""

    @property
    def what_to_do(self) -> str:
        """What whoever answers does about it; "" where there is nothing to do, or no sentence."""
        severity = self._severity_said
        return str(WHAT_TO_DO.get(severity, "")) if severity else ""

    @property
    def _severity_said(self) -> Severity | None:
        """The severity of the chosen answer, unless a graver flag was raised by hand."""
        is_graver = self.meaning and self.raised and Severity(self.raised.severity).rank > self.meaning.severity.rank
        return self.meaning.severity if self.meaning and not is_graver else None

    @property
    def severity_shown(self) -> Severity:
        """The severity that the page of the question shows: what is only missing yet makes an answer no graver."""
        flag, meaning = self.flag, self.meaning
        return meaning.severity if meaning and self.missing else flag.severity if flag else Severity.NONE

    @property
    def standing_objection(self) -> Confirmation | None:
        """Why somebody cannot confirm the answer, until a change of it was saved."""
        return self.objection or (self.pending.objection if self.pending else None)

    @property
    def is_carried_over(self) -> bool:
        """Whether the answer is one of the round before or of an earlier case, which an author has not confirmed yet."""
        return self.answer is not None and self.answer.is_carried_over

    @property
    def is_to_confirm(self) -> bool:
        """Whether it was carried over whole, so that an author can confirm it as it stands."""
        return self.is_carried_over and not self.lacking

    @property
    def unanswered_facts(self) -> list[str]:
        """The labels of facts that nobody answered though a rule depends on them; none before an option is chosen."""
        is_answered = self.answer is not None and self.answer.option is not None
        awaited = [fact for fact in self.spec.facts if f"{self.spec.key}.{fact.key}" in self.facts_awaited]
        return [fact.label for fact in awaited if is_answered]

    @property
    def effects(self) -> list[str]:
        """What saving the change that waits does, a sentence each."""
        return effects_of(self.pending, Act.SAVING)

    @property
    def effects_of_submitting(self) -> list[str]:
        """What submitting the case does because of the change that waits, a sentence each."""
        return effects_of(self.pending, Act.SUBMITTING)

    @property
    def is_as_severe_itself(self) -> bool:
        """Whether the answer, or what was raised about it, makes the flag as severe as it is, and nobody treated it."""
        own = [self.meaning.severity] if self.meaning else []
        own += [Severity(self.raised.severity)] if self.raised else []
        return self.flag is not None and self.flag.treatment is None and highest(own) is self.flag.severity

    @property
    def has_blocker(self) -> bool:
        """Whether the answer itself is a blocker: not because something is missing, or because it waits for somebody."""
        return self.meaning is not None and self.meaning.is_blocker

    @property
    def flagged_besides(self) -> str:
        """How it is flagged, in words, where its status says only that it is carried over, or for whom it waits."""
        is_behind = self.status in (Status.CARRIED_OVER, Status.WAITING) and self.is_as_severe_itself
        return flagged_in_words(str(self.flag.severity.label)) if self.flag and is_behind else ""

    @property
    def is_left_to_review(self) -> bool:
        """Whether a manager has to look at its flag: it is complete, waits for nobody and was not treated."""
        flag = self.flag
        return flag is not None and not self.missing and not flag.is_waiting and flag.treatment is None

    @property
    def awaits_confirmation(self) -> bool:
        """Whether a role holder must still confirm the answer."""
        return self.spec.confirm is not None and self.confirmation is None


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """A section of a long task list, and how many of its questions are answered."""

    section: SectionSpec
    progress: Progress


def contents_of(case: Case, sections: Sequence[SectionSpec]) -> list[SectionProgress]:
    """Return what a long task list has on top, to go to a section; nothing of one with few sections."""
    if len(sections) < MANY_SECTIONS:
        return []
    return [SectionProgress(section, progress_of(section, case.state)) for section in sections]


def task_of(case: Case, key: str) -> Task:
    """Return one question of the case; KeyError when the version has none of that key, or its rows were not read."""
    spec = case.spec.by_key[key]
    if case.only not in (None, key):
        raise KeyError(key)
    answer, state = case.answers.get(key), case.state.answer(key)
    option = answer.option.key if answer and answer.option else None
    meaning = _meaning(case, spec)
    part, lacks = lacking(spec, state)
    risks = {risk.code: risk.text for risk in case.spec.risks}
    return Task(
        spec=spec,
        section=case.spec.section_of[key],
        answer=answer,
        words=words_of(spec, option, answer or state, awaited=case.facts_awaited if option else ()),
        evidence=case.evidence.get(key, []),
        status=status_of(spec, case.state),
        missing=incompleteness(spec, state),
        lacking=lacks,
        part_lacking=part,
        meaning=meaning,
        flag=case.flags.get(key),
        confirmation=case.confirmations.get(key),
        objection=case.objections.get(key),
        waiting=waiting_in_words(case.flags.get(key), case.assessment.state),
        treatment=case.treatments.get(key),
        raised=case.raised.get(key),
        opinion=case.opinions.get(key),
        pending=case.pending.get(key),
        warnings=_warnings(case, spec),
        facts_read=case.spec.facts_read,
        facts_awaited=case.facts_awaited,
        risks=tuple(risks[code] for code in spec.risks) if meaning and meaning.has_adverse_answer else (),
        tips=tuple(tip for tip in case.spec.tips if tip.code in spec.tips),
    )


def tasks_of(case: Case, section: SectionSpec) -> list[Task]:
    """Return the questions of one section, in order."""
    return [task_of(case, spec.key) for spec in section.questions]


def with_conversations(access: CaseAccess, tasks: Iterable[Task]) -> list[Task]:
    """Add to the tasks of a case how many conversations are open about each, for those who read them."""
    open_ones = open_conversations(access.assessment) if access.can[Permission.READ_CONVERSATIONS] else {}
    return [replace(task, open_conversations=open_ones.get(task.spec.key, 0)) for task in tasks]


def talked_about(access: CaseAccess, case: Case) -> list[Task]:
    """Return the questions about which a conversation is open, for those who read them."""
    open_ones = open_conversations(access.assessment) if access.can[Permission.READ_CONVERSATIONS] else {}
    keys = [key for key in case.spec.by_key if key in open_ones]
    return [replace(task_of(case, key), open_conversations=open_ones[key]) for key in keys]


def with_exemptions(case: Case, tasks: Iterable[Task]) -> list[Task]:
    """Add to the tasks of a case which answers its public report leaves out."""
    exempt = exempt_questions(case.assessment)
    return [replace(task, exemption=exempt.get(task.spec.key)) for task in tasks]


def with_work(access: CaseAccess, tasks: Iterable[Task]) -> list[Task]:
    """Add to the tasks of a case how many conversations are open, for those who read them, and to whom they are assigned."""
    assigned = assigned_in(access.assessment)
    return [replace(task, assigned=assigned.get(task.spec.key)) for task in with_conversations(access, tasks)]


def is_assigned_to(user: User, task: Task) -> bool:
    """Whether the person is to answer the question."""
    return task.assigned is not None and task.assigned.assignment.assigned_to_id == user.pk


def by_what_they_are(tasks: Sequence[Task]) -> dict[str, list[Task]]:
    """Return the tasks as a submission names them. A task can be in several of the lists."""
    return {
        "unanswered": [task for task in tasks if task.lacking and not task.words.option],
        "incomplete": [task for task in tasks if task.lacking and task.words.option],
        "flagged": [task for task in tasks if task.is_left_to_review],
        "treated": [task for task in tasks if task.flag and task.flag.treatment],
        "pending": [task for task in tasks if task.pending],
        "carried_over": [task for task in tasks if task.is_carried_over],
        "objected": [task for task in tasks if task.objection],
        "waiting": [task for task in tasks if task.awaits_confirmation and not task.missing and not task.objection],
    }


def words_of(spec: QuestionSpec, option: str | None, content: HasContent, *, awaited: Collection[str] = ()) -> Words:
    """Return an answer in words; an option that is not of the spec is shown as none.

    A blank fact is named if it is among `awaited`, those on which a rule depends (`rules.facts_awaited`).
    """
    label = next((item.label for item in spec.options if item.key == option), "")
    facts = [
        (fact.label, fact.type, content.facts.get(fact.key, ""))
        for fact in spec.facts
        if content.facts.get(fact.key) or f"{spec.key}.{fact.key}" in awaited
    ]
    return Words(
        option=label,
        parts=parts_of(finding=content.finding, reason=content.reason, own_reason_label=spec.reason_label, facts=facts),
    )


def _warnings(case: Case, spec: QuestionSpec) -> tuple[str, ...]:
    standing = Pending(case.treatments.get(spec.key), case.confirmations.get(spec.key), case.objections.get(spec.key))
    undone = effects_of(standing, Act.CHANGING)
    rules = [(rule, asked.key) for asked in case.spec.questions for rule in asked.rules if rule.notify]
    told = [
        _("Saving tells the %(who)s, once, if this holds: %(because)s.")
        % {"who": str(Notify(rule.notify).label).lower(), "because": rule.because}
        for rule, key in rules
        if spec.key in questions_read(rule, key)
    ]
    return tuple(undone + told)


def _meaning(case: Case, spec: QuestionSpec) -> Flag | None:
    """Return the flag as it would be by the answer alone, were what is missing given and the confirmation there."""
    state = case.state.answer(spec.key)
    if state.option is None:
        return None
    complete = replace(state, reason=state.reason or "-", is_carried_over=False)
    spec = replace(spec, facts=tuple(replace(fact, is_required=False) for fact in spec.facts))
    answers = {**case.state.answers, spec.key: complete}
    confirmed = case.state.confirmed | {spec.key}
    return flag_of(spec, replace(case.state, answers=answers, confirmed=confirmed, raised={}))
