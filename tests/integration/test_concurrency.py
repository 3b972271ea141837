"""Real processes write one case at once, on a database of their own: nothing is lost, and nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Template
from tests.integration.own_database import Environment, cases_of, own_database, played

pytestmark = pytest.mark.spread(1)

TIMES = 25


@pytest.fixture(scope="module")
def elsewhere(busy: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """An environment whose database is neither the developer's nor that of the other tests, with three cases in it."""
    with own_database(tmp_path_factory.mktemp("at-once"), busy) as environment:
        yield environment


@pytest.fixture(scope="module")
def cases(busy: Template) -> list[str]:
    return cases_of(busy)


def test_two_people_save_one_answer_again_and_again(elsewhere: Environment, cases: list[str]) -> None:
    case, times = cases[0], str(TIMES)
    [[anna, bert], [found]] = played(
        elsewhere, [["save", "anna", case, times], ["save", "bert", case, times]], [["found", case]]
    )
    assert {*anna, *bert} <= {302, 409}
    assert anna.count(302) == bert.count(302) == TIMES
    assert sorted(found["words"]) == sorted(
        ["first", *(f"{name}-{n}" for name in ("anna", "bert") for n in range(TIMES))]
    )
    assert found["saves"] == found["revision"] == 2 * TIMES + 1


def test_two_submissions_at_once_are_one_and_no_answer_is_saved_after_it(
    elsewhere: Environment, cases: list[str]
) -> None:
    case = cases[1]
    acts = [["submit", "anna", case], ["submit", "bert", case], ["save", "bert", case, "5"]]
    [[first, second, saves], [found]] = played(elsewhere, acts, [["found", case]])
    assert (first, second) == ([302], [302])
    assert set(saves) <= {302, 403}
    assert (found["state"], found["submissions"]) == ("in_review", 1)
    assert found["saves"] == len(found["words"]) == 1 + saves.count(302)


def test_two_secretaries_at_once_make_one_issue(elsewhere: Environment, cases: list[str]) -> None:
    case, names = cases[2], ("sam", "sara")
    [answers, [found]] = played(elsewhere, [["issue", name, case] for name in names], [["found_issues", case]])
    assert sorted(status for status, _refusal in answers) == [302, 409]
    [refusal] = [refusal for status, refusal in answers if status == 409]
    [winner] = [name for name, answer in zip(names, answers, strict=True) if answer[0] == 302]
    assert f"{winner} already issued the report as issue 1" in refusal
    assert found == {"numbers": [1], "editions": 2, "events": 1}


def test_of_two_secretaries_who_record_one_minute_at_once_the_second_is_asked(
    elsewhere: Environment, cases: list[str]
) -> None:
    acts = [["decide", name, case, "CAB 41"] for name, case in zip(("sam", "sara"), cases[-2:], strict=True)]
    [answers, [found]] = played(elsewhere, acts, [["found_decisions", "CAB 41"]])
    assert sorted(status for status, _page in answers) == [302, 422]
    [asked] = [page for status, page in answers if status == 422]
    assert "One minute covers both decisions" in asked
    assert found == 1


def test_processes_at_once_do_not_pass_a_limit_together(elsewhere: Environment) -> None:
    [passed] = played(elsewhere, [["use_limit", "20", "50"]] * 4)
    assert sum(passed) == 50


def test_two_administrators_who_remove_each_other_at_once_leave_one(elsewhere: Environment) -> None:
    """By the database alone, then on the page: whoever comes second is refused."""
    acts = [[["close_row", "ada"], ["close_row", "ben"]], [["found_admins"]]]
    acts += [[["close_account", "ada", "ben"], ["close_account", "ben", "ada"]], [["found_admins"]]]
    closed, [left], closed_on_page, [left_at_last] = played(elsewhere, *acts)
    assert sorted(closed) == [["closed"], ["refused"]]
    assert len(left) == 1
    # The second is refused, or is signed out by the first.
    assert [302] in closed_on_page
    assert len(left_at_last) == 1


def test_two_administrators_who_add_the_same_group_at_once_add_it_once(elsewhere: Environment) -> None:
    [said] = played(elsewhere, [["add_group", "ada"], ["add_group", "ben"]])
    assert sorted(said) == ["This group gives this role there already.", "added"]


def test_two_managers_at_one_concern_the_second_sees_both_texts(elsewhere: Environment, cases: list[str]) -> None:
    case, texts = cases[3], {"mary": "It is known and small.", "martin": "The board has asked for it."}
    [answers, [found]] = played(
        elsewhere, [["treat", name, case, text] for name, text in texts.items()], [["found_treatments", case]]
    )
    assert sorted(status for status, _page in answers) == [302, 409]
    [refused] = [page for status, page in answers if status == 409]
    assert all(text in refused for text in texts.values())
    [winner] = [text for text, answer in zip(texts.values(), answers, strict=True) if answer[0] == 302]
    assert found == [winner]


def test_one_form_sent_four_times_at_once_makes_one(elsewhere: Environment, cases: list[str]) -> None:
    token = "0" * 32
    [started, attached, [found]] = played(
        elsewhere,
        [["start", "anna", "Joint library", token]] * 4,
        [["attach", "anna", cases[0], token]] * 4,
        [["found_started", "Joint library", cases[0]]],
    )
    assert [status for status, _location in started + attached] == [302] * 8
    assert len({location for _status, location in started}) == 1
    assert found == [1, 1]


def test_four_partnerships_of_one_name_at_once_are_one_and_three_warnings(
    elsewhere: Environment, cases: list[str]
) -> None:
    acts = [["start", "anna", "Joint archive", ""], ["start", "bert", "Joint archive", ""]] * 2
    [started, [found]] = played(elsewhere, acts, [["found_started", "Joint archive", cases[0]]])
    assert sorted(status for status, _page in started) == [302, 422, 422, 422]
    assert all("A partnership with almost this name exists" in page for status, page in started if status == 422)
    assert found[0] == 1


def test_two_checklists_of_one_title_at_once_are_one(elsewhere: Environment) -> None:
    acts = [["name_checklist", name, f"grants-of-{name}", "Grants"] for name in ("edith", "edgar")]
    [answers] = played(elsewhere, acts)
    [[winner, _started], [_other, [refusal]]] = sorted(
        zip(("edith", "edgar"), answers, strict=True), key=lambda answer: answer[1] != ["started"]
    )
    assert f"The checklist grants-of-{winner} has this title" in refusal


def test_people_who_sign_in_at_once_break_no_chain(elsewhere: Environment) -> None:
    """An administrator closes an account meanwhile, which notes something after the cases it hands over were locked."""
    names = ("anna", "bert", "sam", "edith")
    # One of the two may have been closed by the other in a test before.
    closing = [["close_account", name, "edgar"] for name in ("ada", "ben")]
    [[[_what, before, _kinds]], answers, [[what, events, kinds]]] = played(
        elsewhere,
        [["found_account_trail"]],
        [*(["sign_in", name, "10"] for name in names), *closing],
        [["found_account_trail"]],
    )
    assert answers[:4] == [[302] * 20] * 4
    assert what == ""
    assert (kinds["signed_in"], kinds["signed_out"]) == (40, 40)
    # The account of Edgar, and the one role that he had.
    assert events == sum(kinds.values()) == before + 82
