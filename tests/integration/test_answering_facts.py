"""Facts: nothing is chosen beforehand, and what nobody answered is named wherever a rule depends on it."""

from __future__ import annotations

import html
import re

import pytest

from accounts.models import User
from partnerships.models import Answer, Assessment
from tests import factories
from tests.conftest import SignIn
from tests.shown import one_spaced

pytestmark = pytest.mark.usefixtures("drafted_once")

ASKED, NAMED = "Has any service objected?", "Not answered: a rule depends on it"
KEY = "services-consulted"


def text_of(sign_in: SignIn, person: User, address: str) -> str:
    response = sign_in(person).get(address)
    assert response.status_code == 200
    return one_spaced(html.unescape(response.content.decode()))


def addresses(case: Assessment) -> dict[str, str]:
    names = ("questions/services-consulted/", "sections/1.4.1/", "check/", "review/", "report/")
    return {name: f"/assessments/{case.pk}/{name}" for name in names}


@pytest.mark.parametrize("page", ["questions/services-consulted/", "sections/1.4.1/"])
def test_nothing_is_chosen_beforehand(page: str, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    text = text_of(sign_in, owner, addresses(assessment)[page])
    radios = re.findall(r'<input [^>]*name="services-consulted-fact_objection"[^>]*>', text)
    assert [re.findall('value="([^"]*)"', radio)[0] for radio in radios] == ["yes", "no", "not_known"]
    assert not [radio for radio in radios if "checked" in radio]


def test_what_nobody_answered_is_named_everywhere(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    """A service that objects is named, and nobody said whether one does."""
    factories.save(assessment, KEY, "yes", reason="All seen.", facts={"objecting_service": "Transport"})
    for address in list(addresses(assessment).values())[:3]:
        text = text_of(sign_in, owner, address)
        assert NAMED in text, address
        assert ASKED in text[text.index(NAMED) - 600 : text.index(NAMED) + 600], address
    factories.submit(assessment)
    for address in list(addresses(assessment).values())[3:]:
        assert re.search(re.escape(ASKED) + r"[^?]{0,200}" + NAMED, text_of(sign_in, manager, address)), address


def test_not_known_yet_is_an_answer_and_printed(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    client, address = sign_in(owner), addresses(assessment)["questions/services-consulted/"]
    typed = {f"{KEY}-option": "yes", f"{KEY}-reason": "All seen.", f"{KEY}-fact_objection": "not_known"}
    assert client.post(address, typed).status_code == 302
    assert Answer.objects.get().facts == {"objection": "not_known"}
    assert NAMED not in text_of(sign_in, owner, address)
    factories.submit(assessment)
    for name in ("check/", "review/", "report/"):
        text = text_of(sign_in, manager, addresses(assessment)[name])
        assert re.search(re.escape(ASKED) + r"[^?]{0,200}Not known yet", text), name


def test_fact_that_no_rule_reads_is_not_named(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    factories.save(assessment, "skills", "in_place", reason="Both have done it.")
    assert NAMED not in text_of(sign_in, owner, f"/assessments/{assessment.pk}/questions/skills/")


def test_only_a_fact_that_no_rule_reads_is_called_optional(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    """Of G5 and L3 a rule of another question reads some; G8 and G11 ask for a date that none reads."""
    address = f"/assessments/{assessment.pk}/questions/"
    read = {KEY: ASKED, "time-limits": "Is there a duty to consult service users or staff?"}
    for key, label in read.items():
        text = text_of(sign_in, owner, f"{address}{key}/")
        assert f"{label} (optional)" not in text
        assert (
            "This can raise a flag. If it applies and you leave it blank, the report says that it was not answered."
            in text
        )
    assert "Earliest lawful start date (optional)" not in text
    assert "Which service, and why? (optional)" in text_of(sign_in, owner, f"{address}{KEY}/")
    for key, label in {"customers-consulted": "Planned date", "skills": "Training done by"}.items():
        assert f"{label} (optional)" in text_of(sign_in, owner, f"{address}{key}/")


def test_unanswered_question_names_no_facts(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    for name, address in addresses(assessment).items():
        assert NAMED not in text_of(sign_in, owner, address), name


def test_text_that_depends_on_a_yes_stands_inside_it(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    """Scripts show it when Yes is chosen; without them it is simply there."""
    text = text_of(sign_in, owner, addresses(assessment)["questions/services-consulted/"])
    name = f"{KEY}-fact_objecting_service"
    assert text.count(f'name="{name}"') == 1
    inside = re.search(r'<div class="govuk-radios__conditional[^"]*" id="([^"]+)">(?:(?!</textarea>).)*' + name, text)
    assert inside
    controlling = re.search(f'<input [^>]*data-aria-controls="{inside[1]}"[^>]*>', text)
    assert controlling
    assert 'value="yes"' in controlling[0]
