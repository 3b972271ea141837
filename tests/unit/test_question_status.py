"""The status of a question: the first of six that applies, and its words."""

from dataclasses import replace

import pytest

from checklists.spec import Severity
from partnerships.domain.answers import AnswerState, CaseState, incompleteness, progress_of
from partnerships.domain.flags import Cause, Flag, flag_of
from partnerships.domain.question_status import Status, status_in_words, status_of
from tests.specs import BEST, SPEC, answered, best_case

L1 = SPEC.by_key["legal-basis"]
G1 = SPEC.by_key["purpose-and-need"]


def words(case: CaseState) -> str:
    return status_in_words(status_of(L1, case), flag_of(L1, case))


DONE = AnswerState("done", reason="Care Act 2014.")
UNSURE = AnswerState(option="done", reason="Care Act 2014.", is_carried_over=True)


@pytest.mark.parametrize(
    ("answer", "is_confirmed", "status"),
    [
        (AnswerState(), False, Status.NOT_STARTED),
        (AnswerState(), True, Status.NOT_STARTED),
        (AnswerState(evidence_count=1), False, Status.INCOMPLETE),
        (AnswerState(reason="Later."), True, Status.INCOMPLETE),
        (UNSURE, False, Status.CARRIED_OVER),
        (UNSURE, True, Status.CARRIED_OVER),
        (DONE, False, Status.WAITING),
        (DONE, True, Status.COMPLETED),
    ],
)
def test_the_first_status_that_applies(answer: AnswerState, is_confirmed: bool, status: Status) -> None:
    confirmed = frozenset({L1.key} if is_confirmed else ())
    case = best_case(changes={L1.key: answer}, confirmed=confirmed)
    assert status_of(L1, case) is status


def test_a_flag_is_said_with_its_severity() -> None:
    case = best_case(changes={G1.key: answered("not_sure")})
    assert status_of(G1, case) is Status.FLAGGED
    assert status_in_words(Status.FLAGGED, flag_of(G1, case)) == "Flagged: blocker"


def test_an_adverse_answer_that_is_not_confirmed_waits_first() -> None:
    case = replace(best_case(), confirmed=frozenset())
    assert words(case) == "Waiting for legal"


def test_what_waits_for_another_role_says_for_which() -> None:
    flag = Flag("g3", "G3", Severity.BLOCKER, (Cause.UNCONFIRMED,), confirm_role="manager")
    assert status_in_words(Status.WAITING, flag) == "Waiting for a manager"


def test_an_answer_that_was_carried_over_counts_once_it_is_confirmed() -> None:
    carried = AnswerState(BEST[G1.key], reason="As before.", is_carried_over=True)
    assert progress_of(SPEC, best_case(changes={G1.key: carried})).answered == 17
    assert progress_of(SPEC, best_case(changes={G1.key: replace(carried, is_carried_over=False)})).answered == 18


def test_an_answer_that_was_carried_over_is_a_blocker_until_it_is_confirmed() -> None:
    carried = AnswerState(BEST[G1.key], reason="As before.", is_carried_over=True)
    flag = flag_of(G1, best_case(changes={G1.key: carried}))
    assert flag is not None
    assert (flag.causes, flag.severity) == ((Cause.UNANSWERED,), Severity.BLOCKER)
    assert incompleteness(G1, carried) == "This answer was carried over. Confirm or change it."
    assert flag_of(G1, best_case(changes={G1.key: replace(carried, is_carried_over=False)})) is None
