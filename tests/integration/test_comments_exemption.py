"""Parts that the public edition leaves out: marked with a paragraph and a reason, said plainly, published again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from partnerships import actions
from partnerships.domain.exemption import Paragraph
from partnerships.models import Assessment, Event, Exemption, ImplicationArea
from partnerships.selectors.comments import parts_of
from tests import factories
from tests.conftest import SignIn
from tests.integration.reviewing import send

pytestmark = pytest.mark.usefixtures("drafted_once")

PART = "question:alternatives"
REASON = "It names what a supplier would charge."


@pytest.fixture
def case(assessment: Assessment, owner: User) -> Assessment:
    """One question is answered, and one area was asked about."""
    factories.save(assessment, "alternatives", "still_preferred", reason="Cheaper.")
    area = ImplicationArea.objects.get(slug="legal")
    draft = actions.CommentDraft(asked_of="Monitoring officer", asked_on=date(2026, 1, 5))
    actions.ask_and_comment(assessment=assessment, by=owner, area=area, draft=draft)
    return assessment


def list_of(case: Assessment) -> str:
    return f"/assessments/{case.pk}/exempt/"


def page_of(case: Assessment, part: str = PART) -> str:
    return f"{list_of(case)}{part}/"


def mark(case: Assessment, by: User, **more: Any) -> Exemption:
    return actions.mark_exempt(
        **{"assessment": case, "by": by, "part": PART, "paragraph": Paragraph.BUSINESS, "reason": REASON, **more}
    )


def marked(case: Assessment) -> dict[str, str]:
    """The paragraph of each part that is marked."""
    return {part.name: part.exemption.paragraph for part in parts_of(case) if part.exemption}


def test_every_part_with_something_in_it_can_be_marked(case: Assessment, owner: User, sign_in: SignIn) -> None:
    assert [part.name for part in parts_of(case)] == ["cost", "implication:legal", PART]
    page = sign_in(owner).get(list_of(case)).content.decode()
    assert "The public edition will say everything that the full one says." in page
    for part, left_out in (
        ("cost", "source of funding"),
        ("implication:legal", "comment in this area"),
        (PART, "answered"),
    ):
        assert left_out in sign_in(owner).get(page_of(case, part)).content.decode()


@pytest.mark.parametrize("part", ["question:novelty", "implication:finance", "question:nothing", "other"])
def test_a_part_with_nothing_in_it_cannot(part: str, case: Assessment, owner: User, sign_in: SignIn) -> None:
    assert sign_in(owner).get(page_of(case, part)).status_code == 404
    with pytest.raises(actions.ActionError, match="nothing to mark"):
        mark(case, owner, part=part)


def test_marked_and_published_again(case: Assessment, owner: User, auditor: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert send(client, page_of(case), paragraph="3", reason=REASON).url == list_of(case)
    page = sign_in(auditor).get(list_of(case)).content.decode()
    assert "The public edition will leave out 1 part:" in page
    assert "Paragraph 3" in page
    assert REASON in page
    assert "Mark as exempt" not in page
    assert marked(case) == {PART: "3"}
    removal = f"{page_of(case)}remove/"
    assert REASON in client.get(removal).content.decode()
    assert client.post(removal)["Location"] == list_of(case)
    assert marked(case) == {}
    event = Event.objects.latest("pk")
    assert (event.kind, event.old["reason"], event.new) == ("exemption_removed", REASON, {})
    count = Event.objects.count()
    assert "is not marked as exempt any more" in client.post(removal, follow=True).content.decode()
    actions.unmark_exempt(assessment=case, by=owner, part=PART)
    actions.unmark_exempt(assessment=case, by=owner, part="other")
    assert Event.objects.count() == count


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": REASON}, "Select the paragraph that applies"),
        ({"reason": REASON, "paragraph": "8"}, "Select a valid choice"),
        ({"reason": " ", "paragraph": "3"}, "Say why it is not to be published"),
        ({"reason": "long " * 201, "paragraph": "3"}, "must be 1,000 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said(
    typed: dict[str, str], sentence: str, case: Assessment, owner: User, sign_in: SignIn
) -> None:
    response = send(sign_in(owner), page_of(case), **typed)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Exemption.objects.exists()


def test_the_action_needs_a_reason_too(case: Assessment, owner: User) -> None:
    for reason in (" ", "long " * 201, "Bell\x07"):
        with pytest.raises(actions.InvalidError, match="reason"):
            mark(case, owner, reason=reason)


def test_two_people_at_once_the_second_sees_both_reasons(
    case: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    client = sign_in(contributor)
    seen = client.get(page_of(case)).context["form"].version_token
    first = mark(case, owner)
    response = client.post(page_of(case), {"version_token": seen, "paragraph": "5", "reason": "Advice of counsel."})
    assert response.status_code == 409
    assert REASON in response.content.decode()
    assert "Advice of counsel." in response.content.decode()
    with pytest.raises(actions.StaleError):
        mark(case, contributor, reason="Other.", version_token=seen)
    count = Event.objects.count()
    assert mark(case, contributor) == first
    assert Event.objects.count() == count
    send(client, page_of(case), paragraph="5", reason="Advice of counsel.")
    assert Exemption.objects.get(replaced_at=None).paragraph == "5"


def test_authors_mark_until_they_submit_and_others_after(
    case: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    mark(case, owner)
    factories.submit(case)
    client = sign_in(owner)
    assert client.get(page_of(case)).status_code == 403
    late = client.post(page_of(case), {"version_token": "-", "paragraph": "5", "reason": "Typed too late."})
    assert late.status_code == 409
    assert "Typed too late." in late.content.decode()
    gone = client.post(f"{page_of(case)}remove/", follow=True).content.decode()
    assert "In review" in gone
    assert len(marked(case)) == 1
    assert sign_in(manager).post(f"{page_of(case)}remove/").status_code == 302
    assert marked(case) == {}
