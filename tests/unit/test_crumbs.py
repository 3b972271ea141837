"""The way back from a page: each place that it names, with its name as text."""

from __future__ import annotations

from django.template import Context, Template
from lxml import html

PAGE = """{% load govuk %}{% crumbs %}
{% crumb _("My work") "my-work" %}
{% if more %}{% crumb name "register-entry" reference %}{% crumb "Above" address="/above/" %}{% endif %}
{% endcrumbs %}"""


def shown(**context: object) -> html.HtmlElement:
    return html.fromstring(Template(PAGE).render(Context(context)))


def test_places_are_named_in_their_order_and_names_stay_text() -> None:
    nav = shown(more=True, name="A & B <x>", reference="PR-0007")
    assert [(link.get("href"), link.text) for link in nav.iter("a")] == [
        ("/", "My work"),
        ("/register/PR-0007/", "A & B <x>"),
        ("/above/", "Above"),
    ]
    assert (nav.get("aria-label"), "app-no-print" in nav.get("class", "")) == ("Breadcrumb", True)


def test_a_place_within_a_condition_may_be_left_out() -> None:
    assert [link.text for link in shown(more=False).iter("a")] == ["My work"]
