"""What was just done is said once on a page: at the place to which the reader was led, else in a banner above."""

from __future__ import annotations

import pytest
from django.contrib.messages import INFO, SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import Context, Template

PAGE = Template(
    "{% load govuk %}{% banners_above %}{% if is_long %}<h2>{% done_at 'costs' %}</h2>{% endif %}{% endbanners_above %}"
)


def page(*messages: Message, is_long: bool = True) -> str:
    return PAGE.render(Context({"messages": messages, "is_long": is_long}))


@pytest.mark.parametrize(("level", "title"), [(SUCCESS, "Done"), (INFO, "Please note")])
def test_at_its_place(level: int, title: str) -> None:
    html = page(Message(level, "The costs were saved.", "costs"))
    banner, _heading, place = html.partition("<h2>")
    assert (banner.strip(), place.count("The costs were saved."), place.count(title)) == ("", 1, 1)
    assert 'role="alert"' in place


def test_in_a_banner_where_the_page_has_no_such_place() -> None:
    html = page(Message(SUCCESS, "The costs were saved.", "costs"), is_long=False)
    assert html.count("The costs were saved.") == 1
    assert "govuk-notification-banner--success" in html


def test_others_stay_above() -> None:
    banner, _heading, place = page(Message(SUCCESS, "Saved.", ""), Message(SUCCESS, "Treated.", "costs")).partition(
        "<h2>"
    )
    assert ("Saved." in banner, "Treated." in banner) == (True, False)
    assert ("Saved." in place, "Treated." in place) == (False, True)


def test_without_messages() -> None:
    assert "".join(page().split()) == "<h2></h2>"
