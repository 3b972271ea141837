"""Finds partnerships with almost the same name, or about the same subject, at a cost that does not grow with their number."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db.models import Q

from accounts.folding import fold
from accounts.models import User
from partnerships.domain.similarity import (
    SAME_NAME,
    Subject,
    keys_of,
    name_likeness,
    similarity,
)
from partnerships.models import Partnership, PartnershipWord
from partnerships.models.partnership import PartnershipQuerySet

# A key that more partnerships have says nothing of them.
COMMON = 100
# How many partnerships with the most keys in common are compared whole.
CANDIDATES = 60
MOST = 5


def same_named(name: str, *, user: User) -> list[Partnership]:
    """Return the partnerships that are called almost so, the likest first; of restricted ones, those the person leads."""
    known = Partnership.objects.filter(Q(is_restricted=False) | Q(lead=user))
    likeness = {row: name_likeness(name, row.name) for row in _candidates(known, Subject(name))}
    return _likest({row: share for row, share in likeness.items() if share >= SAME_NAME})


def similar_to(partnership: Partnership) -> list[Partnership]:
    """Return other partnerships about the same subject, the likest first; never a restricted one."""
    others = Partnership.objects.exclude(pk=partnership.pk)
    return similar_by(Subject(partnership.name, partnership.purpose), among=others)


def similar_by(subject: Subject, *, among: PartnershipQuerySet | None = None) -> list[Partnership]:
    """Return the partnerships about that subject, of all or among these, the likest first; never a restricted one."""
    known = (Partnership.objects.all() if among is None else among).filter(is_restricted=False)
    likeness = {row: similarity(subject, Subject(row.name, row.purpose)) for row in _candidates(known, subject)}
    return _likest({row: share for row, share in likeness.items() if share})


def _likest(likeness: dict[Partnership, float]) -> list[Partnership]:
    return sorted(likeness, key=lambda row: (-likeness[row], -row.number))[:MOST]


def _candidates(known: PartnershipQuerySet, subject: Subject) -> PartnershipQuerySet:
    """Return the partnerships that have the same name, and those that share most keys; two queries with `known`'s own."""
    shared = Counter(partnership for found in _by_key(keys_of(subject)).values() for partnership in found)
    likely = sorted(shared, key=lambda partnership: (-shared[partnership], -partnership))[:CANDIDATES]
    name = fold(subject.name)
    is_likely = Q(pk__in=likely) | Q(folded_name=name) if name else Q(pk__in=likely)
    return known.filter(is_likely).select_related("service", "lead").order_by("-number")[: 2 * CANDIDATES]


def _by_key(keys: list[str]) -> dict[str, list[int]]:
    """Return which partnerships have each key, without the keys that are common. At most `COMMON` + 1 rows a key are read."""
    if not keys:
        return {}
    rows = PartnershipWord.objects.order_by()
    each = [
        rows.filter(pk__in=rows.filter(word=key).values("pk")[: COMMON + 1]).values_list("word", "partnership_id")
        for key in keys
    ]
    found: defaultdict[str, list[int]] = defaultdict(list)
    for key, partnership in each[0].union(*each[1:], all=True):
        found[key].append(partnership)
    return {key: partnerships for key, partnerships in found.items() if len(partnerships) <= COMMON}
