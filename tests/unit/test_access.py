"""Who may do what to a case: every role and relation against every permission, then the separation of duties."""

from dataclasses import replace

import pytest

from accounts.roles import Role
from partnerships.domain.access import (
    DeniedError,
    WrongStateError,
    can_answer,
    can_comment,
    can_foresee,
    can_see,
    check,
    check_answer,
    check_capacity,
    may,
    role_may,
)
from partnerships.domain.permissions import PERMISSIONS_OF, Permission
from partnerships.domain.relation import CAPACITY_OF, Capacity, Relation
from partnerships.domain.workflow import ENDORSED_OR_LATER, State

READS = {"see", "read_history", "read_flags"}
OFFICER = Relation(grants=frozenset({Role.OFFICER.value}))
LEAD = replace(OFFICER, capacity=Capacity.AUTHOR, is_current_author=True, is_lead=True)
CONTRIBUTOR = replace(LEAD, is_lead=False)
ELSEWHERE = Relation()
MANAGER = Relation(grants=frozenset({Role.MANAGER.value}))
LEGAL = Relation(grants=frozenset({Role.LEGAL.value}))
SECRETARY = Relation(grants=frozenset({Role.SECRETARY.value}))
MONITORING = Relation(grants=frozenset({Role.MONITORING.value}))
TOLD = replace(MONITORING, was_told=True)
AUDITOR = Relation(grants=frozenset({Role.AUDITOR.value}))
EDITOR = Relation(grants=frozenset({Role.EDITOR.value}))
ADMIN = Relation(grants=frozenset({Role.ADMIN.value}))
LEADING_MANAGER = replace(MANAGER, capacity=Capacity.AUTHOR, is_current_author=True, is_lead=True)
LEGAL_CONTRIBUTOR = replace(LEGAL, capacity=Capacity.AUTHOR, is_current_author=True)
FORMER_CONTRIBUTOR = replace(OFFICER, capacity=Capacity.AUTHOR)

PEOPLE = {
    "lead": LEAD,
    "contributor": CONTRIBUTOR,
    "contributor of another service": replace(CONTRIBUTOR, grants=frozenset()),
    "officer of the service": OFFICER,
    "somebody of another service": ELSEWHERE,
    "former contributor": FORMER_CONTRIBUTOR,
    "manager": MANAGER,
    "manager who leads": LEADING_MANAGER,
    "manager who contributed once": replace(MANAGER, capacity=Capacity.AUTHOR),
    "legal": LEGAL,
    "legal who contributes": LEGAL_CONTRIBUTOR,
    "secretary": SECRETARY,
    "secretary who acted": replace(SECRETARY, capacity=Capacity.SECRETARY),
    "monitoring": MONITORING,
    "monitoring who was told": TOLD,
    "monitoring who acted": replace(MONITORING, capacity=Capacity.MONITORING, has_acted=True),
    "monitoring who acted in an earlier round": replace(MONITORING, capacity=Capacity.MONITORING),
    "editor": EDITOR,
    "auditor": AUDITOR,
    "admin": ADMIN,
}

# What each may do, by state; what is not named is denied. `create` is asked of a service, further down; meetings are
# kept, and partnerships that exist already entered, for no case in particular.
NOTHING: set[str] = set()
AFTER = {"complete", "end"}
LEADS = READS | AFTER | {"name"}
CHOOSES = {"choose_meeting"}
REVIEWS = {"treat", "raise_flag", "give_opinion", "return_", "endorse", "ask_referral"}
MANAGES = READS | {"amend", "end", "hand_over"}
# A monitoring officer confirms what a checklist says that they confirm, until the case is endorsed.
CONFIRMS = dict.fromkeys((State.DRAFT, State.IN_REVIEW, State.RETURNED), READS | {"confirm"})
TABLE = {
    "lead": {
        State.DRAFT: LEADS | CHOOSES | {"upgrade", "edit", "answer", "ask", "assign", "declare", "submit", "withdraw"},
        State.IN_REVIEW: LEADS | CHOOSES | {"declare", "take_back", "withdraw"},
        State.RETURNED: LEADS
        | CHOOSES
        | {"upgrade", "edit", "answer", "ask", "assign", "declare", "reply", "submit", "withdraw"},
        State.REFERRAL_ASKED: LEADS | CHOOSES | {"declare", "withdraw"},
        State.ENDORSED: LEADS | CHOOSES | {"declare", "withdraw"},
        State.REFERRED: LEADS | CHOOSES | {"declare", "withdraw"},
        State.ISSUED: LEADS | {"withdraw"},
        State.DECIDED: LEADS | {"start_round"},
        State.WITHDRAWN: READS | AFTER | {"start_round"},
    },
    "contributor": {
        State.DRAFT: READS | AFTER | CHOOSES | {"edit", "answer", "ask", "assign", "declare", "submit"},
        State.IN_REVIEW: READS | AFTER | CHOOSES | {"declare", "take_back"},
        State.RETURNED: READS | AFTER | CHOOSES | {"edit", "answer", "ask", "assign", "declare", "reply", "submit"},
        State.REFERRAL_ASKED: READS | AFTER | CHOOSES | {"declare"},
        State.ENDORSED: READS | AFTER | CHOOSES | {"declare"},
        State.REFERRED: READS | AFTER | CHOOSES | {"declare"},
        State.ISSUED: READS | AFTER,
        State.DECIDED: READS | AFTER | {"start_round"},
        State.WITHDRAWN: READS | AFTER | {"start_round"},
    },
    "manager": {
        State.DRAFT: MANAGES | {"comment", "declare", "confirm"},
        State.IN_REVIEW: MANAGES | REVIEWS | {"comment", "declare", "confirm"},
        State.RETURNED: MANAGES | {"comment", "declare", "confirm"},
        State.REFERRAL_ASKED: MANAGES | {"comment", "declare", "reopen"},
        State.ENDORSED: MANAGES | {"comment", "declare", "reopen"},
        State.REFERRED: MANAGES | {"comment", "declare", "reopen"},
        State.ISSUED: MANAGES | {"reopen"},
        State.DECIDED: MANAGES | {"start_round"},
        State.WITHDRAWN: MANAGES | {"start_round"},
    },
    "legal": {
        State.DRAFT: READS | {"comment", "declare", "answer_legal", "confirm"},
        State.IN_REVIEW: READS | {"comment", "declare", "confirm"},
        State.RETURNED: READS | {"comment", "declare", "answer_legal", "confirm"},
        State.REFERRAL_ASKED: READS | {"comment", "declare"},
        State.ENDORSED: READS | {"comment", "declare"},
        State.REFERRED: READS | {"comment", "declare"},
        State.ISSUED: READS,
        State.DECIDED: READS,
        State.WITHDRAWN: READS,
    },
    "secretary": {
        State.DRAFT: NOTHING,
        State.IN_REVIEW: NOTHING,
        State.RETURNED: NOTHING,
        State.REFERRAL_ASKED: NOTHING,
        State.ENDORSED: READS | {"comment", "declare", "issue", "withdraw_edition"},
        State.REFERRED: READS | {"comment", "declare", "issue", "withdraw_edition"},
        State.ISSUED: READS | {"decide", "withdraw_edition", "correct_minute", "move_to_meeting"},
        State.DECIDED: READS | {"withdraw_edition", "correct_minute"},
        State.WITHDRAWN: NOTHING,
    },
    "monitoring": dict.fromkeys(State, NOTHING) | {State.REFERRAL_ASKED: READS | {"refer", "decline"}},
    "monitoring who acted in an earlier round": dict.fromkeys(State, NOTHING)
    | {State.REFERRAL_ASKED: READS | {"refer", "decline"}},
    "monitoring who was told": dict.fromkeys(State, READS)
    | CONFIRMS
    | {State.REFERRAL_ASKED: READS | {"refer", "decline"}},
    "monitoring who acted": dict.fromkeys(State, READS)
    | CONFIRMS
    | {State.REFERRAL_ASKED: READS | {"refer", "decline"}},
    "auditor": dict.fromkeys(State, READS | {"audit", "review_access", "read_account_trail"}),
    "manager who contributed once": dict.fromkeys(State, READS),
}
for same, other in {
    "contributor of another service": "contributor",
    "manager who leads": "lead",
    "legal who contributes": "contributor",
    # Whoever took a round to the board knows of the next, and of one that went back, when it is endorsed.
    "secretary who acted": "secretary",
}.items():
    TABLE[same] = TABLE[other]
for nobody in (
    "officer of the service",
    "somebody of another service",
    "former contributor",
    "editor",
    "admin",
):
    TABLE[nobody] = dict.fromkeys(State, NOTHING)
# Who reads a case reads its conversations too, and takes part until it is over; secretaries do neither.
TALKS = {state: {"converse"} if state not in (State.DECIDED, State.WITHDRAWN) else NOTHING for state in State}
SILENT = {"auditor", "manager who contributed once"}
for someone in TABLE.keys() - {"secretary", "secretary who acted"}:
    TABLE[someone] = {
        state: acts | {"read_conversations"} | (NOTHING if someone in SILENT else TALKS[state]) if acts else NOTHING
        for state, acts in TABLE[someone].items()
    }


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("person", PEOPLE)
def test_what_each_person_may_do_in_each_state(person: str, state: State) -> None:
    relation = replace(PEOPLE[person], state=state)
    allowed = {permission.value for permission in Permission if may(permission, relation)}
    allowed -= {"create", "enter_existing", "keep_meetings"}
    assert allowed == TABLE[person][state]
    assert can_see(relation) is ("see" in allowed)


def test_the_table_knows_everybody() -> None:
    assert TABLE.keys() == PEOPLE.keys()


@pytest.mark.parametrize("state", State)
def test_a_secretary_foresees_what_is_not_endorsed_and_not_restricted(state: State) -> None:
    secretary = replace(SECRETARY, state=state)
    is_early = state not in ENDORSED_OR_LATER | {State.WITHDRAWN}
    assert can_foresee(secretary) is is_early
    assert not (can_foresee(secretary) and can_see(secretary))
    others = (MANAGER, LEGAL, MONITORING, AUDITOR, EDITOR, ADMIN, OFFICER, ELSEWHERE)
    assert not any(can_foresee(replace(relation, state=state)) for relation in others)
    assert not can_foresee(replace(secretary, is_restricted=True))


def test_only_secretaries_keep_meetings() -> None:
    assert {role for role in Role if role_may(Permission.KEEP_MEETINGS, {role.value})} == {Role.SECRETARY}


@pytest.mark.parametrize("role", Role)
def test_only_officers_and_managers_start_a_case(role: Role) -> None:
    assert may(Permission.CREATE, Relation(grants=frozenset({role.value}))) is (role in {Role.OFFICER, Role.MANAGER})


def test_nobody_has_a_role_by_default() -> None:
    assert not any(may(permission, Relation(state=state)) for permission in Permission for state in State)
    assert not any(role_may(permission, frozenset()) for permission in Permission)


def test_pages_without_a_case_go_by_the_roles_alone() -> None:
    readers = {role for role in Role if role_may(Permission.READ_FLAGS, {role.value})}
    assert readers == set(Role) - {Role.EDITOR, Role.ADMIN}
    assert role_may(Permission.TREAT, ["editor", "manager"])
    assert not role_may(Permission.TREAT, ["officer", "legal"])


# What more than one role may do; everything else belongs to one.
SHARED = {
    "see": {"officer", "manager", "legal", "secretary", "monitoring", "auditor"},
    "read_history": {"officer", "manager", "legal", "secretary", "monitoring", "auditor"},
    "read_flags": {"officer", "manager", "legal", "secretary", "monitoring", "auditor"},
    "create": {"officer", "manager"},
    "declare": {"officer", "manager", "legal", "secretary"},
    "confirm": {"manager", "legal", "monitoring"},
    "comment": {"manager", "legal", "secretary"},
    "read_conversations": {"officer", "manager", "legal", "monitoring", "auditor"},
    "converse": {"officer", "manager", "legal", "monitoring"},
    "start_round": {"officer", "manager"},
    "end": {"officer", "manager"},
    "hand_over": {"manager", "admin"},
    "review_access": {"auditor", "admin"},
    "read_account_trail": {"auditor", "admin"},
}


def test_what_several_roles_may_do_is_named_and_everything_else_belongs_to_one() -> None:
    assert PERMISSIONS_OF.keys() == set(Role)
    for permission in Permission:
        roles = {role.value for role, granted in PERMISSIONS_OF.items() if permission in granted}
        assert roles == SHARED[permission] if permission in SHARED else len(roles) == 1, permission


@pytest.mark.parametrize("state", State)
def test_a_restricted_case_is_known_to_the_people_named_on_it_and_the_auditor(state: State) -> None:
    for relation in (MANAGER, LEGAL, SECRETARY, TOLD, OFFICER, EDITOR, ADMIN, ELSEWHERE, FORMER_CONTRIBUTOR):
        assert not can_see(replace(relation, is_restricted=True, state=state))
    named = [
        CONTRIBUTOR,
        AUDITOR,
        replace(MANAGER, capacity=Capacity.REVIEWER),
        replace(LEGAL, capacity=Capacity.LEGAL),
        replace(TOLD, capacity=Capacity.MONITORING),
    ]
    assert all(can_see(replace(relation, is_restricted=True, state=state)) for relation in named)
    secretary = replace(SECRETARY, capacity=Capacity.SECRETARY, is_restricted=True, state=state)
    assert can_see(secretary) is (state in ENDORSED_OR_LATER)


def test_who_was_named_but_lost_the_role_no_longer_sees_a_restricted_case() -> None:
    for capacity in Capacity:
        assert not can_see(Relation(capacity=capacity, is_restricted=True))
        assert not can_see(Relation(capacity=capacity))


def test_who_was_taken_off_a_case_loses_what_being_named_gave_and_keeps_the_capacity() -> None:
    for capacity in Capacity:
        left = Relation(grants=frozenset(Role.values) - {Role.AUDITOR}, capacity=capacity, has_left=True)
        assert not can_see(replace(left, is_restricted=True, state=State.ENDORSED))
        for wanted in set(Capacity) - {capacity}:
            with pytest.raises(DeniedError):
                check_capacity(wanted, left)


@pytest.mark.parametrize("capacity", Capacity)
@pytest.mark.parametrize("wanted", Capacity)
def test_one_person_has_one_capacity_on_a_case(capacity: Capacity, wanted: Capacity) -> None:
    relation = Relation(grants=frozenset(Role.values), capacity=capacity, state=State.IN_REVIEW)
    if capacity is wanted:
        check_capacity(wanted, relation)
        return
    with pytest.raises(DeniedError, match=f"as its {capacity.label.lower()}. The same person cannot also be"):
        check_capacity(wanted, relation)


def test_a_person_of_every_role_acts_in_the_capacity_that_they_have() -> None:
    for role, capacity in CAPACITY_OF.items():
        for state in State:
            relation = Relation(grants=frozenset(Role.values), capacity=capacity, state=state)
            relation = replace(relation, is_current_author=capacity is Capacity.AUTHOR)
            acts = {permission for permission in Permission if may(permission, relation)} - READS
            acts -= {
                "create",
                "audit",
                "review_access",
                "read_account_trail",
                "enter_existing",
                "keep_meetings",
                "read_conversations",
            }
            assert acts <= PERMISSIONS_OF[role]


def test_an_author_just_named_is_an_author_before_anything_is_recorded() -> None:
    relation = replace(MANAGER, is_current_author=True, is_lead=True, state=State.IN_REVIEW)
    with pytest.raises(DeniedError, match="author"):
        check(Permission.ENDORSE, relation)
    with pytest.raises(DeniedError, match="author"):
        check_capacity(Capacity.REVIEWER, relation)


def test_a_reviewer_cannot_be_named_author_and_nobody_else_is_hindered() -> None:
    with pytest.raises(DeniedError):
        check_capacity(Capacity.AUTHOR, replace(MANAGER, capacity=Capacity.REVIEWER))
    check_capacity(Capacity.AUTHOR, MANAGER)


@pytest.mark.parametrize(
    ("relation", "general", "legal"),
    [
        (LEAD, True, True),
        (CONTRIBUTOR, True, True),
        (LEGAL, False, True),
        (LEGAL_CONTRIBUTOR, True, True),
        (replace(LEGAL, capacity=Capacity.LEGAL), False, True),
        (replace(LEGAL, capacity=Capacity.AUTHOR), False, False),
        (MANAGER, False, False),
        (AUDITOR, False, False),
        (OFFICER, False, False),
        (replace(LEAD, state=State.IN_REVIEW), False, False),
        (replace(LEGAL, state=State.IN_REVIEW), False, False),
    ],
)
def test_who_answers_in_which_section(relation: Relation, general: bool, legal: bool) -> None:
    assert can_answer(relation, is_legal=False) is general
    assert can_answer(relation, is_legal=True) is legal


@pytest.mark.parametrize(
    ("relation", "allowed"),
    [
        (LEAD, True),
        (CONTRIBUTOR, True),
        (replace(LEAD, state=State.RETURNED), True),
        (replace(LEAD, state=State.IN_REVIEW), False),
        (replace(LEAD, state=State.ENDORSED), False),
        (MANAGER, True),
        (replace(MANAGER, state=State.ENDORSED), True),
        (replace(MANAGER, state=State.ISSUED), False),
        (LEGAL, True),
        (replace(LEGAL, state=State.REFERRED), True),
        (SECRETARY, False),
        (replace(SECRETARY, state=State.REFERRED), True),
        (replace(MANAGER, capacity=Capacity.AUTHOR), False),
        (AUDITOR, False),
        (OFFICER, False),
    ],
)
def test_who_says_what_follows_for_the_council_and_what_is_exempt(relation: Relation, allowed: bool) -> None:
    assert can_comment(relation) is allowed


def test_somebody_of_two_roles_acts_by_the_one_of_their_capacity() -> None:
    both = Relation(grants=frozenset({Role.MANAGER.value, Role.LEGAL.value}), state=State.IN_REVIEW)
    assert may(Permission.COMMENT, replace(both, capacity=Capacity.LEGAL))
    assert may(Permission.COMMENT, replace(both, capacity=Capacity.REVIEWER))
    assert not may(Permission.COMMENT, replace(both, capacity=Capacity.SECRETARY))
    assert not may(Permission.TREAT, replace(both, capacity=Capacity.LEGAL))


def test_only_the_lead_names_people_once_the_case_is_submitted() -> None:
    with pytest.raises(DeniedError, match="by its lead officer"):
        check(Permission.NAME, replace(CONTRIBUTOR, state=State.IN_REVIEW))
    check(Permission.NAME, replace(LEAD, state=State.IN_REVIEW))


def test_a_refusal_tells_the_wrong_person_from_the_wrong_time() -> None:
    with pytest.raises(WrongStateError, match=r"“In review”\. It can be done while a case is “Draft” or “Returned”"):
        check_answer(replace(LEAD, state=State.IN_REVIEW), is_legal=False)
    with pytest.raises(
        DeniedError, match=r"You cannot treat .* This can be done by a manager of its service"
    ) as refusal:
        check(Permission.TREAT, LEAD)
    assert not isinstance(refusal.value, WrongStateError)
    with pytest.raises(DeniedError, match="by its lead officer"):
        check(Permission.WITHDRAW, CONTRIBUTOR)
