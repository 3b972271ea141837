"""`{% load govuk %}`: GOV.UK Frontend's components in templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from crispy_forms.layout import BaseInput
from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from govuk import component, error_summary, field_html
from govuk.charts import Chart

register = template.Library()


@register.simple_tag
def govuk(component_name: str, params: Mapping[str, Any] | None = None, **values: Any) -> SafeString:
    """Render a component: `{% govuk 'button' text=label classes='govuk-button--secondary' %}`.

    A double underscore sets a nested parameter (`label__text=...`); `params` is a dict of parameters from the view.
    """
    merged: dict[str, Any] = dict(params or {})
    for path, value in values.items():
        *parents, last = path.split("__")
        place = merged
        for parent in parents:
            place[parent] = dict(place.get(parent, {}))
            place = place[parent]
        place[last] = value
    return component(component_name, merged)


class Crumbs(template.Node):
    """The way back from a page: the places that `{% crumb %}` names within it."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        """Render the breadcrumbs of the design system."""
        with context.push(crumbs=[]):
            self.nodelist.render(context)
            items = context["crumbs"]
        return component("breadcrumbs", {"items": items, "labelText": _("Breadcrumb"), "classes": "app-no-print"})


@register.tag
def crumbs(parser: Parser, _token: Token) -> Crumbs:
    """Put `{% crumbs %}...{% endcrumbs %}` around the places that lead back."""
    nodelist = parser.parse(("endcrumbs",))
    parser.delete_first_token()
    return Crumbs(nodelist)


@register.simple_tag(takes_context=True)
def crumb(context: template.Context, text: str, view: str = "", *args: object, address: str = "") -> str:
    """Name a place that leads back: `{% crumb _("Register") "register" %}`, or one with an `address`."""
    context["crumbs"].append({"text": text, "href": address or reverse(view, args=args)})
    return ""


@register.filter
def as_banner(message: object) -> SafeString:
    """Return a message as the content of a notification banner; links in it stay links when it is marked safe."""
    return format_html('<p class="govuk-notification-banner__heading">{}</p>', message)


class BannersAbove(template.Node):
    """A part of a page, with a banner above it for each message that no place in it says (`done_at`)."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        """Render the part first: only then it is known which places it has."""
        with context.push(places=set()):
            below = self.nodelist.render(context)
            rest = [message for message in _messages(context) if message.extra_tags not in context["places"]]
        return render_to_string("govuk/_banners.html", {"messages": rest}) + below if rest else below


@register.tag
def banners_above(parser: Parser, _token: Token) -> BannersAbove:
    """Put `{% banners_above %}...{% endbanners_above %}` around the part of a page that has places."""
    nodelist = parser.parse(("endbanners_above",))
    parser.delete_first_token()
    return BannersAbove(nodelist)


@register.inclusion_tag("govuk/_done_at.html", takes_context=True)
def done_at(context: template.Context, place: str) -> dict[str, Any]:
    """Say at this place of a page what was done there, instead of in a banner (`accounts.responses.done_at`)."""
    if (places := context.get("places")) is not None:
        places.add(place)
    return {"messages": [message for message in _messages(context) if message.extra_tags == place]}


def _messages(context: template.Context) -> Iterable[Message]:
    """Return the messages of the page; a page without a session has none."""
    return context.get("messages") or ()


@register.simple_tag
def govuk_field(field: BoundField) -> SafeString:
    """Render a field of a form, as `{% crispy form %}` and `{{ field|as_crispy_field }}` do."""
    return field_html(field)


@register.simple_tag
def govuk_button(button: BaseInput) -> SafeString:
    """Render crispy's `Submit`. Its `css_class` may hold a modifier such as "govuk-button--secondary"."""
    own = [name for name in button.field_classes.split() if name.startswith("govuk-")]
    params = {"text": button.value, "name": button.name, "value": button.value, "id": button.id}
    return component("button", {**params, "classes": " ".join(own), "attributes": button.flat_attrs})


@register.inclusion_tag("govuk/form_head.html", takes_context=True)
def form_head(context: template.RequestContext, *, acts_once: bool = True) -> dict[str, Any]:
    """Render what every form carries that somebody signed in sends: who typed in it, and what its page showed.

    `typed_by` lets what was typed come back after a session that ended. `form_token` lets the form act once when it is
    sent twice (`acts_once`); what it does is then one transaction. `version_token` and `conflict` are those of the
    page's `form`, if it has them.
    """
    form = context.get("form")
    return {
        "csrf_token": context["csrf_token"],
        "typed_by": context["request"].user.pk,
        "form_token": uuid4().hex if acts_once else "",
        "version_token": getattr(form, "version_token", None),
        "conflict": getattr(form, "conflict", None),
    }


@register.inclusion_tag("govuk/chart.html")
def govuk_chart(chart: Chart) -> dict[str, Chart]:
    """Render a chart; the caller leaves one without lines out."""
    return {"chart": chart}


@register.simple_tag
def govuk_errors(forms: BaseForm | Iterable[BaseForm]) -> SafeString:
    """Render the error summary of one form or of several."""
    return error_summary(forms)


@register.simple_tag
def error_prefix(forms: BaseForm | Iterable[BaseForm]) -> str:
    """Return "Error: " for the title of the page when a form has errors or two versions: screen readers read the title first."""
    several = [forms] if isinstance(forms, BaseForm) else list(forms)
    is_wrong = any(form.errors or getattr(form, "conflict", None) for form in several)
    return _("Error: ") if is_wrong else ""
