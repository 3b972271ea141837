"""The pictures: every number is that of the list to which its bar leads, for whoever looks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Service, User
from govuk.charts import Chart
from partnerships import actions
from partnerships.domain.board import Result
from partnerships.models import Condition, Flag
from tests import boards, days, factories, people
from tests.conftest import SignIn


@pytest.fixture(scope="module", autouse=True)
def _cases(made_once: None) -> None:
    """PR-0001 decided with an overdue condition and one to come, PR-0002 in review, PR-0003 withdrawn, PR-0004 a draft."""
    owner, service, manager = people.person("owner"), people.service(), people.person("manager")
    made = boards.bring_first(mitigated="decision-makers")
    soon = boards.condition(due_on=timezone.localdate() + timedelta(days=20))
    boards.decide(made, made.issued_by, Result.APPROVED_WITH_CONDITIONS, conditions=[soon])
    boards.make_overdue(Condition.objects.get(number=1))
    case = factories.answer_all(
        factories.start(owner, service, name="Community hub"), leave=["alternatives", "novelty"]
    )
    factories.save(case, "alternatives", "still_preferred", reason="Cheaper together.")
    factories.save(case, "novelty", "new_here", reason="Done in the next county.")
    factories.save(case, "decision-makers", "partly", reason="Not all of them.")
    factories.submit(case)
    factories.justify(case, "decision-makers", manager)
    gone = factories.submit(factories.start(owner, service, name="Museum shop"))
    actions.withdraw(assessment=gone, by=owner, reason="Not wanted.")
    factories.start(owner, service, name="Rights of way")


def numbers(chart: Chart) -> dict[str, list[int]]:
    return {line.label: [bar.value.number for bar in line.bars] for line in chart.lines}


def test_what_they_count(db: None, manager: User, sign_in: SignIn) -> None:
    services, questions, ages, outcomes, months = sign_in(manager).get("/pictures/").context["charts"]
    assert numbers(services) == {"Adult Care": [1, 3, 1]}
    assert numbers(questions) == {
        "G3 Other ways to improve the service": [0, 1, 0],
        "L1 Establish the legal basis": [1, 0, 0],
        "L2 Check whether approval is needed first": [0, 1, 0],
        "L5 Judge how novel this is": [0, 0, 1],
        "L6 Decide on a pre-partnership agreement": [0, 1, 0],
    }
    assert list(numbers(ages).values()) == [[3], [0], [0], [0]]
    assert numbers(outcomes)["Not ready"] == [1]
    assert sum(row[0] for row in numbers(months).values()) == 2
    assert numbers(months)["Overdue"] == [1]


@pytest.mark.parametrize("who", ["manager", "owner", "auditor", "legal", "secretary"])
def test_each_number_is_that_of_its_list(who: str, request: pytest.FixtureRequest, sign_in: SignIn) -> None:
    Flag.objects.filter(question_key="alternatives").update(since=days.days_ago(31))
    client = sign_in(request.getfixturevalue(who))
    followed = 0
    for chart in client.get("/pictures/").context["charts"]:
        for line in chart.lines:
            for bar in line.bars:
                if bar.value.number:
                    total = client.get(bar.value.address).context["page"].total
                    assert total == bar.value.number, (chart.title, line.label, bar.series.label)
                    followed += 1
    assert followed or who == "secretary"


def test_the_page_leads_back_to_the_list(db: None, manager: User, sign_in: SignIn) -> None:
    crumbs = sign_in(manager).get("/pictures/").content.decode().partition("<main")[0].partition("govuk-breadcrumbs")[2]
    assert 'href="/flags/"' in crumbs


def test_whoever_may_read_nothing_counts_nothing(db: None, other_manager: User, editor: User, sign_in: SignIn) -> None:
    page = sign_in(other_manager).get("/pictures/")
    assert not [chart.title for chart in page.context["charts"] if chart.lines]
    assert "There is nothing to count." in page.content.decode()
    assert sign_in(editor).get("/pictures/").status_code == 403


def test_a_restricted_case_is_in_no_picture(
    db: None, owner: User, service: Service, manager: User, sign_in: SignIn
) -> None:
    before = numbers(sign_in(manager).get("/pictures/").context["charts"][0])
    secret = factories.start(owner, service, is_restricted=True)
    Flag.objects.filter(assessment=secret).update(case_state="in_review")
    assert numbers(sign_in(manager).get("/pictures/").context["charts"][0]) == before


def test_a_bar_says_its_number_in_words_and_is_a_link(db: None, manager: User, sign_in: SignIn) -> None:
    page = " ".join(sign_in(manager).get("/pictures/").content.decode().split())
    assert 'href="/flags/?service=' in page
    assert ": Blockers, Adult Care" in page
    assert 'aria-hidden="true" focusable="false"' in page
    assert "stroke-dasharray" in page
    assert "style=" not in page.partition("<main")[2]
