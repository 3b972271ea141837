"""How a paper words days, answers, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnerships.reports.paper.blocks import Block, Paragraph, paragraphs

Part = dict[str, Any]


def day(value: date | None) -> str:
    """Return a date as people write it, "" for none."""
    return date_format(value, "j F Y") if value else ""


def exempted(mark: Part) -> str:
    """Say that a part is left out, and why."""
    words = {"paragraph": mark["paragraph"]["label"], "reason": mark["reason"]}
    return _("Exempt. %(paragraph)s. Reason: %(reason)s") % words


def labelled(label: str, value: str) -> str:
    """Return a value after what it is; a question mark is enough between them."""
    return f"{label} {value}" if label.endswith("?") else f"{label}: {value}"


def named(question: Part) -> str:
    """Return the code and the title of a question."""
    return f"{question['code']} {question['title']}"


def codes(questions: Iterable[Part]) -> str:
    """Return the codes of questions."""
    return ", ".join(question["code"] for question in questions)


def chosen(question: Part) -> str:
    """Return the words of the option that was chosen, or that there is none, or that it is left out."""
    if question["exempt"]:
        return exempted(question["exempt"])
    answer = question["answer"]
    return answer["option"]["label"] if answer and answer["option"] else _("Not answered")


def answered(question: Part) -> Iterator[Block]:
    """Yield the answer to a question with its reason and its facts."""
    yield Paragraph(chosen(question), is_strong=not question["exempt"])
    if answer := question["answer"]:
        yield from paragraphs(answer["reason"])
        for fact in answer["facts"]:
            yield Paragraph(labelled(fact["label"], _fact(fact)))


def _fact(fact: Part) -> str:
    if fact["type"] == "date":
        return day(fact["value"])
    if fact["type"] == "yes_no":
        return _("Yes") if fact["value"] == "yes" else _("No")
    return str(fact["value"])
