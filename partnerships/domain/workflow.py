"""The states of an assessment and the transitions between them. `docs/workflow.md` is generated from this table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.series import one_of
from partnerships.domain.permissions import Permission


class State(TextChoices):
    """The state of an assessment, in the usual order."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned")
    ENDORSED = "endorsed", _("Endorsed")
    REFERRAL_ASKED = "referral_asked", _("Referral asked")
    REFERRED = "referred", _("Referred")
    ISSUED = "issued", _("Issued")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Phase(TextChoices):
    """The part of its way on which a case is. Lists across cases read one phase, or one after the other."""

    DRAFT = "draft", _("Draft")
    IN_PLAY = "in_play", _("Not decided yet")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Of the other states.
PHASE_OF = {State.DRAFT: Phase.DRAFT, State.DECIDED: Phase.DECIDED, State.WITHDRAWN: Phase.WITHDRAWN}
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
BEFORE_DECIDED = tuple(state for state in State if state not in (State.DECIDED, State.WITHDRAWN))
# Ready for its decision: endorsed, or referred though Not ready.
FOR_THE_BOARD = frozenset({State.ENDORSED, State.REFERRED})
WITH_A_REPORT = frozenset({State.ISSUED, State.DECIDED})
ENDORSED_OR_LATER = FOR_THE_BOARD | WITH_A_REPORT
BEFORE_ENDORSED = EDITABLE | {State.IN_REVIEW, State.REFERRAL_ASKED}
BEFORE_ISSUED = BEFORE_ENDORSED | FOR_THE_BOARD


class WorkflowError(Exception):
    """The transition is not possible in the state of the assessment. The message is a sentence for people."""


class Move(TextChoices):
    """The name of each transition, with the label of its button."""

    SUBMIT = "submit", _("Submit for review")
    TAKE_BACK = "take_back", _("Take back the submission")
    RETURN = "return", _("Return to the officer")
    ENDORSE = "endorse", _("Endorse")
    ASK_REFERRAL = "ask_referral", _("Ask for a referral")
    REFER = "refer", _("Confirm the referral")
    DECLINE = "decline", _("Decline the referral")
    ISSUE = "issue", _("Issue the report")
    REOPEN = "reopen", _("Reopen")
    DECIDE = "decide", _("Record the decision")
    WITHDRAW = "withdraw", _("Withdraw")


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of state. `needs_reason`: the person who makes it must give a reason.

    Of several targets, the action chooses (`back_from_review`).
    """

    name: Move
    sources: tuple[State, ...]
    targets: tuple[State, ...]
    permission: Permission
    needs_reason: bool = False

    @property
    def label(self) -> str:
        """The label of the button, in the active language."""
        return str(self.name.label)


_TABLE = (
    Transition(Move.SUBMIT, (State.DRAFT, State.RETURNED), (State.IN_REVIEW,), Permission.SUBMIT),
    Transition(Move.TAKE_BACK, (State.IN_REVIEW,), (State.DRAFT, State.RETURNED), Permission.TAKE_BACK),
    Transition(Move.RETURN, (State.IN_REVIEW,), (State.RETURNED,), Permission.RETURN, needs_reason=True),
    Transition(Move.ENDORSE, (State.IN_REVIEW,), (State.ENDORSED,), Permission.ENDORSE),
    Transition(
        Move.ASK_REFERRAL, (State.IN_REVIEW,), (State.REFERRAL_ASKED,), Permission.ASK_REFERRAL, needs_reason=True
    ),
    Transition(Move.REFER, (State.REFERRAL_ASKED,), (State.REFERRED,), Permission.REFER, needs_reason=True),
    Transition(Move.DECLINE, (State.REFERRAL_ASKED,), (State.IN_REVIEW,), Permission.DECLINE, needs_reason=True),
    Transition(Move.ISSUE, (State.ENDORSED, State.REFERRED), (State.ISSUED,), Permission.ISSUE),
    Transition(
        Move.REOPEN,
        (State.REFERRAL_ASKED, State.ENDORSED, State.REFERRED, State.ISSUED),
        (State.RETURNED,),
        Permission.REOPEN,
        needs_reason=True,
    ),
    Transition(Move.DECIDE, (State.ISSUED,), (State.DECIDED,), Permission.DECIDE),
    Transition(Move.WITHDRAW, BEFORE_DECIDED, (State.WITHDRAWN,), Permission.WITHDRAW, needs_reason=True),
)
TRANSITIONS: dict[str, Transition] = {transition.name.value: transition for transition in _TABLE}

# The states in which a permission can be used: a transition's are its sources, the others are named here.
WHEN: dict[Permission, frozenset[State]] = {
    **dict.fromkeys((Permission.EDIT, Permission.ANSWER, Permission.ANSWER_LEGAL, Permission.UPGRADE), EDITABLE),
    **dict.fromkeys((Permission.ASK, Permission.ASSIGN), EDITABLE),
    Permission.CONFIRM: EDITABLE | {State.IN_REVIEW},
    **dict.fromkeys((Permission.TREAT, Permission.RAISE_FLAG, Permission.GIVE_OPINION), frozenset({State.IN_REVIEW})),
    Permission.REPLY: frozenset({State.RETURNED}),
    Permission.CONVERSE: frozenset(BEFORE_DECIDED),
    Permission.COMMENT: BEFORE_ISSUED,
    Permission.DECLARE: BEFORE_ISSUED,
    Permission.CHOOSE_MEETING: BEFORE_ISSUED,
    Permission.MOVE_TO_MEETING: frozenset({State.ISSUED}),
    Permission.NAME: frozenset(State) - {State.WITHDRAWN},
    Permission.CORRECT_MINUTE: WITH_A_REPORT,
    Permission.START_ROUND: frozenset({State.DECIDED, State.WITHDRAWN}),
} | {transition.permission: frozenset(transition.sources) for transition in TRANSITIONS.values()}


def check_transition(name: str, state: str) -> Transition:
    """Return the transition; WorkflowError when it cannot start from that state, KeyError for an unknown name."""
    transition = TRANSITIONS[name]
    if state not in transition.sources:
        refusal = str(_("“%(label)s” is not possible now.")) % {"label": transition.label}
        raise WorkflowError(f"{refusal} {state_sentence(state, transition.sources)}")
    return transition


def back_from_review(*, was_returned: bool) -> State:
    """Return the state to which a submission is taken back: the one before it."""
    return State.RETURNED if was_returned else State.DRAFT


def state_sentence(state: str, needed: Collection[State]) -> str:
    """Say that something cannot be done in the state of the case, and in which it can."""
    sentence = _("This cannot be done now: the case is “%(state)s”. It can be done while a case is %(needed)s.")
    names = one_of(f"“{other.label}”" for other in State if other in needed)
    return str(sentence) % {"state": State(state).label, "needed": names}
