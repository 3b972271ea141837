"""One question across cases: found by its key, by answer, and nothing of what somebody may not read."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from accounts.models import Service, User
from partnerships import actions
from partnerships.models import Assessment
from partnerships.selectors import questions
from tests import factories, people
from tests.conftest import SignIn
from tests.shown import one_spaced

KEY = "alternatives"
# Session, user, roles, versions, the first year, services, the two ways to see cases with their counts, the rows with answers
# and flags, the cases counted twice in each way with their answers and flags, and whether there are several checklists.
QUERIES = 20


@pytest.fixture(scope="module", autouse=True)
def _cases(made_once: None) -> None:
    """PR-0001 prefers what was compared (adverse), PR-0002 found nothing better, PR-0003 has no answer."""
    owner, service = people.person("owner"), people.service()
    factories.save(people.draft(), KEY, "still_preferred", reason="Cheaper together.")
    factories.save(
        factories.start(owner, service, name="Community hub"), KEY, "none_better", reason="Nobody else does it."
    )
    factories.start(owner, service, name="Rights of way")


def references(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/questions/?question={KEY}{query}")
    assert response.status_code == 200
    return [row.text["reference"] for row in response.context["page"].rows]


def bars(client: Client, query: str = "") -> dict[str, int]:
    """Return the numbers of the chart by the label of their row, where there is something to count."""
    chart = client.get(f"/questions/?question={KEY}{query}").context["charts"][0]
    return {line.label: bar.value.number for line in chart.lines for bar in line.bars if bar.value.number}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["PR-0003", "PR-0002", "PR-0001"]),
        ("&sort=reference", ["PR-0001", "PR-0002", "PR-0003"]),
        ("&answer=still_preferred", ["PR-0001"]),
        ("&answer=none_better", ["PR-0002"]),
        ("&answer=-", ["PR-0003"]),
        ("&text=hub", ["PR-0002"]),
        ("&state=draft&sort=answer", ["PR-0003", "PR-0002", "PR-0001"]),
        ("&state=decided", []),
    ],
)
def test_filters_and_orders(query: str, expected: list[str], db: None, manager: User, sign_in: SignIn) -> None:
    found = references(sign_in(manager), query)
    assert (set(found) if "sort=answer" in query else found) == (set(expected) if "sort=answer" in query else expected)


def test_no_answer_comes_before_the_first_answer(db: None, manager: User, sign_in: SignIn) -> None:
    assert references(sign_in(manager), "&sort=answer")[0] == "PR-0003"
    assert references(sign_in(manager), "&sort=-answer")[-1] == "PR-0003"


def test_each_answer_is_counted_and_its_bar_leads_to_the_list(db: None, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    assert sum(bars(client).values()) == 3
    chart = client.get(f"/questions/?question={KEY}").context["charts"][0]
    for line in chart.lines:
        (bar,) = line.bars
        assert client.get(f"/questions/{bar.value.address}").context["page"].total == bar.value.number, line.label
    assert [line.label for line in chart.lines if line.bars[0].look.pattern == "solid"] == [
        line.label for line in chart.lines if "(adverse)" in line.label
    ]
    assert bars(client, "&answer=-") == bars(client)
    assert sum(bars(client, "&text=hub").values()) == 1


def test_a_row_says_what_was_answered(db: None, manager: User, sign_in: SignIn) -> None:
    (row,) = sign_in(manager).get(f"/questions/?question={KEY}&answer=still_preferred").context["page"].rows
    assert row.text["reason"] == "Cheaper together."
    assert row.text["severity"] == "Concern"
    assert row.text["flag_state"] == "Open"
    (nothing,) = sign_in(manager).get(f"/questions/?question={KEY}&answer=-").context["page"].rows
    assert (nothing.text["answer"], nothing.text["reason"], nothing.text["severity"]) == ("No answer", "", "Blocker")


def test_who_reads_which(
    db: None, contributor: User, outsider: User, other_manager: User, secretary: User, auditor: User, sign_in: SignIn
) -> None:
    assert references(sign_in(contributor)) == ["PR-0001"]
    assert len(references(sign_in(auditor))) == 3
    for nobody in (outsider, other_manager, secretary):
        client = sign_in(nobody)
        assert references(client) == []
        assert bars(client) == {}


def test_a_restricted_case_is_not_even_counted(
    db: None, owner: User, service: Service, manager: User, sign_in: SignIn
) -> None:
    secret = factories.start(owner, service, is_restricted=True)
    factories.save(secret, KEY, "still_preferred", reason="Secret.")
    assert "PR-0004" not in references(sign_in(manager))
    assert sum(bars(sign_in(manager)).values()) == 3
    assert sum(bars(sign_in(owner)).values()) == 4


def test_a_withdrawn_case_is_listed_only_when_asked_for(
    db: None, assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    actions.withdraw(assessment=assessment, by=owner, reason="Not wanted.")
    assert assessment.partnership.reference not in references(sign_in(manager))
    assert references(sign_in(manager), "&state=withdrawn") == [assessment.partnership.reference]


def test_a_question_is_found_by_its_key_in_another_version(
    db: None, editor: User, owner: User, service: Service, manager: User, sign_in: SignIn
) -> None:
    version = factories.another_version(editor, {})
    factories.start(owner, service, name="Newer", version=version)
    assert references(sign_in(manager))[0] == "PR-0004"


def test_the_sheet_has_the_whole_reason(db: None, manager: User, sign_in: SignIn) -> None:
    response = sign_in(manager).get(f"/questions.csv?question={KEY}&sort=reference")
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a stream
    rows = list(csv.DictReader(StringIO(text[1:])))
    assert [row["Reason"] for row in rows] == ["Cheaper together.", "Nobody else does it.", ""]
    assert rows[2]["Answer"] == "No answer"
    book = sign_in(manager).get(f"/questions.xlsx?question={KEY}")
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]  # a stream


def test_before_a_question_is_chosen(db: None, manager: User, sign_in: SignIn) -> None:
    page = sign_in(manager).get("/questions/").content.decode()
    assert "Choose a question to see" in page
    assert "<table" not in page


@pytest.mark.parametrize("query", ["question=unknown", f"question={KEY}&answer=unknown", f"question={KEY}&page=0"])
def test_what_an_unknown_filter_gets(query: str, db: None, manager: User, sign_in: SignIn) -> None:
    assert sign_in(manager).get(f"/questions/?{query}").status_code == 422
    assert sign_in(manager).get(f"/questions.csv?{query}").status_code == 422


def test_beyond_the_limit_nothing_is_counted(
    db: None, manager: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "COUNTED_CASES", 2)
    response = sign_in(manager).get(f"/questions/?question={KEY}")
    assert "charts" not in response.context
    assert len(response.context["page"].rows) == 3


def test_the_cost_in_queries_is_the_same_for_more_rows(
    db: None, manager: User, owner: User, service: Service, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = sign_in(manager)
    client.get(f"/questions/?question={KEY}")
    for _number in range(2):
        with django_assert_num_queries(QUERIES):
            client.get(f"/questions/?question={KEY}")
        factories.start(owner, service)


def test_the_page_is_in_the_menu_and_says_whom_it_leaves_out(db: None, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    (link,) = [link for link in client.get("/questions/").context["nav"] if link["text"] == "Questions"]
    assert (link["href"], link["active"]) == ("/questions/", True)
    page = one_spaced(client.get(f"/questions/?question={KEY}").content.decode())
    assert "Left out are partnerships on the register that have no case here, and earlier rounds." in page
    assert "Withdrawn cases are left out too" in page
    assert (
        "Withdrawn cases are left out too" not in client.get(f"/questions/?question={KEY}&state=draft").content.decode()
    )


def test_the_filters_are_open_until_a_question_is_chosen(db: None, manager: User, sign_in: SignIn) -> None:
    """On a phone they are folded, and without a question there is nothing else to do."""
    client = sign_in(manager)
    folds = [client.get(f"/questions/{query}").content.decode() for query in ("", f"?question={KEY}")]
    assert [bool(re.search('class="govuk-details app-fold"\\s+open', page)) for page in folds] == [True, False]


def test_each_text_says_what_it_is(db: None, manager: User, sign_in: SignIn) -> None:
    factories.save(people.first_case(), "legal-basis", "done", reason="We may.", finding="Care Act 2014.")
    client = sign_in(manager)
    page = one_spaced(client.get("/questions/?question=legal-basis").content.decode())
    assert '<span class="app-quiet">Reason:</span> We may.' in page
    assert "Finding: Care Act 2014." in page
