"""The page on which people choose how their emails come."""

from __future__ import annotations

import pytest

from accounts.models import MailChoice, User
from tests.conftest import SignIn

PAGE = "/account/emails/"


def test_ones_account_leads_to_the_page_that_shows_what_stands(owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert 'href="/account/"' in client.get("/").content.decode()
    assert f'href="{PAGE}"' in client.get("/account/").content.decode()
    response = client.get(PAGE)
    assert response.context["form"].initial == {"choice": MailChoice.SINGLE, "has_news_mail": True}
    assert owner.email in response.content.decode()


def test_a_choice_is_kept(owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert client.post(PAGE, {"choice": "daily"}).url == PAGE  # type: ignore[attr-defined]  # of a redirect
    assert "Your choice was saved." in client.get(PAGE).content.decode()
    owner.refresh_from_db()
    assert (owner.mail_choice, owner.has_news_mail) == (MailChoice.DAILY, False)
    client.post(PAGE, {"choice": "daily", "has_news_mail": "on"})
    owner.refresh_from_db()
    assert owner.has_news_mail


def test_what_asks_for_nothing_comes_to_nobody_who_did_not_choose_it() -> None:
    assert not User(email="new@marlshire.example").has_news_mail


@pytest.mark.parametrize(
    ("typed", "says"), [({}, "Select how you want your emails"), ({"choice": "never"}, "Select one of these")]
)
def test_no_choice_and_one_that_is_none_are_refused(
    owner: User, sign_in: SignIn, typed: dict[str, str], says: str
) -> None:
    response = sign_in(owner).post(PAGE, typed)
    assert response.status_code == 422
    assert says in response.content.decode()
    owner.refresh_from_db()
    assert owner.mail_choice == MailChoice.SINGLE
