"""Second opinions of managers: beside an answer, shown to whoever decides, without a say in the outcome."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from checklists.models import Option
from partnerships import actions, reports
from partnerships.models import Assessment, Event, SecondOpinion
from partnerships.selectors.case import read_case
from partnerships.selectors.version_tokens import version_token_of
from partnerships.snapshot import snapshot_of
from tests import factories
from tests.integration.reviewing import SignIn, send, submitted
from tests.shown import one_spaced

pytestmark = pytest.mark.usefixtures("drafted_once")

KEY, OTHER = "skills", "customers-consulted"
WHY = "Two of them have never chaired a board."


@pytest.fixture
def case(assessment: Assessment) -> Assessment:
    """In review, with one adverse answer."""
    return submitted(assessment, customers_consulted="no")


def address(case: Assessment, page: str = "opinion", key: str = KEY) -> str:
    return f"/assessments/{case.pk}/questions/{key}/{page}/"


def give(case: Assessment, by: User, key: str = KEY, option: str = "gap", reason: str = WHY) -> SecondOpinion:
    return actions.give_opinion(assessment=case, question=factories.question(key), by=by, option=option, reason=reason)


def text_of(sign_in: SignIn, user: User, path: str) -> str:
    return one_spaced(sign_in(user).get(path).content.decode())


def test_a_manager_gives_changes_and_withdraws_one(
    case: Assessment, manager: User, owner: User, legal: User, sign_in: SignIn
) -> None:
    client, review = sign_in(manager), f"/assessments/{case.pk}/review/"
    before = read_case(case)
    assert address(case) in client.get(review).content.decode()
    assert send(client, address(case), option="gap", reason=WHY)["Location"] == f"{review}#{KEY}"
    opinion = SecondOpinion.objects.get()
    assert (opinion.option.key, opinion.reason, opinion.given_by) == ("gap", WHY, manager)
    assert Event.objects.latest("pk").new == {"option": "gap", "reason": WHY}
    for reader in (manager, owner, legal):
        shown = text_of(sign_in, reader, review)
        assert f"Second opinion of {manager.full_name}:" in shown
        assert WHY in shown
    after = read_case(case)
    assert (after.outcome, after.flags, after.state) == (before.outcome, before.flags, before.state)
    assert version_token_of(after) != version_token_of(before)
    assert send(client, address(case), option="after_training", reason=WHY).status_code == 302
    event = Event.objects.latest("pk")
    assert (event.kind, event.old, event.new) == ("opinion_given", {"option": "gap"}, {"option": "after_training"})
    assert send(client, address(case, "withdraw-opinion")).status_code == 302
    event = Event.objects.latest("pk")
    assert (event.kind, event.old) == ("opinion_withdrawn", {"option": "after_training", "reason": WHY})
    assert WHY not in text_of(sign_in, manager, review)
    assert WHY in text_of(sign_in, owner, f"/partnerships/{case.partnership.reference}/")
    give(case, manager)
    assert WHY in text_of(sign_in, manager, review)
    assert SecondOpinion.objects.count() == 1


def test_the_same_one_again_is_no_event(case: Assessment, manager: User) -> None:
    give(case, manager)
    count = Event.objects.count()
    give(case, manager)
    assert Event.objects.count() == count


def test_the_report_prints_it_once_and_names_it_on_the_front(case: Assessment, manager: User) -> None:
    give(case, manager)
    give(case, manager, OTHER, "planned", "They will be asked in May.")
    html = reports.render_html(snapshot_of(case, made_on=timezone.localdate()))
    assert html.count(WHY) == html.count("They will be asked in May.") == 1
    answers = html.split('id="appendix-a"')[1]
    for words in ("Second opinion", WHY, manager.full_name):
        assert words in one_spaced(answers)
    named = one_spaced(unescape(strip_tags(html.split('id="flagged"')[0])))
    assert (
        "A manager judges otherwise on: G8 Customers consulted; G11 Representatives' skills and training. In full"
        in named
    )


def test_it_stands_when_the_answer_changes_and_says_so(
    case: Assessment, manager: User, owner: User, sign_in: SignIn
) -> None:
    give(case, manager)
    factories.give_back(case, manager, {KEY: "Say more."})
    assert WHY in text_of(sign_in, owner, f"/assessments/{case.pk}/questions/{KEY}/")
    factories.save(case, KEY, "after_training", reason="In June.")
    factories.submit(case)
    assert "the answer was changed after it" in text_of(sign_in, manager, f"/assessments/{case.pk}/review/")
    assert snapshot_of(case, made_on=timezone.localdate()).content.questions[10].opinion is not None


def test_a_manager_in_two_windows_at_once(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    seen = client.get(address(case)).context["form"].version_token
    give(case, manager, reason="Theirs.")
    typed = {"version_token": seen, "option": "after_training", "reason": "Mine."}
    refused = client.post(address(case), typed)
    assert refused.status_code == 409
    text = refused.content.decode()
    assert all(words in text for words in ("Theirs.", "Mine.", "You changed this in two places at once"))
    assert SecondOpinion.objects.get().reason == "Theirs."


def answered_anew(case: Assessment, manager: User) -> None:
    factories.give_back(case, manager, {"": "Once more."})
    factories.save(case, KEY, "gap", reason="Others.")
    factories.submit(case)


def returned(case: Assessment, manager: User) -> None:
    factories.give_back(case, manager, {"": "Once more."})


@pytest.mark.parametrize("meanwhile", [answered_anew, returned])
def test_a_stale_page_changes_nothing_and_loses_nothing(
    case: Assessment, manager: User, sign_in: SignIn, meanwhile: Callable[[Assessment, User], None]
) -> None:
    client = sign_in(manager)
    seen = client.get(address(case)).context["form"].version_token
    meanwhile(case, manager)
    typed = {"version_token": seen, "option": "after_training", "reason": "Typed for long."}
    response = client.post(address(case), typed)
    assert response.status_code == 409
    assert "Typed for long." in response.content.decode()
    assert not SecondOpinion.objects.exists()


@pytest.mark.parametrize(("option", "reason"), [("in_place", WHY), ("no such", WHY), ("", WHY), ("gap", " ")])
def test_what_is_no_second_opinion_is_refused(case: Assessment, manager: User, option: str, reason: str) -> None:
    with pytest.raises(actions.InvalidError):
        give(case, manager, option=option, reason=reason)


def test_there_is_none_on_a_question_without_an_answer(assessment: Assessment, manager: User, sign_in: SignIn) -> None:
    factories.answer_all(assessment, leave=[KEY])
    factories.submit(assessment)
    with pytest.raises(actions.ActionError, match="nothing to judge"):
        give(assessment, manager)
    assert sign_in(manager).get(address(assessment)).status_code == 409
    assert address(assessment) not in text_of(sign_in, manager, f"/assessments/{assessment.pk}/review/")
    with pytest.raises(actions.ActionError, match="no second opinion"):
        actions.withdraw_opinion(assessment=assessment, question=factories.question(OTHER), by=manager)


def test_nobody_else_gives_one(case: Assessment, owner: User, legal: User, outsider: User, sign_in: SignIn) -> None:
    assert [sign_in(user).get(address(case)).status_code for user in (owner, legal, outsider)] == [403, 403, 404]
    with pytest.raises(actions.ActionError):
        give(case, owner)


def test_the_database_refuses_what_the_pages_refuse(case: Assessment, owner: User, manager: User) -> None:
    opinion = give(case, manager)
    answer = case.answers.get(question__key=OTHER)
    options = Option.objects.filter(question__version=case.version_id)
    planned, no = (options.get(question__key=OTHER, key=key) for key in ("planned", "no"))
    said: dict[str, Any] = {"answer": answer, "option": planned, "reason": WHY, "given_by": manager}

    def refused(match: str, act: Callable[[], object]) -> None:
        with pytest.raises((IntegrityError, DatabaseError), match=match), transaction.atomic():
            act()

    objects = SecondOpinion.objects
    refused("capacity", lambda: objects.create(**said | {"given_by": owner}))
    refused("another option", lambda: objects.create(**said | {"option": no}))
    refused("another option", lambda: objects.create(**said | {"option": opinion.option}))
    refused("has_reason", lambda: objects.create(**said | {"reason": ""}))
    refused("cannot be changed", lambda: objects.update(answer=answer, option=planned))
    refused("capacity", lambda: objects.update(withdrawn_at=timezone.now(), withdrawn_by=owner))
    refused("cannot be deleted", opinion.delete)
    factories.give_back(case, manager, {"": "Say more."})
    refused("submitted", lambda: objects.update(reason="Other."))
