"""Searching the texts of cases: what of the passages that the person may read has each of the words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat

from accounts.folding import fold, words_typed
from accounts.models import User
from accounts.roles import Grant
from partnerships.domain.exemption import COST, EXIT, IMPLICATION, QUESTION
from partnerships.domain.reference import partnership_number
from partnerships.models import Assessment, Exemption, Passage
from partnerships.models.search import PassageKind
from partnerships.selectors.existing import entry_without_case
from partnerships.selectors.lists import Listing, Order
from partnerships.selectors.rounds import later_changes_by_round

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Marked(TypedDict):
        """What `passages` adds to a row."""

        part: str
        is_exempt: bool
        is_exit_exempt: bool

    FoundPassage = WithAnnotations[Passage, Marked]

# How a passage leads to the question that it is about.
TO_QUESTION = (
    "answer__question",
    "treatment__question",
    "raised__question",
    "opinion__answer__question",
    "confirmation__question",
    "return_reason__question",
    "condition__question",
    "reply__reason__question",
    "entry__conversation__question",
)
# The part of the report by which each kind of passage may be exempt. Among the details the exit arrangements have one of their own.
PARTS = Case(
    When(kind=PassageKind.PURPOSE, then=Value(COST)),
    When(kind=PassageKind.COMMENT, then=Concat(Value(f"{IMPLICATION}:"), "implication__area__slug")),
    default=Concat(Value(f"{QUESTION}:"), Coalesce(*(f"{way}__key" for way in TO_QUESTION))),
    output_field=CharField(),
)
# The same on every database, and for everybody: names first, then the newest partnership and its newest round.
IN_ORDER = "place"
ORDERS: dict[str, Order] = {IN_ORDER: ("kind", "-number", "-round", "position", "pk")}


def passages(user: User, grants: Iterable[Grant], text: str) -> Listing[Passage]:
    """Return the passages with each of the words, of those that the person may read."""
    words = words_typed(text)
    return Listing(
        parts=[way.found_by(words) for way in Passage.objects.each_visible_to(user, grants)],
        records=_records(),
        orders=ORDERS,
        columns=(),
        size=20,
    )


def details_then(found: Iterable[Passage]) -> dict[int, dict[str, Any]]:
    """Return the details that the rounds of these passages had and that later rounds changed, by the primary key. One query at most."""
    rounds = [row.assessment for row in found if row.kind in (PassageKind.NAMES, PassageKind.PURPOSE)]
    return later_changes_by_round([case for case in rounds if case is not None and not case.is_current])


def referred_to(text: str, user: User, grants: Iterable[Grant]) -> str:
    """Return the reference that somebody typed ("PR-0005", "pr 5"), if the person may open that partnership; "" otherwise."""
    number = partnership_number(text)
    if number is None or not fold(text).startswith("pr"):
        return ""
    grants = list(grants)
    cases = Assessment.objects.visible_to(user, grants).filter(partnership__number=number).order_by()
    if case := cases.select_related("partnership").first():
        return case.partnership.reference
    entry = entry_without_case(number, user, grants)
    return entry.partnership.reference if entry else ""


def _records() -> QuerySet[Passage]:
    exempt = Exemption.objects.filter(assessment=OuterRef("assessment"), replaced_at=None)
    is_exempt, is_exit_exempt = Exists(exempt.filter(part=OuterRef("part"))), Exists(exempt.filter(part=EXIT))
    related = (
        "partnership__service",
        "assessment__decision",
        "answer__option",
        "answer__question__version__checklist",
        "implication__area",
        "opinion__option",
        "decision__issue",
        "condition__decision",
        "referral",
        *TO_QUESTION,
    )
    rows = Passage.objects.select_related(*related).prefetch_related("partnership__partners")
    return rows.annotate(part=PARTS).annotate(is_exempt=is_exempt, is_exit_exempt=is_exit_exempt)
