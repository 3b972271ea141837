"""The blank checklist, to take into a workshop: the questions of a version with room to write. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from cattrs import Converter
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.canonical import canonical
from checklists.spec import (
    ChecklistSpec,
    FactSpec,
    FactType,
    GuideItemSpec,
    QuestionSpec,
    SectionSpec,
    YesNo,
    YesNoFact,
)
from partnerships.reports.paper.blocks import Block, Heading, Listing, Paper, Paragraph, Room, part, section
from partnerships.reports.typed import typed

TEMPLATE = "reports/blank.html"
ATTACHMENT = "questions.json"
# Which key of the JSON says that it is a blank checklist, and in which form.
FORMAT = "blank"
# Lines of room to write.
LITTLE, SOME, MUCH = 1, 3, 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with its answers, of which one is chosen."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BlankChecklist:
    """The questions of a version that was published on a day, or of a draft as it stands on a day.

    Asked before them: `details` are labels; `decisions` each decision that can be sought, with what it means;
    `significance` the questions about it, and `routes` who decides by each significance.
    """

    spec: ChecklistSpec
    details: tuple[str, ...]
    decisions: tuple[str, ...]
    significance: tuple[Choice, ...]
    routes: tuple[str, ...]
    council: str
    published_on: date
    language: str
    is_draft: bool = False


def _converter() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _type: date.fromisoformat(text))
    return converter


CONVERTER = _converter()


def content_of(blank: BlankChecklist) -> bytes:
    """Return it as JSON: as it is handed to the process that makes its PDF, and attached to that."""
    return canonical({FORMAT: 1, **CONVERTER.unstructure(blank)})


def blank_in(content: bytes) -> BlankChecklist | None:
    """Return the blank checklist of that JSON; None when it is something else."""
    said: dict[str, Any] = json.loads(content)
    return CONVERTER.structure(said, BlankChecklist) if FORMAT in said else None


def blank_paper(blank: BlankChecklist, *, glyphs: Set[int] | None = None) -> Paper:
    """Return the text of the blank checklist, in its language. `glyphs`: the code points that the fonts draw, None for any."""
    with translation.override(blank.language):
        shown = CONVERTER.structure(_shown(CONVERTER.unstructure(blank), glyphs), BlankChecklist)
        return Paper(
            title=shown.spec.title,
            reference=f"{shown.spec.slug}-{shown.spec.version}",
            author=shown.council,
            language=blank.language,
            made_on=blank.published_on,
            is_draft=blank.is_draft,
            blocks=tuple(_blocks(shown)),
        )


def render_blank_pdf(blank: BlankChecklist) -> bytes:
    """Return the blank checklist as a PDF, PDF/A-3a and PDF/UA-1, with its questions attached as data."""
    # WeasyPrint takes more than a second to import, so it is imported when a PDF is made and not at every start.
    from partnerships.reports.fonts import GLYPHS
    from partnerships.reports.pdf import Data, pdf_of

    paper = blank_paper(blank, glyphs=GLYPHS)
    with translation.override(blank.language):
        html = render_to_string(TEMPLATE, {"paper": paper, "version": blank.spec.version})
        data = Data(
            name=ATTACHMENT,
            description=_("The questions as data (JSON)"),
            content=content_of(blank),
            made_at=datetime.combine(blank.published_on, time.min),
        )
        pdf = pdf_of(html, data=data)
    if pdf is None:
        raise AssertionError("without a limit of pages there is always a PDF")
    return pdf


def _shown(value: Any, glyphs: Set[int] | None) -> Any:
    """Return the same data with each text made safe to show."""
    if isinstance(value, str):
        return typed(value, glyphs=glyphs)
    if isinstance(value, list | tuple):
        return [_shown(item, glyphs) for item in value]
    return {key: _shown(item, glyphs) for key, item in value.items()} if isinstance(value, dict) else value


def _blocks(blank: BlankChecklist) -> Iterator[Block]:
    spec = blank.spec
    yield Heading(spec.title, 1)
    yield Paragraph(
        _(
            "Blank, to prepare the answers together. Choose one answer for each question, and write down why. “Partly” "
            "and “Not sure” are good answers: knowing what is missing is what the checklist is for. Then enter the "
            "answers in the service; this paper is not a case."
        )
    )
    yield Room(_("Who filled this in, and when"), LITTLE)
    yield section(_("About the partnership"))
    for label in blank.details:
        yield Room(label, LITTLE)
    yield part(_("Which decision do you seek?"))
    yield _choices(blank.decisions)
    yield from _lists(spec)
    yield from _significance(blank)
    for each in spec.sections:
        yield from _section(each)


def _lists(spec: ChecklistSpec) -> Iterator[Block]:
    """Yield the test whether it is a partnership, and the benefits, if the version has them."""
    if spec.characteristics:
        yield section(_("Is it a partnership?"))
        for mark in spec.characteristics:
            yield part(mark.text)
            yield _choices(str(answer.label) for answer in YesNo)
    if spec.benefits:
        yield section(_("Which benefits do you expect?"))
        yield _choices(_texts(spec.benefits))


def _significance(blank: BlankChecklist) -> Iterator[Block]:
    yield section(_("How significant is it?"))
    yield Paragraph(_("Six answers give the significance, which is the highest of them. It says who decides:"))
    yield Listing(blank.routes)
    for choice in blank.significance:
        yield part(choice.question)
        yield _choices(choice.answers)


def _section(spec: SectionSpec) -> Iterator[Block]:
    yield section(f"{spec.code} {spec.title}")
    if spec.intro:
        yield Paragraph(spec.intro)
    for question in spec.questions:
        yield from _question(question, spec)


def _question(question: QuestionSpec, spec: SectionSpec) -> Iterator[Block]:
    yield part(f"{question.code} {question.title}")
    yield Paragraph(question.text, is_strong=True)
    if question.answered_by:
        yield Paragraph(_("Who should answer: %(who)s") % {"who": question.answered_by})
    if question.guidance:
        yield Paragraph(question.guidance)
    yield _choices(option.label for option in question.options)
    if spec.has_finding:
        yield Room(_("Finding"), SOME)
    yield Room(question.reason_label or _("Why is this your answer?"), MUCH)
    for fact in question.facts:
        yield from _fact(fact)
    wanted = _("Evidence (what would help: %(evidence)s)") % {"evidence": question.evidence}
    yield Room(wanted if question.evidence else _("Evidence"), SOME)


def _fact(fact: FactSpec) -> Iterator[Block]:
    if fact.type is FactType.YES_NO:
        yield Paragraph(fact.label)
        yield _choices(str(answer.label) for answer in YesNoFact)
    else:
        yield Room(fact.label, LITTLE)


def _choices(labels: Iterable[str]) -> Listing:
    return Listing(tuple(labels), has_boxes=True)


def _texts(items: tuple[GuideItemSpec, ...]) -> Iterator[str]:
    return (item.text for item in items)
