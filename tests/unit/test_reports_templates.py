"""Every name that a template of the report reads is an attribute of what it is given, in branches that no sample takes too."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from checklists.wording import Part
from partnerships.reports import Report, pack, quotes, risks, summary, verifying
from partnerships.reports.decision_notice import DecisionNoticePage
from partnerships.reports.flagged import FlaggedItem
from partnerships.reports.paper import Heading, Listing, Paper, Paragraph, Room, Table
from partnerships.snapshot import shape
from partnerships.snapshot.decision_notice import ImposedPart

TEMPLATES = Path(__file__).parents[2] / "templates"
# What the variables of the templates hold; a name that several templates use has one type for each.
VARIABLES: dict[str, tuple[type, ...]] = {
    "answer": (shape.AnswerPart,),
    "benefit": (shape.Listed,),
    "block": (Heading, Listing, Paragraph, Room, Table),
    "cause": (shape.Choice,),
    "cell": (summary.Cell,),
    "change": (shape.WordingPart,),
    "condition": (shape.ConditionPart, shape.ProposedConditionPart),
    "confirmation": (shape.ConfirmationPart,),
    "code": (verifying.QrCode,),
    "count": (summary.Count,),
    "cover": (pack.Cover,),
    "each": (summary.ShortCondition,),
    "event": (shape.EventPart,),
    "evidence": (shape.EvidencePart,),
    "fact": (shape.FactPart,),
    "item": (FlaggedItem,),
    "line": (shape.FactorPart,),
    "mark": (shape.ExemptMark, shape.Screened, summary.Mark),
    "notice": (DecisionNoticePage,),
    "objection": (shape.ObjectionPart,),
    "paper": (Paper,),
    "part": (
        Part,
        ImposedPart,
        shape.ConditionPart,
        shape.EarlierPart,
        shape.ExemptPart,
        shape.ImplicationPart,
        shape.InterestPart,
    ),
    "partner": (quotes.Quote,),
    "person": (shape.Person,),
    "piece": (shape.EvidencePart,),
    "question": (shape.QuestionPart,),
    "quote": (quotes.Quote,),
    "raised": (shape.RaisedPart, risks.RaisedRisks),
    "report": (Report,),
    "risk": (shape.RiskPart,),
    "row": (pack.Row,),
    "said": (summary.Saying,),
    "section": (shape.SectionPart,),
    "since": (shape.SincePart,),
    "step": (shape.StepPart,),
    "summary": (summary.Summary,),
    "treatment": (shape.TreatmentPart,),
    "why": (summary.Why,),
}
TAG = re.compile(r"{[%{](.*?)[%}]}", re.DOTALL)
QUOTED = re.compile(r'"[^"]*"')
PATH = re.compile(r"(?<![\w.])([a-z_]+)((?:\.[a-z_][a-z_0-9]*)+)")


def paths_in(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the variables with attributes that a template reads: report.issue.number gives report, [issue, number]."""
    for tag in TAG.findall(text):
        for name, attributes in PATH.findall(QUOTED.sub('""', tag)):
            yield name, attributes[1:].split(".")


def type_of(owner: type, name: str) -> type | None:
    """Return the type of an attribute of a dataclass, without None; None when there is no such attribute."""
    found = getattr(owner, name, None)
    getter = found.fget if isinstance(found, property) else getattr(found, "func", None)
    hints = typing.get_type_hints(getter or owner)
    hint = hints.get("return" if getter else name)
    if isinstance(hint, types.UnionType):
        [hint] = [option for option in typing.get_args(hint) if option is not types.NoneType]
    return typing.cast("type | None", hint)


def is_known(owner: type | None, attributes: list[str]) -> bool:
    """Whether the attributes lead from one type to the next."""
    for name in attributes:
        owner = type_of(owner, name) if owner else None
    return owner is not None


def unknown(text: str) -> list[str]:
    """Return the paths of a template that lead nowhere."""
    return [
        ".".join([name, *attributes])
        for name, attributes in paths_in(text)
        if name != "forloop" and not any(is_known(owner, attributes) for owner in VARIABLES.get(name, ()))
    ]


@pytest.mark.parametrize("path", sorted((TEMPLATES / "reports").rglob("*.html")), ids=lambda path: path.name)
def test_a_template_reads_what_there_is(path: Path) -> None:
    assert unknown(path.read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ report.partnership.nmae }}",
        "{% if report.referal %}{% endif %}",
        "{% for reason in item.flag.becuase %}{% endfor %}",
        "{% if question.answer.option.severity %}{% endif %}",
        "{{ unheard.of }}",
    ],
)
def test_a_misspelt_name_is_found(text: str) -> None:
    assert len(unknown(text)) == 1


def test_an_attribute_that_may_be_none_is_followed() -> None:
    assert type_of(shape.ReferralPart, "referred_on") is date
    assert unknown("{{ report.referral.officer }} {{ report.flagged.blockers }} {{ item.is_short }}") == []
